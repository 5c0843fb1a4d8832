import Bytes

/// The words for people in a calendar (RFC 5545) or vCard (RFC 6350), a line each: content lines
/// are unfolded (section 3.1 of the former) and their values unescaped. Values of their older forms
/// (vCard 2.1, vCalendar 1.0) may be quoted-printable.
func contentLineText(_ text: String) -> String {
  var result = ""
  for line in unfoldedContentLines(lineEndsNormalized(text)) {
    guard let colon = valueStart(line) else { continue }
    let name = line[..<colon].prefix { $0 != UInt8(ascii: ";") }
    // vCard groups properties as "item1.TEL".
    let property = name.split(separator: UInt8(ascii: ".")).last ?? name
    let key = String(decoding: property, as: UTF8.self).uppercased()
    guard propertiesForPeople.contains(key) else { continue }
    let head = line[..<colon]
    let value = unescaped(
      isQuotedPrintable(head) ? decoded(line[(colon + 1)...], head) : line[(colon + 1)...])
    guard !value.isEmpty else { continue }
    if key == "ORGANIZER" || key == "ATTENDEE", let name = commonName(head) {
      result += "\(name) "
    }
    result += value + "\n"
  }
  return result
}

private let propertiesForPeople: Set<String> = [
  "SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "ORGANIZER", "ATTENDEE",
  "CATEGORIES", "URL", "DTSTART", "DTEND", "DUE",
  "FN", "N", "NICKNAME", "ORG", "TITLE", "ROLE", "EMAIL", "TEL", "ADR", "NOTE", "BDAY", "LABEL",
]

private func unfoldedContentLines(_ text: String) -> [ArraySlice<UInt8>] {
  var lines: [ArraySlice<UInt8>] = []
  for line in Array(text.utf8).split(separator: Byte.lf) {
    if let last = lines.indices.last, goesOn(lines[last]) {
      lines[last].removeLast()
      lines[last] += line
    } else if let first = line.first, Byte.isBlank(first), !lines.isEmpty {
      lines[lines.count - 1] += line.dropFirst()
    } else {
      lines.append(line)
    }
  }
  return lines
}

/// With a soft line end (RFC 2045 section 6.7).
private func goesOn(_ line: ArraySlice<UInt8>) -> Bool {
  guard line.last == UInt8(ascii: "="),
    let colon = valueStart(line.prefix(Reach.contentLineHead))
  else { return false }
  return isQuotedPrintable(line[..<colon])
}

/// By "ENCODING=QUOTED-PRINTABLE" or the last of it alone.
private func isQuotedPrintable(_ head: ArraySlice<UInt8>) -> Bool {
  parameters(head).contains { $0.hasSuffix("quoted-printable") }
}

private func decoded(_ value: ArraySlice<UInt8>, _ head: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  let octets = decodeQuotedPrintable(Array(value).span, 0..<value.count).bytes
  let charset = parameters(head).first { $0.hasPrefix("charset=") }?.dropFirst("charset=".count)
  return Array(decodeText(octets, declared: charset.map(String.init)).text.utf8)[...]
}

/// In lower case.
private func parameters(_ head: ArraySlice<UInt8>) -> [String] {
  head.split(separator: Byte.semicolon).dropFirst().map {
    String(decoding: $0, as: UTF8.self).lowercased()
  }
}

/// The colon before the value, outside of quoted parameter values.
private func valueStart(_ line: ArraySlice<UInt8>) -> Int? {
  var isQuoted = false
  for index in line.indices {
    if line[index] == Byte.quote { isQuoted.toggle() }
    if line[index] == Byte.colon, !isQuoted { return index }
  }
  return nil
}

private func commonName(_ head: ArraySlice<UInt8>) -> String? {
  for parameter in head.split(separator: Byte.semicolon).dropFirst()
  where parameter.count > 3 && Array(parameter).span.isEqual(0..<3, lowercase: "cn=") {
    let value = parameter.dropFirst(3).filter { $0 != Byte.quote }
    return String(decoding: value, as: UTF8.self)
  }
  return nil
}

/// RFC 5545 section 3.3.11: "\n" is a line end, other escaped characters stand for themselves.
/// The semicolons between components of a vCard's name or address become blanks.
private func unescaped(_ value: ArraySlice<UInt8>) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(value.count)
  var isEscaped = false
  for byte in value {
    if isEscaped {
      bytes.append(byte | 0x20 == UInt8(ascii: "n") ? Byte.lf : byte)
      isEscaped = false
    } else if byte == Byte.backslash {
      isEscaped = true
    } else {
      bytes.append(byte == Byte.semicolon ? Byte.space : byte)
    }
  }
  return String(decoding: bytes, as: UTF8.self).trimmedBlanks
}
