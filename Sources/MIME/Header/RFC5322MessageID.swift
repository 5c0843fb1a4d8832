import Bytes

/// The ids of Message-ID, In-Reply-To and References (RFC 5322 section 3.6.4), without angle
/// brackets, in order. Text between ids (the phrases of section 4.5.4) is skipped; white space that
/// a fold left inside an id is removed.
func messageIDs(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, limit: Int
) -> LimitedList<String> {
  var ids = LimitedList<String>(limit: limit)
  var position = range.lowerBound
  while !ids.isCut,
    let open = bytes.firstIndex(of: Byte.less, in: position..<range.upperBound)
  {
    // If ">" is missing (against msg-id), the id ends where the next one begins.
    var end = open + 1
    while end < range.upperBound, bytes[end] != Byte.greater, bytes[end] != Byte.less { end += 1 }
    let id = withoutSpace(bytes, open + 1..<end)
    if !id.isEmpty { ids.append(id) }
    position = end
  }
  guard ids.elements.isEmpty, bytes.firstIndex(of: Byte.less, in: range) == nil else { return ids }
  return bareMessageIDs(bytes, range, limit: limit)
}

/// Ids without angle brackets (against msg-id): the words with "@", or the only word.
private func bareMessageIDs(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, limit: Int
) -> LimitedList<String> {
  var ids = LimitedList<String>(limit: limit)
  if bytes.firstIndex(of: Byte.equals, Byte.question, in: range) != nil {
    // Ids inside encoded-words (against RFC 2047 section 5).
    let text = decodeUnstructured(bytes, range).text.utf8Array
    guard text.span.firstIndex(of: Byte.equals, Byte.question, in: 0..<text.count) == nil else {
      return ids
    }
    return messageIDs(text.span, 0..<text.count, limit: limit)
  }
  var words = 0
  var lastWord = range.lowerBound..<range.lowerBound
  var position = range.lowerBound
  while position < range.upperBound, !ids.isCut {
    while position < range.upperBound, isSeparator(bytes[position]) { position += 1 }
    let start = position
    while position < range.upperBound, !isSeparator(bytes[position]) { position += 1 }
    guard start < position else { break }
    words += 1
    lastWord = start..<position
    if bytes.firstIndex(of: Byte.at, in: lastWord) != nil {
      ids.append(withoutSpace(bytes, lastWord))
    }
  }
  if words == 1, ids.elements.isEmpty {
    let id = withoutSpace(bytes, lastWord)
    if !id.isEmpty { ids.append(id) }
  }
  return ids
}

private func isSeparator(_ byte: UInt8) -> Bool {
  Byte.isSpace(byte) || byte == Byte.comma || byte == Byte.greater
}

private func withoutSpace(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
  var id: [UInt8] = []
  id.reserveCapacity(range.count)
  for index in range where bytes[index] > 0x20 && bytes[index] != 0x7F { id.append(bytes[index]) }
  return decodeText(id).text
}
