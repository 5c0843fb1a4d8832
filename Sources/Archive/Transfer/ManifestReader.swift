import Digests
import FoundationEssentials
import Mailbox

/// Reads a manifest entry by entry, in constant memory.
final class ManifestReader {
  /// The line after which each line is an entry.
  static let opening = "\"messages\":["

  let header: ManifestHeader
  private let path: String
  private var lines: LineReader
  private var totals = ManifestTotals()
  private var digest: SHA256Hasher?
  private let decoder = JSONDecoder()

  /// - Throws: `notFound`, `damaged`, `newerVersion`.
  init(_ path: String) throws {
    self.path = path
    lines = LineReader(try FileOctets(path))
    digest = try SHA256Hasher()
    guard let first = try lines.next(), first.last == UInt8(ascii: ","),
      let header = try? decoder.decode(
        ManifestHeader.self, from: Data(first.dropLast() + [UInt8(ascii: "}")])),
      try lines.next() == Array(Self.opening.utf8)
    else { throw Self.damaged(path, "it is not a manifest of an export") }
    guard header.version <= ManifestHeader.current else {
      throw ArchiveError(
        .newerVersion, "read \(path)", why: "a newer Mailcask wrote it",
        remedy: "Check it with that version.")
    }
    self.header = header
  }

  /// Nil after the last, when the totals have been found to be right.
  func next() throws -> ManifestEntry? {
    guard var line = try lines.next() else { throw Self.damaged(path, "its end is missing") }
    if line == Array("],".utf8) {
      try finish()
      return nil
    }
    if line.last == UInt8(ascii: ",") { line.removeLast() }
    guard let row = try? decoder.decode(Row.self, from: Data(line)),
      let entry = ManifestEntry(row)
    else { throw Self.damaged(path, "entry \(totals.messages + 1) cannot be read") }
    totals.messages += 1
    if entry.isLossy { totals.lossy += 1 }
    digest?.update(Array(entry.sha256.hex.utf8))
    return entry
  }

  private func finish() throws {
    let line = try lines.next() ?? []
    totals.sha256 = try digest.take()?.finish().hex ?? ""
    struct End: Decodable { var totals: ManifestTotals }
    guard
      let end = try? decoder.decode(End.self, from: Data([UInt8(ascii: "{")] + line)),
      end.totals == totals
    else { throw Self.damaged(path, "its entries are not those that its totals speak of") }
  }

  private static func damaged(_ path: String, _ why: String) -> ArchiveError {
    ArchiveError(
      .damaged, "read \(path)", why: why,
      remedy: "Without a whole manifest nothing can be proven; take it from a backup.")
  }

  fileprivate struct Row: Decodable {
    var id: Int64
    var sha256: String
    var path: String?
    var offset: UInt64
    var length: UInt64
    var leading: Int?
    var trailing: Int?
    var lineEnds: String?
    var lossy: Bool?
    var readsAs: String?

    private enum CodingKeys: String, CodingKey {
      case lineEnds = "line_ends"
      case readsAs = "reads_as"
      case id, sha256, path, offset, length, leading, trailing, lossy
    }
  }
}

extension ManifestEntry {
  /// Nil for what no writer writes; a manifest may come from anywhere.
  fileprivate init?(_ row: ManifestReader.Row) {
    guard let sha256 = SHA256Digest(hex: row.sha256),
      row.length <= UInt64(Limits.octetsPerMessage) * 2,
      row.path.map({ !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..") }) ?? true
    else { return nil }
    self.init(id: row.id, sha256: sha256)
    path = row.path
    offset = row.offset
    length = row.length
    leading = row.leading ?? 0
    trailing = row.trailing ?? 0
    lineEndsConverted = row.lineEnds == "lf"
    isLossy = row.lossy ?? false
    readsAs = row.readsAs.flatMap { SHA256Digest(hex: $0) }
  }
}

/// The lines of a file, without their ends.
struct LineReader {
  private let file: FileOctets
  private var held: [UInt8] = []
  private var start = 0

  init(_ file: FileOctets) { self.file = file }

  /// - Throws: `damaged` for a line that is too long.
  mutating func next() throws -> [UInt8]? {
    var searched = start
    while true {
      if let end = held[searched...].firstIndex(of: 10) {
        defer { start = end + 1 }
        return Array(held[start..<end])
      }
      searched = held.count - start
      held.removeFirst(start)
      start = 0
      guard held.count <= Limits.manifestLine else {
        throw ArchiveError(.damaged, "read a manifest", why: "it has a line that is too long")
      }
      let more = try file.read(Limits.manifestPortion)
      if more.isEmpty {
        defer { held = [] }
        return held.isEmpty ? nil : held
      }
      held += more
    }
  }
}
