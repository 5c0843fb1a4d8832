import Bytes

/// A parameter of Content-Type or Content-Disposition.
package struct Parameter: Sendable, Equatable {
  /// In lower case, without the section number and asterisks of RFC 2231.
  package var name: String
  /// Unquoted, with sections joined and charset and encoded-words decoded.
  package var value: String
  /// Some bytes of the value could not be read and were replaced by U+FFFD.
  package var isLossy: Bool
  /// The value is not ASCII, and its charset was missing, unknown or wrong.
  package var isGuess: Bool
}

/// A parameter as written in the field: at most one section of RFC 2231 section 3.
struct RawParameter {
  var name: String
  /// Unquoted.
  var value: [UInt8]
  /// The section number of "name*1"; nil for a whole value.
  var section: Int?
  /// The value is percent-encoded ("name*", "name*0*").
  var isExtended: Bool
}

/// The parameters in `area`, decoded.
/// - Parameter hint: charset for 8-bit values that declare none.
func parameters(
  _ area: Range<Int>, limits: Limits, hint: CharsetHint?, in bytes: borrowing Span<UInt8>
) -> [Parameter] {
  joined(rawParameters(area, limits: limits, in: bytes).elements).map { name, sections in
    let value = decodedValue(sections, hint: hint)
    return Parameter(
      name: name, value: value.text, isLossy: value.isLossy, isGuess: value.isGuess)
  }
}

/// The boundary of a multipart; empty if there is none.
func boundary(
  inParameters area: Range<Int>, limits: Limits, in bytes: borrowing Span<UInt8>
) -> [UInt8] {
  let raw = rawParameters(area, limits: limits, in: bytes)
  guard let sections = joined(raw.elements.filter { $0.name == "boundary" }).first?.sections else {
    return []
  }
  let value = joinedValue(sections).bytes
  // RFC 2046 section 5.1.1: a boundary does not end in a blank.
  return Array(value[value.span.trimmed(0..<value.count)])
}

/// Groups sections by name in the order of first appearance, and sorts them by number. If a name
/// occurs both as a plain value and in sections or extended form, the latter is intended for newer
/// readers (RFC 6266 section 4.3); of equal forms the first counts.
private func joined(_ raw: [RawParameter]) -> [(name: String, sections: [RawParameter])] {
  var result: [(name: String, sections: [RawParameter])] = []
  var positions: [String: Int] = [:]
  for parameter in raw {
    guard let position = positions[parameter.name] else {
      positions[parameter.name] = result.count
      result.append((parameter.name, [parameter]))
      continue
    }
    let first = result[position].sections[0]
    if first.section != nil, parameter.section != nil {
      result[position].sections.append(parameter)
    } else if rank(parameter) > rank(first) {
      result[position].sections = [parameter]
    }
  }
  for position in result.indices where result[position].sections.count > 1 {
    // Sections may come in any order (RFC 2231 section 3).
    result[position].sections.sort { ($0.section ?? 0) < ($1.section ?? 0) }
  }
  return result
}

private func rank(_ parameter: RawParameter) -> Int {
  if parameter.section != nil { return 1 }
  return parameter.isExtended ? 2 : 0
}

private func decodedValue(_ sections: [RawParameter], hint: CharsetHint?) -> HeaderText {
  guard sections.contains(where: \.isExtended) else {
    let value = sections.count == 1 ? sections[0].value : sections.flatMap(\.value)
    // RFC 2047 section 5 forbids encoded-words in parameters, but many mailers write them.
    return decodeUnstructured(value.span, 0..<value.count, hint: hint)
  }
  let value = joinedValue(sections)
  var result = HeaderText()
  result.append(decodeText(value.bytes, declared: value.charset, hint: hint))
  let text = result.text.utf8Array
  guard text.span.firstIndex(of: Byte.equals, Byte.question, in: 0..<text.count) != nil else {
    return result
  }
  // Encoded-words instead of RFC 2231's own encoding, or inside it.
  return decodeUnstructured(text.span, 0..<text.count, hint: hint)
}

/// The sections as one value (RFC 2231 section 4.1), and its charset.
private func joinedValue(_ sections: [RawParameter]) -> (charset: String?, bytes: [UInt8]) {
  var charset: String?
  var bytes: [UInt8] = []
  let isExtended = sections.contains(where: \.isExtended)
  for (index, section) in sections.enumerated() {
    var text = section.value[...]
    // Only the first section has a charset; some mailers forget to mark that section.
    if index == 0, isExtended, let (label, rest) = charsetPrefix(text),
      section.isExtended || label.map({ Charset.named($0) != nil }) ?? true
    {
      charset = label
      text = rest
    }
    bytes += section.isExtended ? PercentEncoding.decode(text) : Array(text)
  }
  return (charset, bytes)
}

/// Splits "charset'language'text" (RFC 2231 section 4). Without the two apostrophes it is all text.
private func charsetPrefix(_ value: ArraySlice<UInt8>) -> (String?, ArraySlice<UInt8>)? {
  guard !value.starts(with: encodedWordStart), let first = value.firstIndex(of: Byte.apostrophe),
    let second = value[(first + 1)...].firstIndex(of: Byte.apostrophe)
  else { return nil }
  let label = value[..<first]
  return (label.isEmpty ? nil : String(decoding: label, as: UTF8.self), value[(second + 1)...])
}

private let encodedWordStart = [Byte.equals, Byte.question]

/// Parses a parameter list (RFC 2045 section 5.1), tolerating the mistakes of mailers.
func rawParameters(
  _ area: Range<Int>, limits: Limits, in bytes: borrowing Span<UInt8>
) -> LimitedList<RawParameter> {
  var result = LimitedList<RawParameter>(limit: limits.parameters)
  var position = area.lowerBound
  let end = area.upperBound
  while !result.isCut {
    skipSpaceAndComments(&position, end, in: bytes)
    while position < end, bytes[position] == Byte.semicolon || bytes[position] == Byte.comma {
      position += 1
      skipSpaceAndComments(&position, end, in: bytes)
    }
    guard position < end else { break }
    let nameStart = position
    while position < end, Byte.isToken(bytes[position]) { position += 1 }
    let name = nameStart..<position
    skipSpaceAndComments(&position, end, in: bytes)
    // Some mailers write "name:value" for "name=value".
    guard position < end, bytes[position] == Byte.equals || bytes[position] == Byte.colon,
      !name.isEmpty
    else {
      if position == nameStart { position += 1 }
      continue
    }
    position += 1
    while position < end, Byte.isSpace(bytes[position]) { position += 1 }
    var parameter = parameterName(name, in: bytes)
    let isFileName = parameter.name.hasSuffix("name")
    if position < end, bytes[position] == Byte.quote {
      parameter.value = quotedValue(&position, end, isFileName: isFileName, in: bytes)
    } else {
      parameter.value = bareValue(&position, end, isFileName: isFileName, in: bytes)
    }
    result.append(parameter)
  }
  return result
}

/// Parses a name such as "name*1*".
private func parameterName(_ range: Range<Int>, in bytes: borrowing Span<UInt8>) -> RawParameter {
  var end = range.upperBound
  let isExtended = end > range.lowerBound && bytes[end - 1] == Byte.star
  if isExtended { end -= 1 }
  var digits = end
  while digits > range.lowerBound, Byte.isDigit(bytes[digits - 1]) { digits -= 1 }
  var section: Int?
  if digits < end, digits > range.lowerBound, bytes[digits - 1] == Byte.star,
    end - digits <= Reach.sectionDigits
  {
    section = (digits..<end).reduce(0) { $0 * 10 + Int(bytes[$1] - UInt8(ascii: "0")) }
    end = digits - 1
  }
  let name = range.lowerBound..<min(end, range.lowerBound + Reach.token)
  return RawParameter(
    name: bytes.lowercasedString(name), value: [], section: section, isExtended: isExtended)
}

/// A quoted-string. It ends at a quote after which a parameter or the end may follow, so that a
/// file name containing quotes is kept whole (against RFC 2045 section 5.1).
private func quotedValue(
  _ position: inout Int, _ end: Int, isFileName: Bool, in bytes: borrowing Span<UInt8>
) -> [UInt8] {
  var value: [UInt8] = []
  position += 1
  while position < end {
    let byte = bytes[position]
    position += 1
    if byte == Byte.quote {
      if canEndValue(at: position, end, in: bytes) { break }
      value.append(byte)
    } else if byte == Byte.backslash, position < end {
      let next = bytes[position]
      // "C:\temp\file": in a file name, a backslash before a character that needs no quoted-pair
      // (RFC 5322 section 3.2.1) is a path separator.
      if isFileName, next != Byte.quote, next != Byte.backslash {
        value.append(byte)
      } else {
        value.append(next)
        position += 1
      }
    } else if byte != Byte.cr, byte != Byte.lf {
      value.append(byte)
    }
  }
  return value
}

/// Whether only blanks are between `position` and a semicolon, a parameter, a comment or the end.
private func canEndValue(
  at position: Int, _ end: Int, in bytes: borrowing Span<UInt8>
) -> Bool {
  var next = position
  let limit = min(end, position + Reach.parameterEnd)
  while next < limit, Byte.isSpace(bytes[next]) { next += 1 }
  guard next < limit else { return true }
  switch bytes[next] {
  case Byte.semicolon, Byte.comma, Byte.openParenthesis: return true
  default:
    let name = next
    while next < limit, Byte.isToken(bytes[next]) { next += 1 }
    return next > name && next < limit && bytes[next] == Byte.equals
  }
}

/// A value without quotes: up to the semicolon, or, if the semicolon is missing, up to a blank
/// before the next parameter. Blanks inside belong to it (against RFC 2045 section 5.1).
private func bareValue(
  _ position: inout Int, _ end: Int, isFileName: Bool, in bytes: borrowing Span<UInt8>
) -> [UInt8] {
  let start = position
  let isEncodedWord =
    position + 1 < end && bytes[position] == Byte.equals && bytes[position + 1] == Byte.question
  while position < end, bytes[position] != Byte.semicolon {
    let byte = bytes[position]
    if byte == Byte.openParenthesis, !isFileName, position > start { break }
    if Byte.isSpace(byte), !isEncodedWord, isParameter(after: position, end, in: bytes) { break }
    position += 1
  }
  let value = bytes.trimmed(start..<position)
  // Only a quote at the end: the opening one was lost.
  let unquoted =
    value.count > 1 && bytes[value.upperBound - 1] == Byte.quote
    ? value.lowerBound..<value.upperBound - 1 : value
  return bytes.array(unquoted).filter { $0 != Byte.cr && $0 != Byte.lf }
}

private func isParameter(
  after position: Int, _ end: Int, in bytes: borrowing Span<UInt8>
) -> Bool {
  guard position + 1 < end, !Byte.isSpace(bytes[position + 1]) else { return false }
  var next = position + 1
  let limit = min(end, next + Reach.parameterName)
  while next < limit, Byte.isToken(bytes[next]) { next += 1 }
  return next > position + 1 && next < limit && bytes[next] == Byte.equals
}
