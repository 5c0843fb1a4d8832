/// The style of a cell. It uses only the eight colours that every terminal has, so that a person's
/// own palette decides how they look; nothing is expressed by colour alone.
struct CellStyle: Equatable, Sendable {
  /// The raw values are the codes of SGR (ECMA-48, 8.3.117).
  enum Color: UInt8, Sendable {
    case standard = 39
    case red = 31
    case green = 32
    case yellow = 33
    case cyan = 36
  }

  struct Attributes: OptionSet, Sendable {
    let rawValue: UInt8

    static let bold = Attributes(rawValue: 1 << 0)
    static let dim = Attributes(rawValue: 1 << 1)
    static let underlined = Attributes(rawValue: 1 << 2)
    static let reversed = Attributes(rawValue: 1 << 3)
  }

  var color = Color.standard
  var attributes: Attributes = []

  static let plain = CellStyle()
  static let bold = CellStyle(attributes: .bold)
  static let dim = CellStyle(attributes: .dim)
  static let reversed = CellStyle(attributes: .reversed)

  func with(_ attributes: Attributes) -> CellStyle {
    CellStyle(color: color, attributes: self.attributes.union(attributes))
  }

  /// The complete SGR sequence, so that earlier settings do not matter.
  func sequence(colored: Bool) -> String {
    var codes = ["0"]
    if attributes.contains(.bold) { codes.append("1") }
    if attributes.contains(.dim) { codes.append("2") }
    if attributes.contains(.underlined) { codes.append("4") }
    if attributes.contains(.reversed) { codes.append("7") }
    if colored, color != .standard { codes.append(String(color.rawValue)) }
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }
}

/// A size in columns and rows.
struct Size: Equatable, Sendable {
  var columns: Int
  var rows: Int
}
