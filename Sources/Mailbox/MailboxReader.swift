import Bytes
package import Files
package import Mail

/// A source of messages. It is read forward, in a stable order, with memory use that does not
/// depend on its size.
///
///     let reader = try openMailbox("/home/me/Mail")
///     while let item = try reader.next() { … }
package protocol MailboxReader: AnyObject {
  /// The next message, rejection or skipped item, or nil at the end. Throws only if the source as a
  /// whole cannot be read any further.
  func next() throws(MailboxError) -> MailboxItem?

  /// The position of the next item. A reader that is opened there continues with it.
  var position: MailboxPosition { get }
}

package enum MailboxItem: Equatable, Sendable {
  case message(RawMessage)
  /// May be mail but was not read: must be recorded in the ledger, with its place and reason.
  case rejected(Rejection)
  /// Skipped on purpose: the source does not hold it as mail.
  case skipped(Skip)

  package var origin: MessageOrigin {
    get {
      switch self {
      case .message(let message): message.origin
      case .rejected(let rejection): rejection.origin
      case .skipped(let skip): skip.origin
      }
    }
    set {
      switch self {
      case .message(var message):
        message.origin = newValue
        self = .message(message)
      case .rejected(var rejection):
        rejection.origin = newValue
        self = .rejected(rejection)
      case .skipped(var skip):
        skip.origin = newValue
        self = .skipped(skip)
      }
    }
  }
}

package struct Rejection: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    case tooLarge(limit: Int)
    /// Bytes before the first separator of an mbox.
    case leadingGarbage
    case unreadable(String)
    /// A FIFO, socket or device among the files.
    case notARegularFile
    /// The directory was read before: a loop or a second link to it.
    case linkLoop
    case tooDeep
    /// A name inside a container that leads out of it.
    case unsafeName
    case expansionLimit
    case damaged(String)
    case unsupported(String)
    case toolMissing(String)
  }

  package var origin: MessageOrigin
  package var reason: Reason
  /// The bytes, if they are available and wanted. If empty, `origin` locates them.
  package var bytes: MessageBytes = .memory([])
}

package struct Skip: Equatable, Sendable {
  package enum Reason: String, Sendable {
    /// Deleted by Thunderbird and only waiting for the folder to be compacted. The only reason for
    /// skipping a message; the ledger records it.
    case expunged
    /// A file of another kind: an index, an address book, a picture.
    case notMail
    /// Was listed, but no longer existed under any name when opened.
    case vanished
    case empty
    /// Skipped because of `ReadOptions.isKnown`.
    case known
  }

  package var origin: MessageOrigin
  package var reason: Reason
}

/// A position in a source. `description` is its form for storage: one line of text.
package struct MailboxPosition: Hashable, Sendable, CustomStringConvertible {
  /// Path of the file, as in `MessageOrigin.path`; empty before the first.
  package var path: String
  /// Offset in its (decompressed) data at which the next item begins.
  package var offset: UInt64

  package static let start = MailboxPosition(path: "", offset: 0)

  package init(path: String, offset: UInt64) {
    self.path = path
    self.offset = offset
  }

  package init?(_ description: String) {
    guard let colon = description.firstIndex(of: ":"), let offset = UInt64(description[..<colon])
    else { return nil }
    self.init(path: String(description[description.index(after: colon)...]), offset: offset)
  }

  package var description: String { "\(offset):\(path)" }
}

package struct ReadOptions: Sendable {
  /// In bytes; a longer message is rejected as `tooLarge`.
  package var messageLimit = maximumMessageSize
  /// Nil: recognised from the start of each file.
  package var dialect: MboxDialect?
  /// Each .eml file, and each file of a Maildir, is exactly one message, whatever it looks like:
  /// true for the output of `EMLWriter`, `ZipWriter` and `MaildirWriter`.
  package var entriesAreMessages = false
  /// Where messages that are too large for memory are kept while they are in use.
  package var spill = SpillPlace(TemporaryFolder.parent)
  /// Keep the bytes of rejected items, however long they are: they may not be available again.
  package var keepsRejected = false
  /// Returns true for a single-message file that is already archived unchanged. Nil: read every
  /// file.
  package var isKnown: (@Sendable (FileStamp) -> Bool)?
  /// Name or path of the program that reads Outlook's .pst files.
  package var pstProgram = "readpst"

  package init() {}
}

extension Rejection.Reason: CustomStringConvertible {
  /// What is wrong and, if something can be done about it, what.
  package var description: String {
    switch self {
    case .tooLarge(let limit): "longer than the limit of \(limit) bytes for one message"
    case .leadingGarbage: "text before the first \"From \" line is not part of any message"
    case .unreadable(let reason), .damaged(let reason), .toolMissing(let reason): reason
    case .unsupported(let what): what
    case .notARegularFile: "a pipe, socket or device, which is not read"
    case .linkLoop: "a directory that was read already under another name"
    case .tooDeep: "nested too deeply; name it directly to read it"
    case .unsafeName: "a name that leads out of its container"
    case .expansionLimit: "grows too much when decompressed; if it is sound, unpack it first"
    }
  }
}
