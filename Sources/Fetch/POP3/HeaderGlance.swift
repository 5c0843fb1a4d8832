import Archive
import Digests
import Files
import MIME

/// What TOP shows of a message: its header and the first lines of its text.
struct HeaderGlance {
  /// Lines of text asked for, so that machines' reports with equal headers differ.
  static let lines = 10

  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Seconds since 1970 when the message reached the mailbox: by the topmost Received field, which
  /// the receiving server wrote, else by Date, which may say anything.
  var arrival: Int64? {
    let header = Message(parsing: bytes).header
    if let received = header.first("received") {
      let alone = Array("Received:".utf8) + header.rawValue(of: received) + Array("\r\n\r\n".utf8)
      if let date = Message(parsing: alone).header.date { return date.seconds }
    }
    return header.date?.seconds
  }

  /// Stands for a message on a server that gives no unique-ids, whatever it notes in the header. Two messages with one such identity
  /// in one list are both fetched, as those with a shared UID are.
  ///
  /// - Parameter size: by LIST; servers that change what they send change this as well, and then the
  ///   message is fetched again, which is the safe side.
  func identity(size: UInt64?) -> UID? {
    let lasting = StoredNotes.removed(from: bytes, by: .server) + Array(" \(size ?? 0)".utf8)
    guard let digest = try? SHA256Digest(of: lasting) else { return nil }
    return UID(top: digest)
  }
}
