import Bytes
import Files
internal import Mail

/// Reads mail from the files of a container by the same rules as for directories. Nothing is
/// unpacked to disk except the files that `ContainerTree` keeps.
final class ContainerReader: MailboxReader {
  private let entries: any ContainerEntries
  private let tree: ContainerTree
  private let container: FileIdentity
  private let context: ReadContext
  private var child: (any MailboxReader)?
  /// Number of the latest entry, from 1.
  private var place = 0
  /// Names of the latest file that are still to be read, if it has several.
  private var waiting: ArraySlice<ContainerPath> = []
  private var bytes: MessageBytes = .memory([])
  /// Links whose file has been found.
  private var followed: Set<ContainerPath> = []
  private var hasFailed = false
  /// Entries before the position of an earlier reading are skipped.
  private var isResuming: Bool

  /// The reader of the whole source keeps the position.
  var position: MailboxPosition { .start }

  /// - Parameter open: returns all entries, each time it is called.
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
          let stream = PrefixedStream(bytes, then: EmptyStream())
          if let item = open(waiting.removeFirst(), stream, UInt64(bytes.count)) { return item }
        } else {
          guard let entry = try entries.next() else { return end() }
          place += 1
          if let item = try open(entry) { return item }
        }
      } catch {
        hasFailed = true
        return rejected(container.path, .of(error))
      }
    }
    return nil
  }

  private func end() -> MailboxItem? {
    guard isResuming else { return nil }
    hasFailed = true
    return rejected(
      container.path, .unreadable("changed since it was read in part; import it once more"))
  }

  private func open(_ entry: ContainerEntry) throws(MailboxError) -> MailboxItem? {
    let path = ContainerPath(entry.name)
    switch entry {
    case .directory: return nil
    case .rejected(_, let reason):
      return resumes(at: path) ? rejected(name(of: path), reason) : nil
    case .link(_, _, let isSymbolic):
      guard !isSymbolic, !isResuming, !followed.contains(path) else { return nil }
      return rejected(
        name(of: path), .damaged("a second name of a file that does not come before it"))
    case .file(_, let stream, let size):
      let links = tree.links(to: path, at: place)
      followed.formUnion(links)
      if links.isEmpty { return resumes(at: path) ? open(path, stream, size) : nil }
      bytes = try held(stream)
      waiting = ([path] + links).drop { !resumes(at: $0) }
      return nil
    }
  }

  /// Whether reading continues in this entry, or has continued before. The entry's own reader skips
  /// what comes before the position.
  private func resumes(at entry: ContainerPath) -> Bool {
    if isResuming {
      let path = name(of: entry)
      isResuming = !context.isResume(path) && !context.resumes(inside: path)
    }
    return !isResuming
  }

  private func open(
    _ path: ContainerPath, _ stream: any ByteStream, _ size: UInt64
  ) -> MailboxItem? {
    if path.isTooDeep {
      let origin = MessageOrigin(path: name(of: path), offset: 0, length: size, kind: .file)
      return .rejected(Rejection(origin: origin, reason: .tooDeep))
    }
    let identity = identity(path)
    let origin = identity.origin(length: size, kind: .file)
    // The entry is never written to disk, but a name that leads out of the container may be an
    // attack.
    if path.climbs { return .rejected(Rejection(origin: origin, reason: .unsafeName)) }
    let (kind, isLeftOut) = tree.kind(of: Array(path.directories))
    if isLeftOut || kind.leavesOut(path.name) { return nil }
    if kind.isClutter(path.name) {
      return context.resume(at: identity.path) > 0
        ? nil : .skipped(Skip(origin: origin, reason: .notMail))
    }
    switch FileOpener(context: context).open(stream, size: size, identity) {
    case .item(let item): return item
    case .reader(let reader): child = reader
    case .done: break
    }
    return nil
  }

  private func identity(_ path: ContainerPath) -> FileIdentity {
    let directories = Array(path.directories)
    var identity = tree.kind(of: directories).kind.identity(
      path: name(of: path), directories, name: path.name)
    identity.depth = container.depth + 1
    if AppleParts.number(of: identity.name) != nil {
      identity.siblings = tree.siblings(in: directories)
    }
    return identity
  }

  /// The form of `MessageOrigin.path`.
  private func name(of path: ContainerPath) -> String {
    "\(container.path)!/"
      + printable(Array(path.components.joined(separator: [UInt8(ascii: "/")])))
  }

  /// All bytes of a file that is read under several names.
  private func held(_ stream: any ByteStream) throws(MailboxError) -> MessageBytes {
    var growing = MessageBytesBuilder(in: context.options.spill)
    try growing.add(all: stream)
    return try growing.all()
  }

  private func rejected(_ path: String, _ reason: Rejection.Reason) -> MailboxItem {
    let origin = MessageOrigin(path: path, offset: 0, length: 0, kind: .file)
    return .rejected(Rejection(origin: origin, reason: reason))
  }
}
