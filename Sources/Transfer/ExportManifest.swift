import Archive
import Digests
import Files
import FoundationEssentials
import Mailbox
import Store
import Text

/// The part of a manifest that describes the export as a whole.
/// `Schemas/export-manifest.schema.json` describes the file for other programs.
struct ManifestHeader: Equatable, Codable {
  static let suffix = ".manifest.json"
  static let current = 1

  struct Archive: Equatable, Codable {
    /// One digest for all messages that the archive held; see `MailStore.fingerprint`.
    var fingerprint: String
    var messages: Int
  }

  var version = ManifestHeader.current
  /// File name without directories: manifest and export are in the same directory, wherever that
  /// is.
  var file: String
  var format: String
  /// "gzip" or "zstd"; offsets and lengths refer to the decompressed data.
  var compression: String?
  /// "stored", or "lf" if CRLF was written as LF.
  var lineEnds: String
  var archive: Archive

  private enum CodingKeys: String, CodingKey {
    case version = "mailcask_manifest"
    case lineEnds = "line_ends"
    case file, format, compression, archive
  }

  init(file: String, _ options: ExportOptions, _ archive: Archive) {
    self.file = file
    format = options.format.rawValue
    compression = options.compression?.rawValue
    lineEnds = options.convertsLineEnds ? "lf" : "stored"
    self.archive = archive
  }
}

/// The position of one message in an export, and how to restore its bytes from there.
struct ManifestEntry: Equatable {
  /// The message's number in the archive.
  var id: Int64
  /// Digest of the message's bytes in the archive.
  var sha256: SHA256Digest
  /// Path of a file in a directory or zip.
  var path: String?
  /// Offset of the entry in the file. An mbox entry extends from its "From " line to the next.
  var offset: UInt64 = 0
  var length: UInt64 = 0
  /// Number of bytes to remove from the start and the end of what a reader returns.
  var leading = 0
  var trailing = 0
  var lineEndsConverted = false
  var isLossy = false
  /// Digest of what a reader returns, if that differs from the message: a row, or the result of a
  /// lossy format.
  var readsAs: SHA256Digest?

  init(id: Int64, sha256: SHA256Digest) {
    self.id = id
    self.sha256 = sha256
  }

  init(_ summary: MessageSummary) throws {
    self.init(id: summary.id, sha256: try summary.storedDigest)
  }

  init(_ summary: MessageSummary, _ written: WrittenEntry, path: String?) throws {
    try self.init(summary)
    self.path = path
    offset = written.origin.offset
    length = written.origin.length
    leading = written.leading
    trailing = written.trailing
    lineEndsConverted = written.lineEndsConverted
    isLossy = written.lossy
    readsAs = try written.readsAs.map { try SHA256Digest(of: $0) }
  }

  /// How to restore the message's bytes from a reader's.
  var written: WrittenEntry {
    var entry = WrittenEntry(
      origin: MessageOrigin(path: path ?? "", offset: offset, length: length, kind: .file))
    entry.leading = leading
    entry.trailing = trailing
    entry.lineEndsConverted = lineEndsConverted
    entry.lossy = isLossy
    return entry
  }

  /// - Parameter hex: the message's digest.
  func json(_ hex: String) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [
      ("id", .integer(id)), ("sha256", .string(hex)),
    ]
    if let path { members.append(("path", .string(path))) }
    members.append(("offset", .unsigned(offset)))
    members.append(("length", .unsigned(length)))
    if leading > 0 { members.append(("leading", JSONValue(leading))) }
    if trailing > 0 { members.append(("trailing", JSONValue(trailing))) }
    if lineEndsConverted { members.append(("line_ends", .string("lf"))) }
    if isLossy { members.append(("lossy", .bool(true))) }
    if let readsAs { members.append(("reads_as", .string(readsAs.hex))) }
    return .object(members)
  }
}

struct ManifestTotals: Equatable, Codable {
  var messages = 0
  var lossy = 0
  /// The SHA-256 of the messages' digests in their order, each as 64 hexadecimal digits: shows
  /// whether the manifest itself is complete.
  var sha256 = ""
  /// SHA-256 of all lines of the manifest before this one, so that no other byte of it is wrong, either;
  /// nil in one that an older Mailcask wrote.
  var linesSHA256: String?

  private enum CodingKeys: String, CodingKey {
    case messages, lossy, sha256
    case linesSHA256 = "lines_sha256"
  }

  /// Whether these, which were read, are those that were written.
  func isWhole(_ written: ManifestTotals) -> Bool {
    var read = self
    if written.linesSHA256 == nil { read.linesSHA256 = nil }
    return read == written
  }
}

/// Writes a manifest entry by entry, one per line, so that a manifest of any size can be read the
/// same way.
final class ManifestWriter {
  private let file: FileWriter
  private var totals = ManifestTotals()
  private var digest: SHA256Hasher?
  private var lines: SHA256Hasher?

  init(_ path: String, _ header: ManifestHeader) throws {
    file = try FileWriter(path)
    digest = try SHA256Hasher()
    lines = try SHA256Hasher()
    let text = JSONValue(encoding: header, names: .asDeclared).text
    try put(text.dropLast() + ",\n\(ManifestReader.opening)")
  }

  func add(_ entry: ManifestEntry) throws {
    let hex = entry.sha256.hex
    var line = Array((totals.messages == 0 ? "\n" : ",\n").utf8)
    entry.json(hex).write(to: &line)
    try put(line)
    totals.messages += 1
    if entry.isLossy { totals.lossy += 1 }
    digest?.update(Array(hex.utf8))
  }

  func finish() throws {
    totals.sha256 = try digest.take()?.finish().hex ?? ""
    try put("\n],\n")
    let lines = try lines.take()?.finish().hex ?? ""
    let end = JSONValue.object([
      ("messages", JSONValue(totals.messages)), ("lossy", JSONValue(totals.lossy)),
      ("sha256", .string(totals.sha256)),
      ("lines_sha256", .string(lines)),
    ])
    try put("\"totals\":\(end.text)}\n")
    try file.finish()
  }

  /// Path for reading between `finish()` and `publish()`.
  var temporaryPath: String { file.temporaryPath }

  func publish() throws { try file.publish() }

  private func put(_ text: String) throws { try put(Array(text.utf8)) }

  private func put(_ bytes: [UInt8]) throws {
    try file.write(bytes.span)
    lines?.update(bytes)
  }
}
