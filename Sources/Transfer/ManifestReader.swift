import Archive
import Bytes
import Digests
import FoundationEssentials
import Mailbox
import Text

/// Reads a manifest entry by entry, in constant memory.
final class ManifestReader {
  /// Each line after this one is an entry.
  static let opening = "\"messages\":["

  let header: ManifestHeader
  private let path: String
  private var lines: LineReader
  private var totals = ManifestTotals()
  private var digest: SHA256Hasher?
  private var lineDigest: SHA256Hasher?
  private let decoder = JSONDecoder()

  /// - Throws: `notFound`, `damaged`, `newerVersion`.
  init(_ path: String) throws {
    self.path = path
    lines = LineReader(try FileBytes(path))
    digest = try SHA256Hasher()
    lineDigest = try SHA256Hasher()
    guard let first = try lines.next(), first.last == UInt8(ascii: ","),
      let header = try? decoder.decode(
        ManifestHeader.self, from: Data(first.dropLast() + [UInt8(ascii: "}")])),
      let second = try lines.next(), second == Array(Self.opening.utf8)
    else { throw Self.damaged(path, "it is not a manifest of an export") }
    guard header.version <= ManifestHeader.current else {
      throw ArchiveError(
        .newerVersion, "read \(path)", why: "a newer Mailcask wrote it",
        remedy: "Check it with that version.")
    }
    self.header = header
    for line in [first, second] { lineDigest?.update(line + [Byte.lf]) }
  }

  /// The next entry; nil after the last, when the totals have been verified.
  func next() throws -> ManifestEntry? {
    guard var line = try lines.next() else { throw Self.damaged(path, "its end is missing") }
    lineDigest?.update(line + [Byte.lf])
    if line == Array("],".utf8) {
      try finish()
      return nil
    }
    if line.last == UInt8(ascii: ",") { line.removeLast() }
    guard let entry = ManifestEntry(line: line) else {
      throw Self.damaged(path, "entry \(totals.messages + 1) cannot be read")
    }
    totals.messages += 1
    if entry.isLossy { totals.lossy += 1 }
    digest?.update(Array(entry.sha256.hex.utf8))
    return entry
  }

  private func finish() throws {
    let line = try lines.next() ?? []
    totals.sha256 = try digest.take()?.finish().hex ?? ""
    totals.linesSHA256 = try lineDigest.take()?.finish().hex
    struct End: Decodable { var totals: ManifestTotals }
    guard
      let end = try? decoder.decode(End.self, from: Data([UInt8(ascii: "{")] + line)),
      totals.isWhole(end.totals)
    else { throw Self.damaged(path, "its entries do not match its totals") }
  }

  private static func damaged(_ path: String, _ why: String) -> ArchiveError {
    ArchiveError(
      .damaged, "read \(path)", why: why,
      remedy: "Without a whole manifest nothing can be proven; take it from a backup.")
  }
}

extension ManifestEntry {
  /// A placeholder until the digest is read.
  private static let unset = SHA256Digest(bytes: [UInt8](repeating: 0, count: 32))

  /// Nil for lines that no writer writes; a manifest may come from anywhere.
  fileprivate init?(line: [UInt8]) {
    guard let unset = Self.unset else { return nil }
    var entry = ManifestEntry(id: 0, sha256: unset)
    var seen: Set<String> = []
    var scanner = JSONScanner(line)
    let isWhole = scanner.object { scanner, name in
      seen.insert(name).inserted && entry.take(name, &scanner)
    }
    guard isWhole, seen.isSuperset(of: ["id", "sha256", "offset", "length"]),
      entry.length <= UInt64(maximumMessageSize) * 2
    else { return nil }
    self = entry
  }

  private mutating func take(_ name: String, _ value: inout JSONScanner) -> Bool {
    switch name {
    case "id": return Self.set(&id, value.integer())
    case "sha256": return Self.set(&sha256, value.string().flatMap { SHA256Digest(hex: $0) })
    case "offset": return Self.set(&offset, value.integer())
    case "length": return Self.set(&length, value.integer())
    case "leading": return Self.set(&leading, value.integer())
    case "trailing": return Self.set(&trailing, value.integer())
    case "line_ends": lineEndsConverted = value.string() == "lf"
    case "lossy": isLossy = value.literal() == "true"
    case "reads_as": return Self.set(&readsAs, value.string().flatMap { SHA256Digest(hex: $0) })
    case "path":
      path = value.string()
      return path.map { !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..") } ?? false
    default: return value.skipValue()
    }
    return true
  }

  private static func set<Value>(_ place: inout Value, _ value: Value?) -> Bool {
    if let value { place = value }
    return value != nil
  }
}

/// The lines of a file, without their line ends.
struct LineReader {
  private let file: FileBytes
  private var held: [UInt8] = []
  private var start = 0

  init(_ file: FileBytes) { self.file = file }

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
