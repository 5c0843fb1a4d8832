import Bytes

/// Decodes quoted-printable (RFC 2045 section 6.7). Line ends stay unchanged.
func decodeQuotedPrintable(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> DecodedBody {
  var isInvalid = false
  let area = bytes.extracting(range)
  let decoded = unsafe [UInt8](unsafeUninitializedCapacity: area.count) { target, count in
    count = unsafe decodeQuotedPrintable(area, into: target, &isInvalid)
  }
  return DecodedBody(bytes: decoded, defects: isInvalid ? [.quotedPrintableInvalid] : [])
}

/// Contract: `target` has room for all of `area`; each byte read writes at most one.
private func decodeQuotedPrintable(
  _ area: borrowing Span<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>,
  _ isInvalid: inout Bool
) -> Int {
  var written = 0
  var position = 0
  while position < area.count {
    let lineEnd = area.firstIndex(of: Byte.lf, in: position..<area.count) ?? area.count
    var contentEnd = lineEnd
    if contentEnd > position, lineEnd < area.count, area[contentEnd - 1] == Byte.cr {
      contentEnd -= 1
    }
    var end = contentEnd
    var skipsDigit = false
    // Rule 3: blanks at the end of a line were added in transit.
    while end > position, Byte.isBlank(area[end - 1]) { end -= 1 }
    // Rule 5: "=" at the end of a line joins it with the next.
    let isSoft = end > position && area[end - 1] == Byte.equals
    if isSoft {
      end -= 1
    } else if lineEnd == area.count {
      // The last line may continue in a part that was cut off; its blanks are content.
      end = contentEnd
    }
    while position < end {
      let escape = area.firstIndex(of: Byte.equals, in: position..<end) ?? end
      unsafe copy(area, position..<escape, to: target, &written)
      position = escape
      guard position < end else { break }
      if position + 2 < end, let high = Hexadecimal.value(of: area[position + 1]),
        let low = Hexadecimal.value(of: area[position + 2])
      {
        // Lower-case digits are wrong by rule 1 and common.
        unsafe target.initializeElement(at: written, to: high << 4 | low)
        position += 3
      } else if position + 1 < end, area[position + 1] == Byte.cr {
        // A soft line break of a message whose lines end in CR.
        position += 2
        continue
      } else {
        isInvalid = true
        if isSoft, let byte = splitEscape(area, position, end: end, lineEnd: lineEnd) {
          unsafe target.initializeElement(at: written, to: byte)
          written += 1
          skipsDigit = true
          break
        }
        unsafe target.initializeElement(at: written, to: Byte.equals)
        position += 1
      }
      written += 1
    }
    if !isSoft {
      unsafe copy(area, contentEnd..<min(lineEnd + 1, area.count), to: target, &written)
    }
    position = min(lineEnd + (skipsDigit ? 2 : 1), area.count)
  }
  return written
}

/// Contract: `target` has room for `range` after the `written` bytes.
@inline(__always)
private func copy(
  _ area: borrowing Span<UInt8>, _ range: Range<Int>, to target: UnsafeMutableBufferPointer<UInt8>,
  _ written: inout Int
) {
  let run = area.extracting(range)
  unsafe run.withUnsafeBufferPointer { source in
    guard let from = source.baseAddress, let base = target.baseAddress else { return }
    unsafe (base + written).initialize(from: from, count: source.count)
  }
  written += range.count
}

/// "=3", a soft line break, "D": from a mailer that breaks at 76 characters regardless (against
/// rule 5).
private func splitEscape(
  _ area: borrowing Span<UInt8>, _ position: Int, end: Int, lineEnd: Int
) -> UInt8? {
  guard position + 2 == end, lineEnd + 1 < area.count,
    let high = Hexadecimal.value(of: area[position + 1]),
    let low = Hexadecimal.value(of: area[lineEnd + 1])
  else { return nil }
  return high << 4 | low
}
