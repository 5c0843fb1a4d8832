package import Files

/// What there is of changes that SQLite has not yet taken from its log into the store. SQLite takes all
/// up to the first frame that is not whole, which is right after a crash, and silent after damage.
///
/// The log's format: https://sqlite.org/fileformat2.html#walformat
package enum LogState {
  case whole
  /// The last transaction is not whole: it was cut off while it was written, so that nobody relied on it,
  /// or it is damaged.
  case endsUnfinished
  /// Transactions follow one that is not whole. It was on stable storage before they began.
  case damaged

  private static let headerSize = 32
  private static let frameHeaderSize = 24
  private static let magic: UInt32 = 0x377F_0682
  private static let usualPage = 4_096

  /// Reads the log of a store that no process writes to.
  package static func read(_ path: FilePath) throws(FileError) -> LogState {
    guard POSIX.exists(path) else { return .whole }
    let file = try POSIX.openForReading(path)
    defer { POSIX.close(file) }
    var header = [UInt8](repeating: 0, count: headerSize)
    guard try fill(&header, file, path) else { return .whole }
    let kind = word(header, 0)
    var sum = LogSum(isBigEndian: kind & 1 == 1)
    sum.add(header[..<24])
    var isWhole = kind & ~1 == magic && sum.isAt(header, 24)
    let page = Int(word(header, 8))
    let isPage = (512...65_536).contains(page) && page & (page - 1) == 0
    var frame = [UInt8](
      repeating: 0, count: frameHeaderSize + (isPage && isWhole ? page : usualPage))
    var commits = 0
    while try fill(&frame, file, path) {
      // What an older log has left has others in both places.
      let salts = [8, 12].filter { word(frame, $0) == word(header, $0 + 8) }.count
      if isWhole {
        sum.add(frame[..<8])
        sum.add(frame[frameHeaderSize...])
        isWhole = salts == 2 && sum.isAt(frame, 16)
      }
      if !isWhole, salts > 0, word(frame, 4) != 0 { commits += 1 }
    }
    return commits == 0 ? .whole : commits == 1 ? .endsUnfinished : .damaged
  }

  private static func fill(
    _ buffer: inout [UInt8], _ file: Int32, _ path: FilePath
  ) throws(FileError) -> Bool {
    var filled = 0
    while filled < buffer.count {
      let count = try POSIX.read(file, into: &buffer, from: filled, path)
      guard count > 0 else { return false }
      filled += count
    }
    return true
  }

  fileprivate static func word(_ bytes: [UInt8], _ start: Int) -> UInt32 {
    bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// The log's running checksum. Unsafe code reads words within the bounds that its loop keeps.
private struct LogSum {
  let isBigEndian: Bool
  private var first: UInt32 = 0
  private var second: UInt32 = 0

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  /// - Parameter bytes: a multiple of 8.
  mutating func add(_ bytes: ArraySlice<UInt8>) {
    let span = unsafe bytes.span.bytes
    for start in stride(from: 0, to: span.byteCount - 7, by: 8) {
      first &+= word(span, start) &+ second
      second &+= word(span, start + 4) &+ first
    }
  }

  private func word(_ span: RawSpan, _ start: Int) -> UInt32 {
    let word = unsafe span.unsafeLoadUnaligned(fromByteOffset: start, as: UInt32.self)
    return isBigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word)
  }

  func isAt(_ bytes: [UInt8], _ start: Int) -> Bool {
    LogState.word(bytes, start) == first && LogState.word(bytes, start + 4) == second
  }
}
