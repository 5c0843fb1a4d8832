import Bytes

/// The texts for people in a vCard (RFC 6350), one per line.
func contentLineText(_ text: String) -> String {
  var result = ""
  for line in ContentLine.lines(of: text) where propertiesForPeople.contains(line.name) {
    let value = line.text
    if !value.isEmpty { result += value + "\n" }
  }
  return result
}

private let propertiesForPeople: Set<String> = [
  "FN", "N", "NICKNAME", "ORG", "TITLE", "ROLE", "EMAIL", "TEL", "ADR", "NOTE", "BDAY", "LABEL",
  "URL", "CATEGORIES",
]

/// A property of a calendar (RFC 5545 section 3.1) or vCard (RFC 6350 section 3.3), unfolded.
struct ContentLine {
  /// In upper case, without a group.
  let name: String
  private let head: ArraySlice<UInt8>
  private let value: ArraySlice<UInt8>

  static func lines(of text: String) -> [ContentLine] {
    unfoldedLines(lineEndsNormalized(text)).compactMap(ContentLine.init)
  }

  private init?(_ line: ArraySlice<UInt8>) {
    guard let colon = Self.valueStart(line) else { return nil }
    head = line[..<colon]
    value = line[(colon + 1)...]
    // vCard groups properties as "item1.TEL".
    let whole = head.prefix { $0 != Byte.semicolon }
    let last = whole.split(separator: Byte.dot).last ?? whole
    name = String(decoding: last, as: UTF8.self).uppercased()
  }

  /// The value with its escapes decoded (RFC 5545 section 3.3.11). Values of older formats (vCard
  /// 2.1, vCalendar 1.0) may be quoted-printable. The semicolons between components of a vCard's
  /// name or address become blanks.
  var text: String { Self.unescaped(Self.isQuotedPrintable(head) ? decoded : value) }

  /// The value as written.
  var rawValue: String { String(decoding: value, as: UTF8.self).trimmedBlanks }

  /// The value of a parameter, whose name is in upper case, without quotation marks and with the
  /// escapes of RFC 6868 decoded.
  subscript(parameter: String) -> String? {
    var isQuoted = false
    let parts = head.split(maxSplits: .max, omittingEmptySubsequences: true) { byte in
      if byte == Byte.quote { isQuoted.toggle() }
      return byte == Byte.semicolon && !isQuoted
    }
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: Byte.equals),
        String(decoding: part[..<equals], as: UTF8.self).uppercased() == parameter
      else { continue }
      let value = String(decoding: part[(equals + 1)...].filter { $0 != Byte.quote }, as: UTF8.self)
      return value.replacing("^n", with: " ").replacing("^'", with: "\"").replacing("^^", with: "^")
    }
    return nil
  }

  private static func unfoldedLines(_ text: String) -> [ArraySlice<UInt8>] {
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

  /// Whether the line ends in a soft line end (RFC 2045 section 6.7).
  private static func goesOn(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.last == Byte.equals, let colon = valueStart(line.prefix(Reach.contentLineHead))
    else { return false }
    return isQuotedPrintable(line[..<colon])
  }

  /// Whether the line has "ENCODING=QUOTED-PRINTABLE" or only its value as a parameter.
  private static func isQuotedPrintable(_ head: ArraySlice<UInt8>) -> Bool {
    parameters(head).contains { $0.hasSuffix("quoted-printable") }
  }

  private var decoded: ArraySlice<UInt8> {
    let bytes = decodeQuotedPrintable(Array(value).span, 0..<value.count).bytes
    let charset = Self.parameters(head).first { $0.hasPrefix("charset=") }
    let label = charset.map { String($0.dropFirst("charset=".count)) }
    return Array(decodeText(bytes, declared: label).text.utf8)[...]
  }

  /// The parameters, in lower case.
  private static func parameters(_ head: ArraySlice<UInt8>) -> [String] {
    head.split(separator: Byte.semicolon).dropFirst().map {
      String(decoding: $0, as: UTF8.self).lowercased()
    }
  }

  /// The colon before the value, outside quoted parameter values.
  private static func valueStart(_ line: ArraySlice<UInt8>) -> Int? {
    var isQuoted = false
    for index in line.indices {
      if line[index] == Byte.quote { isQuoted.toggle() }
      if line[index] == Byte.colon, !isQuoted { return index }
    }
    return nil
  }

  /// Decodes "\n" to a line end, and other escaped characters to themselves.
  private static func unescaped(_ value: ArraySlice<UInt8>) -> String {
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
}
