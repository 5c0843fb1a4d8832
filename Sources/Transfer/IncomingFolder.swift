public import Archive
import Bytes
import Digests
import Files
import Foundation
import Glibc
import Mailbox
import Store

/// Messages that a mail system hands over, one at a time. Each is a file in a Maildir below the
/// archive until it is imported, so that a delivery never waits for a process that writes to the archive.
public struct IncomingFolder: Sendable {
  private let root: String
  private var directory: FilePath { FilePath(root) }
  private var arrived: FilePath { directory / "new".utf8 }
  private var beginning: FilePath { directory / "tmp".utf8 }

  public init(to location: ArchiveLocation) { root = location.incomingDirectory }

  /// Makes the directories that are not there yet.
  package func prepare() throws(ArchiveError) {
    do {
      for place in [beginning, arrived, directory / "cur".utf8] { try POSIX.makeDirectories(place) }
      try POSIX.syncDirectory(directory)
      try POSIX.syncDirectory(directory.directory)
    } catch { throw ArchiveError(any: error) }
  }

  /// Begins a message, which arrives bit by bit. `prepare` has been called.
  ///
  /// - Parameters:
  ///   - sender: of the envelope, where it is known.
  ///   - recipients: of the envelope.
  package func begin(
    from sender: String? = nil, to recipients: [String] = []
  ) throws(ArchiveError) -> DeliveredFile {
    do {
      let unique = "\(currentTime()).\(getpid())_\(UInt64.random(in: 0...UInt64.max)).mailcask"
      let name = unique + Self.envelope(sender, recipients)
      // What a process that was killed leaves is known by the end of its name.
      return DeliveredFile(
        try StagedFile(arrived / name.utf8, temporary: beginning / unique.utf8))
    } catch { throw ArchiveError(any: error) }
  }

  /// The envelope as a part of the file's name: there it is kept with the message, and the books say it as the
  /// place where the message was seen. The message's own bytes stay as they came.
  ///
  /// - Returns: ",from=a@b.org,to=c@d.org"; recipients for whom there is no room are counted: "+12".
  private static func envelope(_ sender: String?, _ recipients: [String]) -> String {
    guard let sender else { return "" }
    var text = ",from=\(named(sender))"
    for (place, recipient) in recipients.enumerated() {
      let more = ",to=\(named(recipient))"
      guard text.utf8.count + more.utf8.count <= Limits.envelopeName else {
        return text + "+\(recipients.count - place)"
      }
      text += more
    }
    return text
  }

  /// An address without what has a meaning in a path or in a Maildir.
  private static func named(_ address: String) -> String {
    let allowed = Array("@._+-=".utf8)
    let named = address.utf8.reduce(into: "") { text, byte in
      let isPlain = Byte.isLetter(byte) || Byte.isDigit(byte) || allowed.contains(byte)
      text += isPlain ? String(Unicode.Scalar(byte)) : "%" + Hexadecimal.encode([byte])
    }
    return String(named.prefix(Limits.envelopeAddress))
  }

  /// Keeps the message that can be read from `descriptor` to its end. When this returns, the message
  /// is durable. A line "From …" that a mail system puts before the header is not part of the message.
  ///
  /// - Throws: `mailbox` if there is no message, `fileSystem`.
  public func accept(from descriptor: Int32) throws(ArchiveError) {
    try prepare()
    let file = try begin()
    do {
      guard try copy(descriptor, to: file) else {
        throw ArchiveError(
          .mailbox, "deliver a message", why: "there is none on standard input",
          remedy: "Pass one message, as in: mailcask deliver < message.eml")
      }
    } catch { throw ArchiveError(any: error) }
    try file.commit()
  }

  /// False if there is nothing to copy.
  private func copy(_ descriptor: Int32, to file: DeliveredFile) throws -> Bool {
    let input = FilePath("standard input")
    var portion = [UInt8](repeating: 0, count: Limits.deliveryPortion)
    var head: [UInt8]? = []
    var hasBytes = false
    while true {
      let count = try POSIX.read(descriptor, into: &portion, from: 0, input)
      if var held = head {
        held += portion.prefix(count)
        let isWhole = held.contains(Byte.lf) || held.count >= Limits.envelopeLine || count == 0
        head = isWhole ? nil : held
        if isWhole {
          let message = Self.withoutEnvelope(held)
          hasBytes = !message.isEmpty
          try file.append(message.span)
        }
      } else {
        try file.append(portion.span.extracting(0..<count))
        hasBytes = hasBytes || count > 0
      }
      if count == 0 { return hasBytes }
    }
  }

  private static func withoutEnvelope(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.starts(with: "From ".utf8), let end = bytes.firstIndex(of: Byte.lf) else {
      return bytes
    }
    return Array(bytes[(end + 1)...])
  }

  /// Number of messages that are not imported yet.
  public var waiting: Int { names.count }

  /// Names of the files in `new`, which `accept` gave them.
  private var names: [String] {
    guard let list = try? POSIX.list(arrived) else { return [] }
    return (0..<list.count).map { String(decoding: list[$0], as: UTF8.self) }
  }

  /// Imports what was delivered and removes its files.
  ///
  /// - Parameter archive: open for writing.
  /// - Returns: the number of messages imported.
  package func takeIn(to archive: MailArchive) throws(ArchiveError) -> Int {
    let files = names
    guard !files.isEmpty else { return 0 }
    var options = ImportOptions()
    options.entriesAreMessages = true
    let report = try archive.importMail(from: [root], options)
    // Without rejected and skipped files each of them is in the archive, or was before.
    let isAll =
      report.totals.offered >= files.count && report.rejections.isEmpty && report.skipped.isEmpty
    do {
      let done = try isAll ? files : files.filter { try isKnown($0, to: archive) }
      for file in done { POSIX.remove(arrived / file.utf8) }
      return done.count
    } catch { throw ArchiveError(any: error) }
  }

  private func isKnown(_ file: String, to archive: MailArchive) throws -> Bool {
    let size = Int(clamping: try POSIX.status(arrived / file.utf8).size)
    let bytes = try FileBytes("\(root)/new/\(file)").hold(
      size, spillingTo: archive.store.spillPlace)
    let digest = try SHA256Digest(of: bytes)
    let known = try archive.store.known([(digest, CanonicalForm(of: bytes))])
    return known.contains(digest) || known.containsOtherForm(of: digest)
  }
}

/// A message that is being delivered. Dropped without `commit`, it is forgotten.
package final class DeliveredFile {
  private let file: StagedFile

  fileprivate init(_ file: StagedFile) { self.file = file }

  package func append(_ bytes: Span<UInt8>) throws(ArchiveError) {
    do { try file.write(bytes) } catch { throw ArchiveError(any: error) }
  }

  /// When this returns, the message is durable.
  package func commit() throws(ArchiveError) {
    do { try file.publish(.new) } catch { throw ArchiveError(any: error) }
  }
}

extension ArchiveWriter {
  /// Imports what was delivered, unless another process is writing to the archive: that one or the
  /// next does it.
  ///
  /// - Returns: the number of messages that still wait.
  public static func takeInDelivered(_ location: ArchiveLocation) throws(ArchiveError) -> Int {
    let folder = IncomingFolder(to: location)
    guard folder.waiting > 0 else { return 0 }
    do {
      _ = try ArchiveWriter(to: location).borrow(wait: 0) { try folder.takeIn(to: $0) }
    } catch  where error.code == .locked {}
    return folder.waiting
  }
}
