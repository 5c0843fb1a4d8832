import Bytes

/// The header of a message as bytes: fields with their folds, as they stand there.
struct RawHeader {
  struct Field {
    /// In lower case.
    let name: String
    /// With its folds and line ends.
    let range: Range<Int>
  }

  let bytes: [UInt8]
  private(set) var fields: [Field] = []
  /// Where the header ends: the empty line, or what is no field.
  private(set) var end = 0
  /// How its lines end.
  let lineEnd: [UInt8]

  /// - Parameter bytes: the beginning of a message, from its first field on.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let firstEnd = bytes.firstIndex(of: Byte.lf)
    let hasCR = firstEnd.map { $0 > 0 && bytes[$0 - 1] == Byte.cr } ?? false
    lineEnd = hasCR ? [Byte.cr, Byte.lf] : [Byte.lf]
    var position = 0
    while position < bytes.count, let name = Self.name(at: position, in: bytes) {
      let start = position
      position = Self.lineEnd(from: position, in: bytes)
      while position < bytes.count, Byte.isBlank(bytes[position]) {
        position = Self.lineEnd(from: position, in: bytes)
      }
      fields.append(Field(name: name, range: start..<position))
    }
    end = position
  }

  func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

  func count(of name: String) -> Int { fields.count { $0.name == name } }

  /// The header's fields without those of these names.
  func without(_ names: Set<String>) -> [UInt8] {
    fields.filter { !names.contains($0.name) }.flatMap { bytes[$0.range] }
  }

  private static func lineEnd(from start: Int, in bytes: [UInt8]) -> Int {
    bytes[start...].firstIndex(of: Byte.lf).map { $0 + 1 } ?? bytes.count
  }

  /// The name of the field that begins there (RFC 5322 §2.2); nil: none does.
  private static func name(at start: Int, in bytes: [UInt8]) -> String? {
    let name = bytes[start...].prefix { 33...126 ~= $0 && $0 != UInt8(ascii: ":") }
    let rest = bytes[name.endIndex...].drop(while: Byte.isBlank)
    guard !name.isEmpty, rest.first == UInt8(ascii: ":") else { return nil }
    return String(decoding: name, as: UTF8.self).lowercased()
  }
}
