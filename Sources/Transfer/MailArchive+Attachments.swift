public import Archive
import Bytes
import Digests
import Files
import FoundationEssentials
import MIME
import Mail
import Mailbox
import Reading
import Store

/// One file of a message, decoded.
public struct AttachmentContent: Equatable, Sendable {
  /// The name given by the sender: may hold anything.
  public let name: String?
  public let type: String
  public let bytes: [UInt8]
}

/// The result of saving attachments.
public struct AttachmentsReport: Equatable, Sendable {
  public internal(set) var saved = 0
  /// Files that existed already with the same bytes.
  public internal(set) var duplicates = 0
  /// Bytes of the files saved.
  public internal(set) var bytes = 0

  public init() {}
}

extension MailArchive {
  /// - Parameter number: counts from 1, in the order of `MessageView.attachments`.
  /// - Throws: `notFound`, `damaged`.
  public func attachment(
    _ number: Int, of id: Int64
  ) throws(ArchiveError) -> AttachmentContent {
    do {
      let message = try store.readable(id)
      let attachments = message.attachments
      guard let attachment = attachments.element(numbered: number) else {
        throw ArchiveError(
          .notFound, "part \(number) of message \(id)",
          why: Self.reason(attachments.count))
      }
      return AttachmentContent(message, attachment)
    } catch { throw ArchiveError(any: error) }
  }

  private static func reason(_ attachments: Int) -> String {
    switch attachments {
    case 0: "it has no attachments"
    case 1: "it has one attachment, which is part 1"
    default: "it has \(attachments) attachments, which are parts 1 to \(attachments)"
    }
  }

  /// Passes the files of each message to `body`, in the order of the numbers; messages without any are
  /// left out.
  package func forEachAttachmentList(
    of ids: [Int64],
    _ body: (MessageSummary, [AttachmentInfo]) throws -> Void
  ) throws(ArchiveError) {
    do {
      try forEachMessage(of: ids, spillingTo: SpillPlace(TemporaryFolder.parent)) {
        summary, bytes in
        let message = try store.readable(Message(parsing: try bytes.all()), summary.id)
        let files = message.attachmentInfo(measured: true)
        if !files.isEmpty { try body(summary, files) }
      }
    } catch { throw ArchiveError(any: error) }
  }

  /// Saves all attachments of messages in a directory, which is created if it is missing. Names are
  /// made safe. Equal content is saved once, under the first name; different content with the same
  /// name gets a number. Nothing is overwritten.
  ///
  /// - Parameter number: save only this attachment of each message, counted as in `attachment`.
  public func saveAttachments(
    of ids: [Int64], number: Int? = nil, to directory: String,
    progress: (_ messages: Int) -> Void = { _ in }, isInterrupted: () -> Bool = { false }
  ) throws(ArchiveError) -> AttachmentsReport {
    do {
      try POSIX.makeDirectories(FilePath(directory))
      var folder = AttachmentFolder(directory)
      var done = 0
      try forEachMessage(of: ids, spillingTo: SpillPlace(directory)) { summary, bytes in
        progress(done)
        done += 1
        if isInterrupted() {
          try folder.finish()
          throw ArchiveError(
            .interrupted, "save attachments in \(directory)", why: "stopped on request",
            remedy: "What was saved is complete; the same command saves the rest.")
        }
        let message = try store.readable(Message(parsing: try bytes.all()), summary.id)
        for (index, attachment) in message.attachments.enumerated()
        where number == nil || number == index + 1 {
          try folder.save(AttachmentContent(message, attachment))
        }
      }
      try folder.finish()
      return folder.report
    } catch { throw ArchiveError(any: error) }
  }
}

extension AttachmentContent {
  fileprivate init(_ message: Message, _ attachment: Attachment) {
    self.init(
      name: attachment.name, type: attachment.mediaType.description,
      bytes: message.content(of: attachment))
  }
}

private struct AttachmentFolder {
  /// The files "name", "name (2)" and so on.
  private struct Namesakes {
    var number = 1
    /// Digests of the files that existed before.
    var there: Set<SHA256Digest> = []
  }

  private(set) var report = AttachmentsReport()
  private let path: String
  private var seen: Set<SHA256Digest> = []
  private var namesakes: [String: Namesakes] = [:]

  init(_ path: String) { self.path = path }

  mutating func save(_ file: AttachmentContent) throws {
    let digest = try SHA256Digest(of: file.bytes)
    guard seen.insert(digest).inserted, let place = try free(Self.safeName(file), digest) else {
      report.duplicates += 1
      return
    }
    let writer = try FileWriter(place)
    try writer.write(file.bytes.span)
    try writer.publish(durably: false)
    report.saved += 1
    report.bytes += file.bytes.count
  }

  func finish() throws { try FileWriter.syncAll(at: path) }

  /// The first free name; nil if a file before it has the same content. Each file is examined only
  /// once.
  private mutating func free(
    _ name: (stem: String, suffix: String), _ digest: SHA256Digest
  ) throws -> String? {
    let key = name.stem + name.suffix
    var known = namesakes[key] ?? Namesakes()
    defer { namesakes[key] = known }
    guard !known.there.contains(digest) else { return nil }
    while true {
      let number = known.number
      let place = "\(path)/\(number == 1 ? name.stem : "\(name.stem) (\(number))")\(name.suffix)"
      known.number += 1
      guard POSIX.exists(FilePath(place)) else { return place }
      // Treat a file that cannot be read as different.
      guard
        let bytes = try? FileBytes(place).hold(
          maximumMessageSize, spillingTo: SpillPlace(path))
      else { continue }
      let found = try SHA256Digest(of: bytes)
      known.there.insert(found)
      if found == digest { return nil }
    }
  }

  /// Removes directories, control characters, and anything that leads out of the directory.
  private static func safeName(_ file: AttachmentContent) -> (stem: String, suffix: String) {
    let last = file.name?.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    let name = SafeName.make(last, limit: Limits.attachmentName)
    let fallback = file.type == "message/rfc822" ? ".eml" : ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex,
      name.distance(from: dot, to: name.endIndex) <= 10
    else { return (name.isEmpty ? "unnamed" : name, fallback) }
    return (String(name[..<dot]), String(name[dot...]))
  }
}
