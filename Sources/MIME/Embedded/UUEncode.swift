/// The uuencoded file (POSIX.1 uuencode, historical algorithm) whose first line is at `start`.
///
/// - Returns: nil if the line only looks like one: prose may begin with "begin 100 ways" too, so
///   the next line must be encoded data.
func uuencodedFile(_ body: Span<UInt8>, at start: Int) -> EmbeddedFile? {
  guard body.hasName("begin ", at: start), let header = BodyLine(body, at: start),
    let name = nameAfterMode(body, in: header.content.dropFirst("begin ".utf8.count)),
    let first = BodyLine(body, at: header.next),
    isData(body, first.content) || isEnd(body, first.content)
  else { return nil }

  var file = EmbeddedFile(
    encoding: .uuencode, name: name, bytes: [], range: start..<header.next,
    defects: [.unterminated])
  var isMalformed = false
  var next = header.next
  while let line = BodyLine(body, at: next) {
    if isEnd(body, line.content) {
      file.range = start..<line.next
      file.defects = []
      break
    }
    next = line.next
    // An empty line may be a line of zero bytes whose space was stripped.
    if line.content.isEmpty { continue }
    guard isData(body, line.content) else { break }
    if !appendLine(body, line.content, to: &file.bytes) { isMalformed = true }
    file.range = start..<line.next
  }
  if isMalformed { file.defects.append(.malformedLine) }
  return file
}

/// The file name after three or four octal digits.
private func nameAfterMode(_ body: Span<UInt8>, in range: Range<Int>) -> String? {
  var index = range.lowerBound
  while index < range.upperBound, UInt8(ascii: "0")...UInt8(ascii: "7") ~= body[index] {
    index += 1
  }
  guard 3...6 ~= index - range.lowerBound, index < range.upperBound, body[index] == 0x20 else {
    return nil
  }
  while index < range.upperBound, body[index] == 0x20 { index += 1 }
  return index < range.upperBound
    ? decodeText(body.extracting(index..<range.upperBound)).text : nil
}

private func isEnd(_ body: Span<UInt8>, _ line: Range<Int>) -> Bool {
  guard line.count >= 3, body.hasName("end", at: line.lowerBound) else { return false }
  return line.dropFirst(3).allSatisfy { body[$0] <= 0x20 }
}

/// Checks for a length byte and about as many characters of the alphabet as it announces: fewer if
/// trailing spaces were stripped or the line was cut, one or two more if a checksum follows.
private func isData(_ body: Span<UInt8>, _ line: Range<Int>) -> Bool {
  guard let first = line.first, 0x20...0x60 ~= body[first] else { return false }
  let encoded = encodedCount(ofLine: body[first])
  guard line.count - 1 <= encoded + 2, line.count > 1 || encoded == 0 else { return false }
  return line.allSatisfy { 0x20...0x60 ~= body[$0] }
}

private func encodedCount(ofLine lengthByte: UInt8) -> Int {
  (Int((lengthByte &- 0x20) & 0x3F) + 2) / 3 * 4
}

/// - Returns: false if the line is shorter than announced; missing characters count as zero bits.
private func appendLine(_ body: Span<UInt8>, _ line: Range<Int>, to bytes: inout [UInt8]) -> Bool {
  let count = Int((body[line.lowerBound] &- 0x20) & 0x3F)
  let data = line.dropFirst()
  func sextet(_ offset: Int) -> UInt32 {
    let index = data.lowerBound + offset
    // Space and backquote both mean zero.
    return index < data.upperBound ? UInt32((body[index] &- 0x20) & 0x3F) : 0
  }
  // From a short last group, decode only the bytes that exist.
  let available = min(count, data.count * 3 / 4)
  for offset in 0..<available {
    let group = offset / 3 * 4
    let bits =
      sextet(group) << 18 | sextet(group + 1) << 12 | sextet(group + 2) << 6 | sextet(group + 3)
    bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(16 - offset % 3 * 8)))
  }
  return available == count
}
