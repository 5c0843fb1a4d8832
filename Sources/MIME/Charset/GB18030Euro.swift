import Bytes

/// Code page 936 has the euro sign as the single byte 80 (WHATWG encoding section 10.2.1), which
/// iconv's GB 18030 does not know: it is replaced by the two bytes of GB 18030.
/// - Returns: nil if there is none.
func withTwoByteEuros(_ bytes: Span<UInt8>) -> [UInt8]? {
  guard var euro = bytes.firstIndex(of: 0x80, from: 0) else { return nil }
  var output: [UInt8] = []
  output.reserveCapacity(bytes.count + 16)
  var copied = 0
  var index = bytes.firstHighByte() ?? bytes.count
  while index < bytes.count, euro < bytes.count {
    if index > euro { euro = bytes.firstIndex(of: 0x80, from: index) ?? bytes.count }
    switch bytes[index] {
    case 0x80:
      output.append(bytes, in: copied..<index)
      output += [0xA2, 0xE3]
      index += 1
      copied = index
    case 0x81...0xFE:
      // The second of four bytes is a digit; the second of two is above the digits, and may be 80.
      let isFour = index + 1 < bytes.count && 0x30...0x39 ~= bytes[index + 1]
      index += isFour ? 4 : 2
    default: index += 1
    }
  }
  output.append(bytes, in: copied..<bytes.count)
  return output
}
