import Bytes
import Files

/// The files in a tar or zip, one after the other. The stream of an entry is read before the next
/// entry is asked for.
protocol ContainerEntries: AnyObject {
  func next() throws(MailboxError) -> ContainerEntry?
}

enum ContainerEntry {
  case file(name: [UInt8], stream: any ByteStream, size: UInt64)
  case rejected(name: [UInt8], Rejection.Reason)

  var name: [UInt8] {
    switch self {
    case .file(let name, _, _), .rejected(let name, _): name
    }
  }
}

/// Reads mail from the files of a container. Nothing is unpacked to disk.
final class ContainerReader: MailboxReader {
  private let entries: any ContainerEntries
  private let container: FileIdentity
  private let context: ReadContext
  private var child: (any MailboxReader)?
  private var hasFailed = false
  /// What lies before the place where an earlier reading stopped is passed over.
  private var isResuming: Bool

  /// The position is kept by the reader of the whole source.
  var position: MailboxPosition { .start }

  init(_ entries: any ContainerEntries, _ container: FileIdentity, _ context: ReadContext) {
    self.entries = entries
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
        guard let entry = try entries.next() else { return end() }
        if let item = open(entry) { return item }
      } catch {
        hasFailed = true
        let origin = container.origin(length: 0, kind: .file)
        return .rejected(Rejection(origin: origin, reason: .of(error)))
      }
    }
    return nil
  }

  private func end() -> MailboxItem? {
    guard isResuming else { return nil }
    hasFailed = true
    let origin = container.origin(length: 0, kind: .file)
    return .rejected(
      Rejection(
        origin: origin,
        reason: .unreadable("changed since it was read in part; import it once more")))
  }

  private func open(_ entry: ContainerEntry) -> MailboxItem? {
    if isResuming {
      let path = identity(entry.name).path
      guard context.isResume(path) || context.resumes(inside: path) else { return nil }
      isResuming = false
    }
    switch entry {
    case .rejected(let name, let reason):
      let origin = identity(name).origin(length: 0, kind: .file)
      return .rejected(Rejection(origin: origin, reason: reason))
    case .file(let name, let stream, let size):
      let identity = identity(name)
      // It is never written, but who climbs out of a container may have more in mind.
      guard !FilePath(bytes: name).components.contains(where: { $0.elementsEqual("..".utf8) })
      else {
        let origin = identity.origin(length: size, kind: .file)
        return .rejected(Rejection(origin: origin, reason: .unsafeName))
      }
      switch FileOpener(context: context).open(stream, size: size, identity) {
      case .item(let item): return item
      case .reader(let reader): child = reader
      case .done: break
      }
      return nil
    }
  }

  private func identity(_ name: [UInt8]) -> FileIdentity {
    let name = Array(name.prefix(Limits.entryName))
    let components = FilePath(bytes: name).components.map { Array($0) }
    let parents = components.dropLast()
    let path = "\(container.path)!/\(printable(name))"
    let isMaildir =
      parents.last.map { ["cur", "new"].map { Array($0.utf8) }.contains($0) } ?? false
    var identity = FileIdentity(
      path: path, components: isMaildir ? parents.dropLast() + [components.last ?? []] : components,
      setting: isMaildir ? .maildir : .found)
    if isMaildir { identity.flags = MaildirName(identity.name).flags }
    identity.depth = container.depth + 1
    return identity
  }
}

/// The next octets of a stream that is shared with others, up to a number.
final class BoundedStream: ByteStream {
  private let stream: any ByteStream
  private let path: String
  private(set) var left: UInt64

  init(_ stream: any ByteStream, length: UInt64, path: String) {
    self.stream = stream
    self.path = path
    left = length
  }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    if left == 0 { return 0 }
    let room = buffer.count - start
    var got = 0
    if UInt64(room) <= left {
      got = try stream.read(into: &buffer, from: start)
    } else {
      var part = [UInt8](zeros: Int(left))
      got = try stream.read(into: &part, from: 0)
      buffer.replaceSubrange(start..<(start + got), with: part[..<got])
    }
    guard got > 0 else {
      throw MailboxError(.damaged, path: path, reason: "ends in the middle of a file inside it")
    }
    left -= UInt64(got)
    return got
  }

  func skipRest() throws(MailboxError) {
    try stream.skip(left)
    left = 0
  }
}
