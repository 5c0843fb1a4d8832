import Octets

/// Reads mail from the files of a container by the rules that hold for directories. Nothing is unpacked
/// to disk but what `ContainerTree` keeps.
final class ContainerReader: MailboxReader {
  private let entries: any ContainerEntries
  private let tree: ContainerTree
  private let container: FileIdentity
  private let context: ReadContext
  private var child: (any MailboxReader)?
  /// Of the entry read last, from 1.
  private var place = 0
  /// Other names of the file read last, which wait to be read.
  private var waiting: [ContainerPath] = []
  private var octets: HeldOctets = .memory([])
  /// Links whose file came.
  private var followed: Set<ContainerPath> = []
  private var hasFailed = false
  /// What lies before the place where an earlier reading stopped is passed over.
  private var isResuming: Bool

  /// The position is kept by the reader of the whole source.
  var position: MailboxPosition { .start }

  /// - Parameter open: gives all entries, each time it is called.
  init(
    _ container: FileIdentity, _ context: ReadContext,
    open: () throws(MailboxError) -> any ContainerEntries
  ) throws(MailboxError) {
    tree = try ContainerTree(try open(), context.options)
    entries = try open()
    self.container = container
    self.context = context
    isResuming = context.resumes(inside: container.path)
  }

  func next() throws(MailboxError) -> MailboxItem? {
    while !hasFailed {
      if let child {
        if let item = try child.next() { return item }
        self.child = nil
      }
      do throws(MailboxError) {
        if !waiting.isEmpty {
          let link = waiting.removeFirst()
          let stream = PrefixedStream(octets, then: EmptyStream())
          if let item = open(link, joined(link), stream, UInt64(octets.count)) { return item }
        } else {
          guard let entry = try entries.next() else { return end() }
          place += 1
          if let item = try open(entry) { return item }
        }
      } catch {
        hasFailed = true
        return rejected(container, .of(error))
      }
    }
    return nil
  }

  private func end() -> MailboxItem? {
    guard isResuming else { return nil }
    hasFailed = true
    return rejected(
      container, .unreadable("changed since it was read in part; import it once more"))
  }

  private func open(_ entry: ContainerEntry) throws(MailboxError) -> MailboxItem? {
    let path = ContainerPath(entry.name)
    switch entry {
    case .directory: return nil
    case .rejected(_, let reason):
      return resumes(at: [printable(entry.name)])
        ? rejected(identity(path, printable(entry.name)), reason) : nil
    case .link(let name, _, let isSymbolic):
      guard !isSymbolic, !isResuming, !followed.contains(path) else { return nil }
      return rejected(
        identity(path, printable(name)),
        .damaged("a second name of a file that does not come before it"))
    case .file(let name, let stream, let size):
      let links = tree.links(to: path, at: place)
      followed.formUnion(links)
      let names = [printable(name)] + links.map(joined)
      guard resumes(at: names) else { return nil }
      if links.isEmpty { return open(path, names[0], stream, size) }
      octets = try held(stream)
      waiting = links
      let whole = PrefixedStream(octets, then: EmptyStream())
      return open(path, names[0], whole, UInt64(octets.count))
    }
  }

  /// Whether reading goes on with one of these entries, or went on before. What comes before the place
  /// in the first of them its own reader passes over.
  private func resumes(at names: [String]) -> Bool {
    guard isResuming else { return true }
    isResuming = !names.contains { name in
      let path = "\(container.path)!/\(name)"
      return context.isResume(path) || context.resumes(inside: path)
    }
    return !isResuming
  }

  private func open(
    _ path: ContainerPath, _ name: String, _ stream: any ByteStream, _ size: UInt64
  ) -> MailboxItem? {
    let identity = identity(path, name)
    let origin = identity.origin(length: size, kind: .file)
    // It is never written, but who climbs out of a container may have more in mind.
    if path.climbs { return .rejected(Rejection(origin: origin, reason: .unsafeName)) }
    let (kind, isLeftOut) = tree.kind(of: Array(path.directories))
    if isLeftOut || kind.leavesOut(path.name) { return nil }
    if kind.isClutter(path.name) { return .skipped(Skip(origin: origin, reason: .notMail)) }
    switch FileOpener(context: context).open(stream, size: size, identity) {
    case .item(let item): return item
    case .reader(let reader): child = reader
    case .done: break
    }
    return nil
  }

  private func identity(_ path: ContainerPath, _ name: String) -> FileIdentity {
    let directories = Array(path.directories)
    var identity = tree.kind(of: directories).kind.identity(
      path: "\(container.path)!/\(name)", directories, name: path.name)
    identity.depth = container.depth + 1
    if AppleParts.number(of: identity.name) != nil {
      identity.siblings = tree.siblings(in: directories)
    }
    return identity
  }

  private func joined(_ path: ContainerPath) -> String {
    printable(path.components.joined(separator: [UInt8(ascii: "/")]))
  }

  /// All of a file that is read under several names.
  private func held(_ stream: any ByteStream) throws(MailboxError) -> HeldOctets {
    var growing = GrowingOctets(in: context.options.spill)
    try growing.add(all: stream)
    return try growing.all()
  }

  private func rejected(_ identity: FileIdentity, _ reason: Rejection.Reason) -> MailboxItem {
    .rejected(Rejection(origin: identity.origin(length: 0, kind: .file), reason: reason))
  }
}
