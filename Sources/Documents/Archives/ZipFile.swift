import Bytes
import Packing

/// A zip file in memory, and what may be read of it.
struct ZipFile {
  struct Entry {
    var name: String
    fileprivate var record: ZipEntry

    var isDirectory: Bool { name.hasSuffix("/") }
    var isEncrypted: Bool { record.isEncrypted }
    var packedSize: UInt64 { record.packedSize }
  }

  private let bytes: [UInt8]
  /// In the order of the directory.
  let entries: [Entry]
  private let places: [String: Int]
  /// The directory ends early, or has more entries than may be read.
  let isDamaged: Bool

  static let beginning: [UInt8] = [0x50, 0x4B, 3, 4]

  /// Nil without a directory.
  init?(_ bytes: [UInt8]) {
    guard var end = ZipEnd(tail: Array(bytes.suffix(ZipEnd.reach))) else { return nil }
    if let offset = end.wideOffset.map(Int.init(clamping:)) {
      let limit = offset.addingClamped(ZipEnd.wideSize)
      guard limit <= bytes.count, end.take(wide: Array(bytes[offset..<limit])) else { return nil }
    }
    let start = Int(clamping: end.offset)
    let limit = start.addingClamped(Int(clamping: end.length))
    guard limit <= bytes.count else { return nil }
    var entries: [Entry] = []
    var places: [String: Int] = [:]
    var position = start
    var isDamaged = false
    while position < limit {
      guard entries.count < Limits.entries, let record = ZipEntry(bytes[position..<limit]) else {
        isDamaged = true
        break
      }
      position += record.recordLength
      let name = String(decoding: record.name, as: UTF8.self)
      if places[name.lowercased()] == nil { places[name.lowercased()] = entries.count }
      entries.append(Entry(name: name, record: record))
    }
    self.bytes = bytes
    self.entries = entries
    self.places = places
    self.isDamaged = isDamaged
  }

  /// The entry with a name, in any case.
  func entry(_ name: String) -> Entry? { places[name.lowercased()].map { entries[$0] } }

  /// The contents of a file, as far as they can be read.
  func contents(of entry: Entry, _ job: Job) -> [UInt8] {
    guard !entry.isEncrypted else {
      job.note(.encrypted)
      return []
    }
    let header = Int(clamping: entry.record.offset)
    let headerEnd = header.addingClamped(ZipEntry.localHeaderSize)
    guard headerEnd <= bytes.count,
      let distance = ZipEntry.dataOffset(afterLocalHeader: Array(bytes[header..<headerEnd])),
      header + distance <= bytes.count
    else {
      job.note(.damaged)
      return []
    }
    let start = header + distance
    let limit = start.addingClamped(Int(clamping: entry.record.packedSize))
    if limit > bytes.count { job.note(.damaged) }
    let packed = bytes.span.extracting(start..<min(limit, bytes.count))
    switch entry.record.method {
    case 0:
      guard job.mayInflate(packed.count) else { return [] }
      return packed.array(0..<packed.count)
    case 8: return job.inflate(packed, .deflate)
    default:
      job.note(.damaged)
      return []
    }
  }

  func contents(of name: String, _ job: Job) -> [UInt8]? {
    entry(name).map { contents(of: $0, job) }
  }
}
