enum UTF8Scalar {
  /// Decodes one scalar; bytes that are no UTF-8 give U+FFFD, one each.
  @inline(__always)
  static func decode(_ text: Span<UInt8>, at: Int) -> (scalar: UInt32, width: Int) {
    let lead = text[at]
    if lead < 0x80 { return (UInt32(lead), 1) }
    let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard lead >= 0xC2, lead < 0xF5, at &+ width <= text.count else { return (0xFFFD, 1) }
    var scalar = UInt32(lead) & (0x7F >> UInt32(width))
    for index in (at &+ 1)..<(at &+ width) {
      guard text[index] & 0xC0 == 0x80 else { return (0xFFFD, 1) }
      scalar = scalar << 6 | UInt32(text[index] & 0x3F)
    }
    return (scalar, width)
  }

  /// Writes the scalar, unless it does not fit; the new end.
  @inline(__always)
  static func encode(_ scalar: UInt32, into bytes: inout [UInt8], at: Int) -> Int {
    let width = scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x1_0000 ? 3 : 4
    guard at &+ width <= bytes.count else { return at }
    if width == 1 {
      bytes[at] = UInt8(truncatingIfNeeded: scalar)
      return at &+ 1
    }
    var rest = scalar
    for index in stride(from: at &+ width &- 1, to: at, by: -1) {
      bytes[index] = UInt8(truncatingIfNeeded: rest & 0x3F) | 0x80
      rest >>= 6
    }
    let mark: UInt8 = width == 2 ? 0xC0 : width == 3 ? 0xE0 : 0xF0
    bytes[at] = UInt8(truncatingIfNeeded: rest) | mark
    return at &+ width
  }
}
