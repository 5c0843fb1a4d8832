public import Archive
import Bytes
import Digests
import Files
import Foundation
import MIME
import Mailbox
import Store

/// The differences between two archives or mailboxes.
public struct MailDifference: Equatable, Sendable {
  /// A message that only one of them has. Texts come from it and may hold anything.
  public struct Item: Equatable, Sendable {
    /// The number in an archive, or file and offset.
    public let place: String
    public let date: Int64?
    public let sender: String
    public let subject: String
    /// SHA-256 in hexadecimal.
    public let digest: String
  }

  /// Number of messages with the same bytes in both; repeated ones count once. One more form of a
  /// message, with other line ends, is not a message that only one of them has.
  public internal(set) var same = 0
  /// Their bytes.
  public internal(set) var sameBytes = 0
  /// Messages with different bytes on both sides: copies that a server changed.
  public internal(set) var changed: [(first: Item, second: Item)] = []
  public internal(set) var onlyInFirst: [Item] = []
  public internal(set) var onlyInSecond: [Item] = []
  /// What could not be read on either side, with the place and the reason.
  public internal(set) var unreadable: [String] = []

  public var isNone: Bool {
    onlyInFirst.isEmpty && onlyInSecond.isEmpty && unreadable.isEmpty
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.same == right.same && left.onlyInFirst == right.onlyInFirst
      && left.onlyInSecond == right.onlyInSecond && left.unreadable == right.unreadable
      && left.changed.elementsEqual(right.changed) { $0 == $1 }
  }
}

extension MailArchive {
  /// Compares two archives or mailboxes, named by path: first by digest, then the rest by
  /// Message-ID and by content as a reader sees it.
  ///
  /// - Parameter progress: called with the number of messages read; each counts once per side.
  /// - Throws: `notFound`, `mailbox`, `damaged`.
  public static func difference(
    between first: String, and second: String,
    progress: @escaping (_ messages: Int) -> Void = { _ in }
  ) throws(ArchiveError) -> MailDifference {
    do {
      var unreadable: [String] = []
      let sides = try [first, second].map { try ComparedMail($0) }
      var looked = 0
      let look = {
        looked += 1
        progress(looked)
      }
      var forms = (Set<SHA256Digest>(), Set<SHA256Digest>())
      let sizes = [
        try sides[0].sizes(&forms.0, &unreadable, look),
        try sides[1].sizes(&forms.1, &unreadable, look),
      ]
      let digests = sizes.map { Set($0.keys) }
      var difference = MailDifference()
      for (digest, size) in sizes[0] where digests[1].contains(digest) {
        difference.same += 1
        difference.sameBytes = difference.sameBytes.addingClamped(size)
      }
      difference.unreadable = unreadable
      let left = try sides[0].messages(besides: digests[1], look)
      let right = try sides[1].messages(besides: digests[0], look)
      var byKey = Dictionary(grouping: right.indices.reversed()) { right[$0].key }
      var isPaired = Set<Int>()
      for (key, canonical, item) in left {
        if let index = byKey[key]?.popLast() {
          difference.changed.append((item, right[index].item))
          isPaired.insert(index)
        } else if !forms.1.contains(canonical) {
          difference.onlyInFirst.append(item)
        }
      }
      difference.onlyInSecond = right.indices.filter {
        !isPaired.contains($0) && !forms.0.contains(right[$0].canonical)
      }.map { right[$0].item }
      return difference
    } catch { throw ArchiveError(any: error) }
  }
}

/// One side of a comparison. A mailbox is read twice, so that only the differences are in memory.
private enum ComparedMail {
  case archive(MailArchive)
  case mailbox(String)

  init(_ path: String) throws {
    let full = ArchiveLocation.absolute(path, from: FileManager.default.currentDirectoryPath)
    let location = ArchiveLocation(directory: full)
    self =
      location.isArchive ? .archive(try MailArchive.open(location, .reading)) : .mailbox(full)
  }

  /// Size of each message in bytes, by digest.
  ///
  /// - Parameter canonical: the digests of the canonical bytes are added to it.
  func sizes(
    _ canonical: inout Set<SHA256Digest>, _ unreadable: inout [String], _ look: () -> Void
  ) throws -> [SHA256Digest: Int] {
    var sizes: [SHA256Digest: Int] = [:]
    switch self {
    case .archive(let archive):
      try archive.forEachSummary(of: archive.store.messageIDs()) {
        look()
        sizes[try $0.storedDigest] = max(0, $0.size)
      }
      canonical = try archive.store.canonicalDigests()
    case .mailbox(let path):
      let reader = try openMailbox(path)
      let notes = ManifestNotes(beside: path)
      while let item = try reader.next() {
        look()
        switch item {
        case .message(let message):
          let bytes = try notes.restored(message)
          let digest = try SHA256Digest(of: bytes)
          sizes[digest] = bytes.count
          canonical.insert(try CanonicalForm(of: bytes).digest ?? digest)
        case .rejected(let rejection):
          let place = "\(rejection.origin.path), offset \(rejection.origin.offset)"
          unreadable.append("\(place): \(rejection.reason)")
        case .skipped: break
        }
      }
    }
    return sizes
  }

  typealias Compared = (key: SHA256Digest, canonical: SHA256Digest, item: MailDifference.Item)

  /// The messages whose digest is not in `others`, each once, with the data to match them by.
  func messages(
    besides others: Set<SHA256Digest>, _ look: () -> Void
  ) throws -> [Compared] {
    var found: [Compared] = []
    var seen = others
    func add(_ digest: SHA256Digest, _ place: String, _ bytes: () throws -> [UInt8]) throws {
      look()
      guard seen.insert(digest).inserted else { return }
      let bytes = try bytes()
      let message = Message(parsing: bytes)
      found.append(
        (
          try NormalContent.key(of: message),
          try CanonicalForm(of: .memory(bytes)).digest ?? digest,
          MailDifference.Item(message, digest, place)
        ))
    }
    switch self {
    case .archive(let archive):
      try archive.forEachSummary(of: archive.store.messageIDs()) { summary in
        try add(summary.storedDigest, String(summary.id)) {
          try archive.store.bytes(of: summary.id)
        }
      }
    case .mailbox(let path):
      let reader = try openMailbox(path)
      let notes = ManifestNotes(beside: path)
      while let item = try reader.next() {
        guard case .message(let message) = item else { continue }
        let bytes = try notes.restored(message)
        let offset = message.origin.kind == .mbox ? ", offset \(message.origin.offset)" : ""
        try add(SHA256Digest(of: bytes), message.origin.path + offset) { try bytes.all() }
      }
    }
    return found
  }
}

extension MailDifference.Item {
  init(_ message: Message, _ digest: SHA256Digest, _ place: String) {
    let header = message.header
    self.init(
      place: place, date: header.date?.seconds,
      sender: header.from.map(\.displayText).joined(separator: ", "), subject: header.subject ?? "",
      digest: digest.hex)
  }
}

/// The content of a message that remains the same when servers change line ends, transfer
/// encodings, trace fields and "From " lines.
private enum NormalContent {
  static func key(of message: Message) throws -> SHA256Digest {
    let header = message.header
    let identity =
      header.messageID ?? "\(header.date?.seconds ?? 0) \(header.from.map(\.mailbox))"
    var hasher = try SHA256Hasher()
    hasher.update(Array("\(identity)\n\(header.subject ?? "")\n".utf8))
    for part in message.parts where part.kind == .leaf {
      let body =
        part.mediaType.type == "text"
        ? Array(normal(message.text(of: part).text).utf8) : message.decodedBody(of: part)
      hasher.update(Array("\(part.mediaType)\n".utf8))
      hasher.update(body)
    }
    return try hasher.finish()
  }

  private static func normal(_ text: String) -> String {
    var lines = text.replacing("\r\n", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { line -> Substring in
      let quoted = line.drop { $0 == ">" }
      let kept = quoted.hasPrefix("From ") ? quoted : line
      return kept.prefix(kept.count - kept.reversed().prefix { $0 == " " || $0 == "\t" }.count)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
