import Bytes

/// The position of a zip's central directory (sections 4.3.14 to 4.3.16).
package struct ZipEnd: Sendable {
  package private(set) var offset: UInt64
  package private(set) var length: UInt64
  /// Where the Zip64 end record is, if there must be one: pass it to `take(wide:)`.
  package private(set) var wideOffset: UInt64?

  /// Size of the end of a file in which the end record is: it has 22 bytes and a comment of up to
  /// 65,535 bytes.
  package static let reach = 22 + 0xffff
  package static let wideSize = 56

  /// - Parameter tail: the last `reach` bytes of the file.
  package init?(tail: [UInt8]) {
    let mark: [UInt8] = [0x50, 0x4b, 5, 6]
    let candidates = stride(from: tail.count - 22, through: 0, by: -1)
    guard let end = candidates.first(where: { tail[$0...].starts(with: mark) }) else { return nil }
    length = tail.little32(end + 12)
    offset = tail.little32(end + 16)
    guard offset == 0xffff_ffff || length == 0xffff_ffff, end >= 20,
      tail[(end - 20)...].starts(with: [0x50, 0x4b, 6, 7])
    else { return }
    wideOffset = tail.little64(end - 12)
  }

  /// - Parameter wide: `wideSize` bytes at `wideOffset`.
  /// - Returns: false if they are not a Zip64 end record.
  package mutating func take(wide: [UInt8]) -> Bool {
    guard wide.count == Self.wideSize, wide.starts(with: [0x50, 0x4b, 6, 6]) else { return false }
    length = wide.little64(40)
    offset = wide.little64(48)
    wideOffset = nil
    return true
  }
}
