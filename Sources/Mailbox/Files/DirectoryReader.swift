import Files

/// Reads what is below a directory, in the order of `precedes`. Each file is told apart by itself, so
/// that any mixture of formats is read.
final class DirectoryReader: MailboxReader {
  private let path: FilePath
  /// Names of the directories from the source's root to this one.
  private let components: [[UInt8]]
  private let context: ReadContext
  private let folder: DirectoryKind
  private let names: NameList
  /// Of a Maildir's new before its cur is read: what is moved from there to here meanwhile would be in
  /// neither list.
  private var newNames: NameList?
  private var index = 0
  private var child: (any MailboxReader)?
  private var resume: ResumePath?

  /// The position is kept by the reader of the whole source.
  var position: MailboxPosition { child?.position ?? .start }

  init(
    _ path: FilePath, _ components: [[UInt8]], _ context: ReadContext, resume: ResumePath?,
    parent: DirectoryKind = .plain, earlier: NameList? = nil
  ) throws(MailboxError) {
    self.path = path
    self.components = components
    self.context = context
    self.resume = resume
    var names = try asMailboxError(try POSIX.list(path))
    if let earlier { names.add(earlier) }
    self.names = names
    folder = DirectoryKind(path, components, names, parent: parent, context)
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

  /// A file that need not be opened.
  private func known(_ path: FilePath) -> MailboxItem? {
    guard let isKnown = context.options.isKnown, let status = try? POSIX.status(path),
      status.type == .regular, isKnown(FileStamp(path, status))
    else { return nil }
    context.octetsRead += status.size
    return .skipped(Skip(origin: origin(path, length: status.size), reason: .known))
  }

  private func readFile(_ path: FilePath, _ stream: FileStream) -> MailboxItem? {
    let stamp = FileStamp(path, stream.status)
    let identity = folder.identity(path: path.text, components, name: Array(path.name))
    switch FileOpener(context: context).open(stream, size: stamp.size, identity) {
    case .item(.message(var message)):
      if stamp.isSettled { message.stamp = stamp }
      return .message(message)
    case .item(let item): return item
    case .reader(let reader): child = reader
    case .done: break
    }
    return nil
  }

  /// A Maildir message changes its name when its flags change or it is moved from new to cur.
  private func openEntry(_ name: [UInt8], _ path: inout FilePath) throws(MailboxError) -> FileStream
  {
    do throws(MailboxError) {
      return try FileStream(path, context)
    } catch {
      guard error.code == .notFound, case .messages(let maildir) = folder,
        let found = maildir.places.find(MaildirName(name))
      else { throw error }
      path = found
      return try FileStream(path, context)
    }
  }

  private func descend(
    _ name: [UInt8], _ path: FilePath, _ status: POSIX.Status, _ below: ResumePath?
  ) throws(MailboxError) -> MailboxItem? {
    guard components.count < Limits.directoryDepth else { return rejected(path, .tooDeep) }
    guard context.visited.insert([status.device, status.inode]).inserted else {
      return rejected(path, .linkLoop)
    }
    if case .maildir = folder, name == Array("cur".utf8) {
      newNames = try? POSIX.list(self.path / Array("new".utf8))
    }
    child = try DirectoryReader(
      path, components + [name], context, resume: below, parent: folder,
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

/// The way down to the file where an interrupted reading goes on. Where in it, its reader knows.
struct ResumePath {
  private var components: ArraySlice<[UInt8]>

  /// nil if `position` is not below `root`, so that all is to be read.
  init?(_ position: MailboxPosition, below root: FilePath) {
    let target = FilePath(text: position.path)
    guard target.bytes.starts(with: root.bytes), target.bytes.count > root.bytes.count else {
      return nil
    }
    components =
      FilePath(bytes: Array(target.bytes.dropFirst(root.bytes.count))).components
      .map { Array($0) }[...]
  }

  /// Whether the entry `name` of this directory was read to its end.
  func isAfter(_ name: [UInt8]) -> Bool {
    guard let first = components.first, name != first else { return false }
    // A container: "mail.zip!" is the first component of what lies in it.
    return name + [UInt8(ascii: "!")] != first && precedes(name[...], first[...])
  }

  /// The rest of the way below the entry `name`, if it leads there.
  func below(_ name: [UInt8]) -> ResumePath? {
    guard components.first == name, components.count > 1 else { return nil }
    var rest = self
    rest.components.removeFirst()
    return rest
  }
}
