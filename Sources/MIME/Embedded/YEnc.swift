import Bytes

/// The yEnc file (version 1.3) whose first line is at `start`; nil if there is none.
func yEncodedFile(_ body: Span<UInt8>, at start: Int) -> EmbeddedFile? {
  guard body.hasName("=ybegin ", at: start), let header = BodyLine(body, at: start) else {
    return nil
  }
  let fields = KeywordLine(body, in: header.content)
  guard let size = fields.number("size"), fields.number("line") != nil,
    let name = fields.name(body)
  else { return nil }

  var file = EmbeddedFile(
    encoding: .yEnc, name: name, bytes: [], range: start..<header.next, defects: [])
  var expectedSize = size
  var isTerminated = false
  var next = header.next
  while let line = BodyLine(body, at: next) {
    let content = line.content
    // The last keyword line begins another file: this one was not terminated.
    if body.hasName("=ybegin ", at: content.lowerBound) { break }
    next = line.next
    file.range = start..<next
    if body.hasName("=ypart ", at: content.lowerBound) {
      let part = KeywordLine(body, in: content)
      if let begin = part.number("begin"), let end = part.number("end"), end >= begin {
        expectedSize = end - begin + 1
        if expectedSize < size { file.defects.append(.partial) }
      }
    } else if body.hasName("=yend", at: content.lowerBound) {
      isTerminated = true
      let trailer = KeywordLine(body, in: content)
      // In one of several parts, "crc32" is that of the whole file.
      let checksum =
        trailer.hexNumber("pcrc32") ?? (expectedSize == size ? trailer.hexNumber("crc32") : nil)
      if let checksum, checksum != CRC32.of(file.bytes) { file.defects.append(.wrongChecksum) }
      break
    } else {
      appendLine(body, content, to: &file.bytes)
    }
  }
  if !isTerminated { file.defects.append(.unterminated) }
  if file.bytes.count != expectedSize { file.defects.append(.wrongSize) }
  return file
}

/// 42 was added to each byte; "=" means that another 64 was added to the next one.
private func appendLine(_ body: Span<UInt8>, _ line: Range<Int>, to bytes: inout [UInt8]) {
  var index = line.lowerBound
  while index < line.upperBound {
    var byte = body[index]
    if byte == UInt8(ascii: "="), index + 1 < line.upperBound {
      index += 1
      byte = body[index] &- 64
    }
    bytes.append(byte &- 42)
    index += 1
  }
}

/// The "keyword=value" pairs of a line; "name" is the last and extends to the end of the line.
private struct KeywordLine {
  private var values: [String: String] = [:]
  private var nameRange: Range<Int>?

  init(_ body: Span<UInt8>, in line: Range<Int>) {
    var index = line.lowerBound
    while index < line.upperBound {
      if body.hasName(" name=", at: index) {
        nameRange = index + 6..<line.upperBound
        break
      }
      let start = index + 1
      var end = start
      while end < line.upperBound, body[end] != 0x20 { end += 1 }
      note(body, start..<min(end, line.upperBound))
      index = max(end, index + 1)
    }
  }

  private mutating func note(_ body: Span<UInt8>, _ range: Range<Int>) {
    guard range.count < 32 else { return }
    let field = range.map { Character(Unicode.Scalar(body[$0])) }
    guard let equals = field.firstIndex(of: "=") else { return }
    values[String(field[..<equals])] = String(field[(equals + 1)...])
  }

  func number(_ keyword: String) -> Int? {
    values[keyword].flatMap { Int($0) }.flatMap { 0...Int(UInt32.max) ~= $0 ? $0 : nil }
  }

  func hexNumber(_ keyword: String) -> UInt32? {
    values[keyword].flatMap { UInt32($0.suffix(8), radix: 16) }
  }

  func name(_ body: Span<UInt8>) -> String? {
    guard let nameRange else { return nil }
    let text = decodeText(body.extracting(nameRange)).text
    let name = text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    let isQuoted = name.count >= 2 && name.hasPrefix("\"") && name.hasSuffix("\"")
    return isQuoted ? String(name.dropFirst().dropLast()) : name
  }
}
