import Bytes

/// Byte order of UTF-16: from its mark, or else from the position of the zeros of Latin letters,
/// spaces and line ends. RFC 2781 section 4.3 prescribes big endian if nothing else decides.
func isLittleEndianUTF16(_ bytes: Span<UInt8>) -> Bool {
  if bytes.count >= 2 {
    if bytes[0] == 0xFF && bytes[1] == 0xFE { return true }
    if bytes[0] == 0xFE && bytes[1] == 0xFF { return false }
  }
  let zeros = zeroBytes(of: bytes)
  return zeros.odd > zeros.even
}

/// Nothing is declared, but every second byte of much of the text is zero.
func isUTF16WithoutMark(_ bytes: Span<UInt8>) -> Bool {
  guard bytes.count >= 4, bytes.count % 2 == 0, bytes.firstIndex(of: 0) != nil else {
    return false
  }
  let (even, odd) = zeroBytes(of: bytes)
  let units = min(bytes.count, sample) / 2
  return max(even, odd) * 4 > units * 3 && min(even, odd) * 16 < units
}

private let sample = 1024

private func zeroBytes(of bytes: Span<UInt8>) -> (even: Int, odd: Int) {
  var zeros = (even: 0, odd: 0)
  for index in 0..<min(bytes.count, sample) where bytes[index] == 0 {
    if index % 2 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
  }
  return zeros
}
