import Files

/// Opens a file, a directory with everything below it, or, for "-", standard input.
///
/// - Parameter position: where an earlier reading of the same source stopped. Changes before that
///   position are not noticed. In a .pst, reading starts at the beginning.
/// - Throws: `MailboxError` if the path does not exist or may not be read.
package func openMailbox(
  _ path: String, options: ReadOptions = ReadOptions(), from position: MailboxPosition = .start
) throws(MailboxError) -> MailboxSource {
  try MailboxSource(FilePath(path), ReadContext(options, from: position), from: position)
}

/// A whole source, as a person named it for import.
package final class MailboxSource: MailboxReader {
  package private(set) var position: MailboxPosition
  private let context: ReadContext
  private var reader: (any MailboxReader)?
  private var first: MailboxItem?

  /// Bytes read from disk so far, for progress; for compressed files, before decompression.
  package var bytesRead: UInt64 { context.bytesRead }

  init(_ path: FilePath, _ context: ReadContext, from start: MailboxPosition) throws(MailboxError) {
    self.context = context
    position = start
    let stream = try FileStream(path, context)
    let status = stream.status
    let isStandardInput = path.bytes == [UInt8(ascii: "-")]
    if status.type == .directory {
      reader = try DirectoryReader(
        path, [], context, resume: ResumePath(start, below: path),
        around: [DirectoryIdentity(status)])
      return
    }
    guard status.type == .regular || isStandardInput else {
      throw MailboxError(
        .notAMailbox, path: path.text,
        why: "is not a file or directory", remedy: "give \"-\" to read standard input")
    }
    var identity = FileIdentity(path: path.text, components: [Array(path.name)], setting: .named)
    if isStandardInput { identity.name = [] }
    let size = isStandardInput ? nil : status.size
    if AppleParts.number(of: identity.name) != nil {
      identity.siblings = DirectorySiblings(path.directory, context.options)
    }
    switch FileOpener(context: context).open(
      stream, size: size, identity, again: isStandardInput ? nil : stream.again)
    {
    case .item(let item): first = item
    case .reader(let opened): reader = opened
    case .done: break
    }
  }

  package func next() throws(MailboxError) -> MailboxItem? {
    var item = first
    first = nil
    if item == nil { item = try reader?.next() }
    if let origin = item?.origin {
      position = MailboxPosition(path: origin.path, offset: origin.offset + origin.length)
    }
    return item
  }
}
