/// A JSON value (RFC 8259) and its text: the only place where JSON is written.
///
/// The members of an object keep the given order, so that equal content gives equal bytes.
/// `JSONValue(encoding:)` makes one from an `Encodable`.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  /// A finite number; anything else is written as null, because JSON cannot express it.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([(name: String, value: JSONValue)])

  package init(_ number: some FixedWidthInteger) {
    self = Int64(exactly: number).map(JSONValue.integer) ?? .unsigned(UInt64(clamping: number))
  }

  package init(_ text: String?) { self = text.map(JSONValue.string) ?? .null }

  /// The value as text on one line.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package var bytes: [UInt8] {
    var output: [UInt8] = []
    write(to: &output)
    return output
  }

  package func write(to output: inout [UInt8]) {
    switch self {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .integer(let value): output += String(value).utf8
    case .unsigned(let value): output += String(value).utf8
    case .number(let value): Self.write(value, to: &output)
    case .string(let text): Self.write(text, to: &output)
    case .array(let values):
      output.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        value.write(to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        Self.write(member.name, to: &output)
        output.append(UInt8(ascii: ":"))
        member.value.write(to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ value: Double, to output: inout [UInt8]) {
    guard value.isFinite else {
      output += "null".utf8
      return
    }
    let text = value.description
    output += (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8
  }

  // MARK: Strings

  /// Escapes what section 7 requires and everything that a terminal would act on: the output may go
  /// to a terminal, and the escaped text means the same.
  private static func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      // What stands for itself is copied a stretch at a time.
      var start = 0
      var place = 0
      while place < bytes.count {
        let byte = unsafe bytes[place]
        if isPlain(byte) {
          place += 1
          continue
        }
        let scalar = byte < 0x80 ? Unicode.Scalar(byte) : unsafe self.scalar(at: place, in: bytes)
        let next = place + UTF8.width(scalar)
        if byte < 0x80 || scalar.isTerminalControl {
          unsafe output.append(contentsOf: bytes[start..<place])
          write(scalar, to: &output)
          start = next
        }
        place = next
      }
      unsafe output.append(contentsOf: bytes[start..<place])
    }
    output.append(UInt8(ascii: "\""))
  }

  /// One of more than one byte. The bytes are those of a string, and so are valid.
  private static func scalar(
    at place: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Unicode.Scalar {
    let lead = unsafe bytes[place]
    let count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var value = UInt32(lead) & (0x7F >> UInt32(count))
    for offset in 1..<count {
      value = value << 6 | UInt32(unsafe bytes[place + offset]) & 0x3F
    }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    0x20..<0x7F ~= byte && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private static func write(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
    switch scalar {
    case "\"": output += "\\\"".utf8
    case "\\": output += "\\\\".utf8
    case "\u{8}": output += "\\b".utf8
    case "\u{C}": output += "\\f".utf8
    case "\n": output += "\\n".utf8
    case "\r": output += "\\r".utf8
    case "\t": output += "\\t".utf8
    case _ where scalar.isTerminalControl:
      // All of these are in the Basic Multilingual Plane.
      let digits = String(scalar.value, radix: 16)
      output += "\\u".utf8
      output += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
      output += digits.utf8
    default: output += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }
  }
}
