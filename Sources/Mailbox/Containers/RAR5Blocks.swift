import Bytes
import Files

/// What libarchive 3.6 does not examine of a RAR 5 archive: the checksums of files that are stored
/// without compression, and whether the last block is there.
///
/// By RARLAB's description a block is its CRC-32, the size of what follows of its header, then type,
/// flags, and as the flags say the sizes of the extra area and of the data. Type 2 is a file: its
/// flags, unpacked size, attributes, and as its flags say the time and the CRC-32 of the data; then
/// the compression, whose bits 7 to 9 are the method. Type 5 is the last block. Numbers have seven bits
/// in each byte, the lowest first.
struct RAR5Blocks {
  /// By the place of the file among the files; nil where there is nothing to compare.
  private var sums: [UInt32?] = []
  /// It is a RAR 5 archive whose last block is missing, so that it was cut off.
  private(set) var lacksEnd = false

  /// - Parameter file: of any kind.
  init(_ file: FileStream) throws(MailboxError) {
    guard try file.bytes(Self.signature.count, at: 0) == Self.signature else { return }
    lacksEnd = true
    var isInVolumes = false
    defer { if isInVolumes { sums = [] } }
    var start = UInt64(Self.signature.count)
    while start < file.status.size {
      guard let block = Block(try file.bytes(Block.longestHead, at: start)) else { return }
      isInVolumes = isInVolumes || block.isSplit
      if block.isEnd {
        lacksEnd = false
        return
      }
      if block.isFile { sums.append(block.storedSum) }
      let (next, isOutside) = start.addingReportingOverflow(block.length)
      guard !isOutside else { return }
      start = next
    }
  }

  private static let signature = Array("Rar!\u{1a}\u{7}\u{1}\u{0}".utf8)

  /// - Parameter place: from 0.
  func sum(ofFile place: Int) -> UInt32? { sums.indices.contains(place) ? sums[place] : nil }
}

/// A block of a RAR 5 archive.
private struct Block {
  /// Number of bytes that hold all that is read here.
  static let longestHead = 128

  /// Header and data, in bytes.
  let length: UInt64
  let isFile: Bool
  let isEnd: Bool
  /// The file begins or goes on in another volume.
  let isSplit: Bool
  /// The file's CRC-32, if its data are stored as they are.
  private(set) var storedSum: UInt32?

  /// Nil where the header is not whole.
  init?(_ bytes: [UInt8]) {
    var cursor = Cursor(bytes, from: 4)
    guard let size = cursor.number() else { return nil }
    let begin = UInt64(cursor.position)
    guard let type = cursor.number(), let flags = cursor.number() else { return nil }
    if flags & 1 != 0, cursor.number() == nil { return nil }
    guard let data = flags & 2 != 0 ? cursor.number() : 0, size < 1 << 32, data < 1 << 62 else {
      return nil
    }
    length = begin + size + data
    isFile = type == 2
    isEnd = type == 5
    isSplit = flags & 0x18 != 0
    guard isFile else { return }
    guard let traits = cursor.number(), let unpacked = cursor.number(), cursor.number() != nil
    else { return nil }
    if traits & 2 != 0, cursor.word() == nil { return nil }
    guard traits & 4 != 0 else { return }
    guard let sum = cursor.word(), let compression = cursor.number() else { return nil }
    // A second name of another file has its size and sum, and no data.
    if compression >> 7 & 7 == 0, unpacked == data { storedSum = sum }
  }

  private struct Cursor {
    private let bytes: [UInt8]
    private(set) var position: Int

    init(_ bytes: [UInt8], from position: Int) { (self.bytes, self.position) = (bytes, position) }

    mutating func number() -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 63, by: 7) {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        position += 1
        value |= UInt64(byte & 0x7f) << shift
        if byte < 0x80 { return value }
      }
      return nil
    }

    mutating func word() -> UInt32? {
      guard position + 4 <= bytes.count else { return nil }
      defer { position += 4 }
      return UInt32(truncatingIfNeeded: bytes.little32(position))
    }
  }
}
