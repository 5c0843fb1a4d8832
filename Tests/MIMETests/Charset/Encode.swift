import Glibc

/// Encodes text with the system's iconv, the peer that these tests decode against.
func encode(_ text: String, as charset: String) -> [UInt8] {
  guard let conversion = unsafe iconv_open(charset, "UTF-8"),
    unsafe conversion != UnsafeMutableRawPointer(bitPattern: -1)
  else { return [] }
  defer { _ = unsafe iconv_close(conversion) }
  var input = text.utf8.map { CChar(bitPattern: $0) }
  var output = [CChar](repeating: 0, count: input.count * 4 + 64)
  var left = input.count
  var room = output.count
  unsafe input.withUnsafeMutableBufferPointer { source in
    unsafe output.withUnsafeMutableBufferPointer { target in
      var next = source.baseAddress
      var free = target.baseAddress
      let status = unsafe iconv(conversion, &next, &left, &free, &room)
      precondition(status != -1, "\(charset) cannot write \(text)")
      _ = unsafe iconv(conversion, nil, nil, &free, &room)
    }
  }
  return output.prefix(output.count - room).map { UInt8(bitPattern: $0) }
}

/// Deterministic bytes for tests that try many inputs.
struct TestRandom: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
