import Bytes

/// A file that was saved as UTF-16, called "Unicode" on Windows, or as UTF-32. In transit the message
/// was bytes, so the encoding belongs to the file: it is converted to UTF-8.
struct WideText {
  /// The bytes read ahead, in UTF-8.
  private(set) var head: [UInt8]
  private var decoder: WideDecoder

  /// Nil unless these bytes begin mail in UTF-16 or UTF-32.
  init?(_ head: [UInt8], isAll: Bool, _ identity: FileIdentity) {
    guard let form = Form.all.first(where: { $0.isForm(of: head) }) else { return nil }
    let start = form.marks(head) ? form.width : 0
    var decoder = WideDecoder(form)
    var text: [UInt8] = []
    decoder.decode(head[start...], into: &text)
    if isAll { decoder.finish(into: &text) }
    let kind = FileKind(text.span, isAll: isAll, identity)
    guard kind == .mbox || FileKind.isMessage(text.span) || (start > 0 && kind == .message)
    else { return nil }
    self.head = text
    self.decoder = decoder
  }

  func stream(after rest: any ByteStream) -> any ByteStream { WideStream(rest, decoder) }

  /// How the units of such a text lie in a file.
  struct Form {
    /// Bytes of a unit.
    let width: Int
    let isBigEndian: Bool

    /// The mark of UTF-32 in little-endian order begins with that of UTF-16.
    static let all = [4, 2].flatMap { width in
      [false, true].map { Form(width: width, isBigEndian: $0) }
    }

    /// Whether the text begins with a byte order mark in this form.
    func marks(_ head: [UInt8]) -> Bool { unit(of: head, at: 0) == 0xFEFF }

    /// Whether the text begins with such a mark, or with ASCII whose other bytes are zero.
    func isForm(of head: [UInt8]) -> Bool {
      marks(head) || (0..<4).allSatisfy { 0x20...0x7E ~= unit(of: head, at: $0 * width) ?? 0 }
    }

    private func unit(of head: [UInt8], at start: Int) -> UInt32? {
      guard head.count >= start + width else { return nil }
      let bytes = head[start..<start + width]
      return (isBigEndian ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | UInt32($1) }
    }
  }
}

/// Converts UTF-16 or UTF-32 to UTF-8 in portions. Invalid data becomes U+FFFD.
struct WideDecoder {
  private let form: WideText.Form
  private var unit: UInt32 = 0
  /// Number of bytes in `unit`.
  private var held = 0
  private var lead: UInt32?

  init(_ form: WideText.Form) { self.form = form }

  mutating func decode(_ bytes: ArraySlice<UInt8>, into text: inout [UInt8]) {
    text.reserveCapacity(text.count + bytes.count)
    for byte in bytes {
      unit = form.isBigEndian ? unit << 8 | UInt32(byte) : unit | UInt32(byte) << UInt32(8 * held)
      held += 1
      guard held == form.width else { continue }
      take(unit, into: &text)
      (unit, held) = (0, 0)
    }
  }

  /// Handles an incomplete character at the end.
  mutating func finish(into text: inout [UInt8]) {
    if held > 0 || lead != nil { append("\u{FFFD}", to: &text) }
    (unit, held, lead) = (0, 0, nil)
  }

  private mutating func take(_ unit: UInt32, into text: inout [UInt8]) {
    if let first = lead {
      lead = nil
      if 0xDC00...0xDFFF ~= unit {
        let value = 0x10000 + ((first & 0x3FF) << 10 | unit & 0x3FF)
        return append(Unicode.Scalar(value) ?? "\u{FFFD}", to: &text)
      }
      append("\u{FFFD}", to: &text)
    }
    if form.width == 2, 0xD800...0xDBFF ~= unit {
      lead = unit
    } else {
      append(Unicode.Scalar(unit) ?? "\u{FFFD}", to: &text)
    }
  }

  private func append(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
    text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}

private final class WideStream: ByteStream {
  private let stream: any ByteStream
  private var decoder: WideDecoder
  private var text: [UInt8] = []
  private var given = 0
  private var isAtEnd = false

  init(_ stream: any ByteStream, _ decoder: WideDecoder) {
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
