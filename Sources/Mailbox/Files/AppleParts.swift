import Bytes
import Files
import MIME

/// The files that Apple Mail keeps beside NUMBER.partial.emlx: bodies of attachments that are
/// missing in the message. `Attachments/NUMBER/PART/NAME` holds them decoded,
/// `NUMBER.PART.emlxpart` (older versions) as encoded in the message. PART is an IMAP part number.
enum AppleParts {
  private static let directory = "Attachments"

  /// The number in a name: "7" for "7.partial.emlx"; nil for other names.
  static func number(of name: [UInt8]) -> String? {
    let suffix = ".partial.emlx"
    guard FileKind.hasSuffix(name, suffix) else { return nil }
    let number = name.dropLast(suffix.utf8.count)
    return isNumber(number) ? String(decoding: number, as: UTF8.self) : nil
  }

  /// Whether a file with this path is such a body.
  static func isPart(_ components: [[UInt8]]) -> Bool {
    guard let name = components.last else { return false }
    if FileKind.hasSuffix(name, ".emlxpart") { return true }
    let around = components.dropLast().suffix(3)
    return around.count == 3 && around.first?.elementsEqual(directory.utf8) == true
      && around.dropFirst().allSatisfy { part in
        part.allSatisfy { isNumber([$0]) || $0 == Byte.dot } && !part.isEmpty
      }
  }

  /// The message completed with the bodies that were found, and the number of missing ones.
  ///
  /// - Parameter number: from the name of the message's file.
  static func completed(
    _ original: MessageBytes, number: String, _ siblings: any SiblingFiles, _ options: ReadOptions
  ) throws(MailboxError) -> (bytes: MessageBytes, missing: Int) {
    let bytes: [UInt8]
    do { bytes = try original.all() } catch { throw MailboxError(error) }
    let message = Message(parsing: bytes)
    var result = MessageBytesBuilder(in: options.spill)
    var copied = 0
    var missing = 0
    for part in message.parts where message.isLeftBehind(part) {
      let place = message.partNumber(part.index)
      let name = message.attachments.first { $0.part == part.index }?.name
      guard let body = body(number, place, name, siblings) else {
        missing += 1
        continue
      }
      let range = Int(part.bodyRange.lowerBound)..<Int(part.bodyRange.upperBound)
      guard range.lowerBound >= copied, range.upperBound <= bytes.count else { continue }
      try result.add(bytes.span.extracting(copied..<range.lowerBound))
      try add(body, encoding: part.encoding, like: bytes, to: &result)
      copied = range.upperBound
      // The only line end there ends the header: the delimiter needs one of its own.
      if copied < bytes.count, bytes[copied] == Byte.dash {
        try result.add(lineEnd(of: bytes).span)
      }
    }
    if copied == 0 { return (original, missing) }
    try result.add(bytes.span.extracting(copied...))
    return (try result.all(), missing)
  }

  private enum Body {
    case decoded(MessageBytes)
    case encoded(MessageBytes)
  }

  private static func body(
    _ number: String, _ place: String, _ name: String?, _ siblings: any SiblingFiles
  ) -> Body? {
    if let file = siblings.bytes(of: Array("\(number).\(place).emlxpart".utf8), in: []) {
      return .encoded(file)
    }
    let path = ["..", directory, number, place]
    let names = siblings.names(in: path).filter { !Clutter.isFile($0) }
    let named = names.first { file in name.map { file.elementsEqual($0.utf8) } ?? false }
    guard let file = named ?? names.first else { return nil }
    return siblings.bytes(of: file, in: path).map { .decoded($0) }
  }

  private static func add(
    _ body: Body, encoding: TransferEncoding, like bytes: [UInt8],
    to result: inout MessageBytesBuilder
  ) throws(MailboxError) {
    let lineEnd = lineEnd(of: bytes)
    switch body {
    case .encoded(let bytes):
      // The line end before the next delimiter is in the message already.
      let end = try bytes.stretch(max(0, bytes.count - 2)..<bytes.count)
      let excess = end.elementsEqual([Byte.cr, Byte.lf]) ? 2 : end.last == Byte.lf ? 1 : 0
      try bytes.part(0..<(bytes.count - excess)).eachStretch { (bytes) throws(MailboxError) in
        try result.add(bytes)
      }
    case .decoded(let bytes) where encoding == .base64:
      try addBase64(bytes, lineEnd: lineEnd, to: &result)
    case .decoded(let bytes) where encoding == .quotedPrintable:
      try bytes.eachStretch { (bytes) throws(MailboxError) in
        try result.add(quotedPrintable(bytes, lineEnd: lineEnd).span)
      }
    case .decoded(let bytes):
      try bytes.eachStretch { (bytes) throws(MailboxError) in try result.add(bytes) }
    }
  }

  /// The one that the message's first line has.
  private static func lineEnd(of bytes: [UInt8]) -> [UInt8] {
    let feed = bytes.firstIndex(of: Byte.lf)
    let isCRLF = feed.map { $0 > 0 && bytes[$0 - 1] == Byte.cr } ?? false
    return isCRLF ? [Byte.cr, Byte.lf] : [Byte.lf]
  }

  /// Bytes per line of base64: 76 characters (RFC 2045 section 6.8).
  private static let bytesPerLine = 57

  private static func addBase64(
    _ file: MessageBytes, lineEnd: [UInt8], to result: inout MessageBytesBuilder
  ) throws(MailboxError) {
    var position = 0
    let portion = Limits.chunk / bytesPerLine * bytesPerLine
    while position < file.count {
      let end = min(file.count, position + portion)
      let bytes = Array(try file.stretch(position..<end))
      var text: [UInt8] = []
      for start in stride(from: 0, to: bytes.count, by: bytesPerLine) {
        if position + start > 0 { text += lineEnd }
        let line = bytes[start..<min(bytes.count, start + bytesPerLine)]
        text += Array(Base64.encode(Array(line)).utf8)
      }
      try result.add(text.span)
      position = end
    }
  }

  /// Encodes as in RFC 2045 section 6.7, keeping line ends; a line is broken before it is too long.
  private static func quotedPrintable(_ bytes: Span<UInt8>, lineEnd: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    var column = 0
    for index in 0..<bytes.count {
      let byte = bytes[index]
      if byte == Byte.lf {
        text.append(byte)
        column = 0
        continue
      }
      let isBeforeEnd = index + 1 < bytes.count && bytes[index + 1] == Byte.lf
      let isEnd = isBeforeEnd || index + 1 == bytes.count
      let isPlain =
        (0x21...0x7e).contains(byte) && byte != Byte.equals || Byte.isBlank(byte) && !isEnd
        || byte == Byte.cr && isBeforeEnd
      if column > 70 {
        text += [Byte.equals] + lineEnd
        column = 0
      }
      if isPlain {
        text.append(byte)
        column += 1
      } else {
        text += [Byte.equals, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        column += 3
      }
    }
    return text
  }
}

extension Message {
  /// Apple Mail records the length of a body that it keeps elsewhere.
  fileprivate func isLeftBehind(_ part: Part) -> Bool {
    part.source == 0 && part.kind == .leaf
      && header(of: part).first("x-apple-content-length") != nil
      && bytes[Int(part.bodyRange.lowerBound)..<Int(part.bodyRange.upperBound)].allSatisfy {
        Byte.isSpace($0)
      }
  }
}
