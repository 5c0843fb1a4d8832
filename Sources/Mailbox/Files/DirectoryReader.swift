import Files

/// Reads everything below a directory, in the order of `precedes`. Each file's format is recognised
/// separately, so that any mixture of formats can be read.
final class DirectoryReader: MailboxReader {
  private let path: FilePath
  /// Names of the directories from the source's root to this one.
  private let components: [[UInt8]]
  private let context: ReadContext
  /// This directory and its ancestors, by device and inode.
  private let around: [DirectoryIdentity]
  private let folder: DirectoryKind
  private let names: NameList
  /// The names in a Maildir's new, listed before its cur is read: a message that is moved meanwhile
  /// would otherwise be in neither list.
  private var newNames: NameList?
  private var index = 0
  private var child: (any MailboxReader)?
  private var resume: ResumePath?

  /// The reader of the whole source keeps the position.
  var position: MailboxPosition { child?.position ?? .start }

  init(
    _ path: FilePath, _ components: [[UInt8]], _ context: ReadContext, resume: ResumePath?,
    around: [DirectoryIdentity] = [], parent: DirectoryKind = .plain, earlier: NameList? = nil
  ) throws(MailboxError) {
    self.path = path
    self.components = components
    self.context = context
    self.resume = resume
    self.around = around
    var names = try asMailboxError(try POSIX.list(path))
    if let earlier { names.add(earlier) }
    self.names = names
    folder = DirectoryKind(
      path.name, Self.facts(path, names), parent: parent, places: MaildirPlaces(path),
      read: { SideFile.read(path / Array($0.utf8), context) })
  }

  private static func facts(_ path: FilePath, _ names: NameList) -> DirectoryFacts {
    var facts = DirectoryFacts()
    for index in 0..<names.count where names[index].count <= 15 { facts.note(names[index]) }
    guard facts.hasCur, !facts.hasNew,
      let inCur = try? POSIX.list(path / Array("cur".utf8), sorted: false)
    else { return facts }
    for index in 0..<inCur.count { facts.noteInCur(inCur[index]) }
    return facts
  }

  func next() throws(MailboxError) -> MailboxItem? {
    while true {
      if let child {
        if let item = try child.next() { return item }
        self.child = nil
      }
      guard index < names.count else { return nil }
      let name = Array(names[index])
      index += 1
      if resume?.isAfter(name) == true { continue }
      let below = resume?.below(name)
      resume = nil
      if !folder.leavesOut(name), let item = visit(name, below) { return item }
    }
  }

  private func visit(_ name: [UInt8], _ below: ResumePath?) -> MailboxItem? {
    var path = path / name
    if folder.isClutter(name) {
      return .skipped(Skip(origin: origin(path), reason: .notMail))
    }
    if let known = known(path) { return known }
    do throws(MailboxError) {
      let stream = try openEntry(name, &path)
      switch stream.status.type {
      case .directory:
        return try descend(name, path, stream.status, below)
      case .other:
        return rejected(path, .notARegularFile)
      case .regular:
        return readFile(path, stream)
      }
    } catch {
      if error.code == .notFound {
        return .skipped(Skip(origin: origin(path), reason: .vanished))
      }
      return rejected(path, .of(error))
    }
  }

  /// The item for a file that need not be opened.
  private func known(_ path: FilePath) -> MailboxItem? {
    guard let isKnown = context.options.isKnown, let status = try? POSIX.status(path),
      status.type == .regular, isKnown(FileStamp(path, status))
    else { return nil }
    context.bytesRead += status.size
    return .skipped(Skip(origin: origin(path, length: status.size), reason: .known))
  }

  private func readFile(_ path: FilePath, _ stream: FileStream) -> MailboxItem? {
    let stamp = FileStamp(path, stream.status)
    var identity = folder.identity(path: path.text, components, name: Array(path.name))
    if AppleParts.number(of: identity.name) != nil {
      identity.siblings = DirectorySiblings(self.path, context.options)
    }
    switch FileOpener(context: context).open(
      stream, size: stamp.size, identity, again: stream.again)
    {
    case .item(.message(var message)):
      if stamp.isSettled { message.stamp = stamp }
      return .message(message)
    case .item(let item): return item
    case .reader(let reader): child = reader
    case .done: break
    }
    return nil
  }

  /// A Maildir message is renamed when its flags change or it is moved from new to cur.
  private func openEntry(_ name: [UInt8], _ path: inout FilePath) throws(MailboxError) -> FileStream
  {
    do throws(MailboxError) {
      return try FileStream(path, context)
    } catch {
      guard error.code == .notFound, case .messages(let maildir) = folder,
        let found = maildir.places?.find(MaildirName(name))
      else { throw error }
      path = found
      return try FileStream(path, context)
    }
  }

  private func descend(
    _ name: [UInt8], _ path: FilePath, _ status: POSIX.Status, _ below: ResumePath?
  ) throws(MailboxError) -> MailboxItem? {
    guard components.count < Limits.directoryDepth else { return rejected(path, .tooDeep) }
    let identity = DirectoryIdentity(status)
    guard !around.contains(identity), !POSIX.isSymbolicLink(path) || context.follows(identity)
    else {
      return rejected(path, .linkLoop)
    }
    if case .maildir = folder, name == Array("cur".utf8) {
      newNames = try? POSIX.list(self.path / Array("new".utf8))
    }
    child = try DirectoryReader(
      path, components + [name], context, resume: below, around: around + [identity],
      parent: folder,
      earlier: name == Array("new".utf8) ? newNames : nil)
    return nil
  }

  private func origin(_ path: FilePath, length: UInt64 = 0) -> MessageOrigin {
    MessageOrigin(path: path.text, offset: 0, length: length, kind: .file)
  }

  private func rejected(_ path: FilePath, _ reason: Rejection.Reason) -> MailboxItem {
    .rejected(Rejection(origin: origin(path), reason: reason))
  }
}

/// Identifies a directory, whatever path leads to it.
struct DirectoryIdentity: Hashable {
  let device: UInt64
  let inode: UInt64

  init(_ status: POSIX.Status) { (device, inode) = (status.device, status.inode) }
}

/// The path to the file in which an interrupted reading continues. The file's reader knows where.
struct ResumePath {
  private var components: ArraySlice<[UInt8]>

  /// Nil if `position` is not below `root`, so that everything is read.
  init?(_ position: MailboxPosition, below root: FilePath) {
    let target = FilePath(text: position.path)
    guard target.bytes.starts(with: root.bytes), target.bytes.count > root.bytes.count else {
      return nil
    }
    components =
      FilePath(bytes: Array(target.bytes.dropFirst(root.bytes.count))).components
      .map { Array($0) }[...]
  }

  /// Whether the entry `name` of this directory was read completely.
  func isAfter(_ name: [UInt8]) -> Bool {
    guard let first = components.first, name != first else { return false }
    // For a container, "mail.zip!" is the first component of the paths inside it.
    return name + [UInt8(ascii: "!")] != first && precedes(name[...], first[...])
  }

  /// The rest of the path below the entry `name`, if it leads there.
  func below(_ name: [UInt8]) -> ResumePath? {
    guard components.first == name, components.count > 1 else { return nil }
    var rest = self
    rest.components.removeFirst()
    return rest
  }
}
