import Bytes

/// Expands PR_RTF_COMPRESSED (MS-OXRTFCP).
///
/// - Returns: nil if the header is invalid; truncated data gives as much as can be expanded.
package func decompressedRTF(_ bytes: Span<UInt8>) -> [UInt8]? {
  var cursor = LittleEndianCursor(bytes.indices)
  guard cursor.uint32(bytes) != nil, let rawSize = cursor.uint32(bytes),
    let kind = cursor.uint32(bytes), cursor.uint32(bytes) != nil
  else { return nil }
  switch kind {
  case 0x414C_454D:
    var output: [UInt8] = []
    output.append(bytes, in: cursor.take(atMost: Int(rawSize)))
    return output
  case 0x7546_5A4C:
    return expand(bytes, &cursor, rawSize: Int(rawSize))
  default:
    return nil
  }
}

/// LZFu: control bytes announce, lowest bit first, literals and references into a ring of 4,096
/// bytes. A reference has two bytes and gives at most 17, so the output is at most nine times the
/// input.
private func expand(
  _ bytes: Span<UInt8>, _ cursor: inout LittleEndianCursor, rawSize: Int
) -> [UInt8] {
  var ring = initialDictionary + [UInt8](repeating: 0x20, count: 4096 - initialDictionary.count)
  var write = initialDictionary.count
  var output: [UInt8] = []

  func append(_ byte: UInt8) {
    output.append(byte)
    ring[write] = byte
    write = (write + 1) & 0xFFF
  }

  while output.count < rawSize, let control = cursor.uint8(bytes) {
    for bit in 0..<8 {
      guard let first = cursor.uint8(bytes) else { return output }
      if control >> UInt8(bit) & 1 == 0 {
        append(first)
        continue
      }
      guard let second = cursor.uint8(bytes) else { return output }
      let offset = Int(first) << 4 | Int(second >> 4)
      // A reference to the next write position marks the end.
      if offset == write { return output }
      for step in 0..<Int(second & 0x0F) + 2 { append(ring[(offset + step) & 0xFFF]) }
    }
  }
  return output
}

/// The initial contents of the ring (MS-OXRTFCP 2.1.3.1.1).
private let initialDictionary = Array(
  (#"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "#
    + #"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"#
    + "\r\n" + #"\par \pard\plain\f0\fs20\b\i\u\tab\tx"#).utf8)
