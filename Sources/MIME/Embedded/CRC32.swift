/// CRC-32 of ISO 3309 (the one of zip and yEnc).
func crc32(_ bytes: [UInt8]) -> UInt32 {
  var remainder: UInt32 = .max
  for byte in bytes {
    remainder = remainder >> 8 ^ crcTable[Int((remainder ^ UInt32(byte)) & 0xFF)]
  }
  return ~remainder
}

private let crcTable: [UInt32] = (UInt32(0)..<256).map { byte in
  (0..<8).reduce(byte) { remainder, _ in
    remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
  }
}
