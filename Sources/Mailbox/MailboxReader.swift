import Bytes
package import Files
package import Mail

/// A source of messages, read forward in a stable order in memory that does not grow with its size.
///
///     let reader = try openMailbox("/home/me/Mail")
///     while let item = try reader.next() { … }
package protocol MailboxReader: AnyObject {
  /// The next message, rejection or omission, or nil at the end. Throws only when the source as a
  /// whole cannot be read on.
  func next() throws(MailboxError) -> MailboxItem?

  /// Where the item after the last one given begins. A reader opened there goes on with it.
  var position: MailboxPosition { get }
}

package enum MailboxItem: Equatable, Sendable {
  case message(RawMessage)
  /// Could be mail and was not read: belongs into the books, with its place and reason.
  case rejected(Rejection)
  /// Left out rightly: not offered as mail by the source.
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
    /// Octets before the first separator of an mbox.
    case leadingGarbage
    case unreadable(String)
    /// A FIFO, socket or device among the files.
    case notARegularFile
    /// The directory was read already: a loop or a second link to it.
    case linkLoop
    case tooDeep
    /// A name inside a container that climbs out of it.
    case unsafeName
    case expansionLimit
    case damaged(String)
    case unsupported(String)
    case toolMissing(String)
  }

  package var origin: MessageOrigin
  package var reason: Reason
  /// The octets, where they are at hand and wanted. When empty, `origin` tells where they are.
  package var octets: MessageBytes = .memory([])
}

package struct Skip: Equatable, Sendable {
  package enum Reason: String, Sendable {
    /// Deleted by Thunderbird and only waiting for the folder to be compacted. The only reason for which
    /// a message is left out; the ledger has it.
    case expunged
    /// A file of another kind: an index, an address book, a picture.
    case notMail
    /// Was listed, and gone under every name when opened.
    case vanished
    case empty
    /// `ReadOptions.isKnown`.
    case known
  }

  package var origin: MessageOrigin
  package var reason: Reason
}

/// A place in a source. `description` is for storing: one line of text.
package struct MailboxPosition: Hashable, Sendable, CustomStringConvertible {
  /// Path of the file, as in `MessageOrigin.path`; empty before the first.
  package var path: String
  /// Offset in its (decompressed) octets where the next item begins.
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
  /// In octets; a longer message is rejected as `tooLarge`.
  package var messageLimit = maximumMessageSize
  /// nil: recognised by looking at the start of each file.
  package var dialect: MboxDialect?
  /// Each .eml file, and each file of a Maildir, is one message byte for byte, whatever it looks like:
  /// true of what `EMLWriter`, `ZipWriter` and `MaildirWriter` made.
  package var entriesAreMessages = false
  /// Where messages lie that are too large for memory, for as long as they are in use.
  package var spill = SpillPlace(TemporaryFolder.parent)
  /// The octets of what is rejected are wanted, however long they are: they may never come again.
  package var keepsRejected = false
  /// Whether a file with one message is to be left out, as it is in the archive just as it is; nil
  /// where none is.
  package var isKnown: (@Sendable (FileStamp) -> Bool)?
  /// Name or path of the program that reads Outlook's .pst files.
  package var pstProgram = "readpst"

  package init() {}
}

extension Rejection.Reason: CustomStringConvertible {
  /// What is wrong and, where something can be done about it, what.
  package var description: String {
    switch self {
    case .tooLarge(let limit): "longer than the limit of \(limit) octets for one message"
    case .leadingGarbage: "stands before the first \"From \" line, so it is no message"
    case .unreadable(let reason), .damaged(let reason), .toolMissing(let reason): reason
    case .unsupported(let what): what
    case .notARegularFile: "a pipe, socket or device, which is not read"
    case .linkLoop: "a directory that was read already under another name"
    case .tooDeep: "nested too deep; name it by itself to have it read"
    case .unsafeName: "a name that leads out of its container"
    case .expansionLimit: "grows too much when decompressed; if it is sound, unpack it first"
    }
  }
}
