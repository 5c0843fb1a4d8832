import Bytes

/// A file that was saved as UTF-16, called "Unicode" on Windows. In transit the message was bytes,
/// so the encoding belongs to the file: it is converted to UTF-8.
struct UTF16Text {
  /// The bytes read ahead, in UTF-8.
  private(set) var head: [UInt8]
  private var decoder: UTF16Decoder

  /// Nil unless these bytes begin mail in UTF-16.
  init?(_ head: [UInt8], isAll: Bool, _ identity: FileIdentity) {
    guard let order = Self.order(of: head) else { return nil }
    var decoder = UTF16Decoder(isBigEndian: order.isBigEndian)
    var text: [UInt8] = []
    decoder.decode(head[order.start...], into: &text)
    if isAll { decoder.finish(into: &text) }
    let kind = FileKind(text.span, isAll: isAll, identity)
    guard kind == .mbox || FileKind.isMessage(text.span) || (order.start > 0 && kind == .message)
    else { return nil }
    self.head = text
    self.decoder = decoder
  }

  func stream(after rest: any ByteStream) -> any ByteStream { UTF16Stream(rest, decoder) }

  /// Recognises a byte order mark, or ASCII with a zero before or after each letter.
  private static func order(of head: [UInt8]) -> (isBigEndian: Bool, start: Int)? {
    guard head.count >= 8 else { return nil }
    switch (head[0], head[1]) {
    case (0xff, 0xfe) where head[2] != 0 || head[3] != 0: return (false, 2)
    case (0xfe, 0xff): return (true, 2)
    default: break
    }
    for isBigEndian in [false, true] {
      let letters = (0..<4).map { head[2 * $0 + (isBigEndian ? 1 : 0)] }
      let zeros = (0..<4).map { head[2 * $0 + (isBigEndian ? 0 : 1)] }
      if letters.allSatisfy({ (0x20...0x7e).contains($0) }), zeros.allSatisfy({ $0 == 0 }) {
        return (isBigEndian, 0)
      }
    }
    return nil
  }
}

/// Converts UTF-16 to UTF-8 in portions. Invalid data becomes U+FFFD.
struct UTF16Decoder {
  let isBigEndian: Bool
  private var half: UInt8?
  private var lead: UInt16?

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  mutating func decode(_ bytes: ArraySlice<UInt8>, into text: inout [UInt8]) {
    text.reserveCapacity(text.count + bytes.count)
    for byte in bytes {
      guard let first = half else {
        half = byte
        continue
      }
      half = nil
      let (high, low) = isBigEndian ? (first, byte) : (byte, first)
      take(UInt16(high) << 8 | UInt16(low), into: &text)
    }
  }

  /// Handles an incomplete character at the end.
  mutating func finish(into text: inout [UInt8]) {
    if half != nil || lead != nil { append("\u{FFFD}", to: &text) }
    (half, lead) = (nil, nil)
  }

  private mutating func take(_ unit: UInt16, into text: inout [UInt8]) {
    if let first = lead {
      lead = nil
      if UTF16.isTrailSurrogate(unit) {
        let value = 0x10000 + (UInt32(first & 0x3ff) << 10 | UInt32(unit & 0x3ff))
        return append(Unicode.Scalar(value) ?? "\u{FFFD}", to: &text)
      }
      append("\u{FFFD}", to: &text)
    }
    if UTF16.isLeadSurrogate(unit) {
      lead = unit
    } else {
      append(Unicode.Scalar(unit) ?? "\u{FFFD}", to: &text)
    }
  }

  private func append(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
    text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}

private final class UTF16Stream: ByteStream {
  private let stream: any ByteStream
  private var decoder: UTF16Decoder
  private var text: [UInt8] = []
  private var given = 0
  private var isAtEnd = false

  init(_ stream: any ByteStream, _ decoder: UTF16Decoder) {
    self.stream = stream
    self.decoder = decoder
  }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    while given == text.count, !isAtEnd {
      var portion = [UInt8](zeros: Limits.chunk)
      let got = try stream.read(into: &portion, from: 0)
      text.removeAll(keepingCapacity: true)
      given = 0
      decoder.decode(portion[..<got], into: &text)
      isAtEnd = got == 0
      if isAtEnd { decoder.finish(into: &text) }
    }
    let count = min(text.count - given, buffer.count - start)
    buffer.replaceSubrange(start..<(start + count), with: text[given..<(given + count)])
    given += count
    return count
  }
}
