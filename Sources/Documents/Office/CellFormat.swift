import Mail

/// How a spreadsheet shows a number (ECMA-376 part 1, 18.8.31), as far as it can be told without the
/// reader's language: decimals, per cent, dates and times.
struct CellFormat: Sendable {
  private enum Kind {
    case general
    case decimals(Int)
    case percent(Int)
    case date([Piece])
    case isoDate
  }
  private enum Piece: Equatable {
    case year(Int)
    case month(Int)
    case day(Int)
    case hour(Int)
    case minute(Int)
    case second(Int)
    case halfDay
    case literal(String)
  }

  private let kind: Kind

  static let general = CellFormat(kind: .general)

  private init(kind: Kind) { self.kind = kind }

  /// One of the formats that have no code in the file.
  init(builtIn number: Int) {
    switch number {
    case 1, 3: self.init(kind: .decimals(0))
    case 2, 4, 7, 8, 39, 40, 43, 44: self.init(kind: .decimals(2))
    case 5, 6, 37, 38, 41, 42: self.init(kind: .decimals(0))
    case 9: self.init(kind: .percent(0))
    case 10: self.init(kind: .percent(2))
    case 18: self.init(code: "h:mm AM/PM")
    case 19: self.init(code: "h:mm:ss AM/PM")
    case 20: self.init(code: "h:mm")
    case 21, 45, 46, 47: self.init(code: "h:mm:ss")
    // How these dates look depends on the reader's country.
    case 14...17, 22, 27...36, 50...58: self.init(kind: .isoDate)
    default: self.init(kind: .general)
    }
  }

  init(code: String) {
    var pieces: [Piece] = []
    var decimals = 0
    var (isPercent, hasDigits, isAfterPoint) = (false, false, false)
    var rest = Substring(code)
    func take(while isIt: (Character) -> Bool) -> Int {
      let run = rest.prefix(while: isIt)
      rest = rest.dropFirst(run.count)
      return run.count
    }
    // Sections for negative numbers, zero and text follow semicolons.
    while let first = rest.first, first != ";" {
      let letter = Character(first.lowercased())
      let isSame = { (other: Character) in Character(other.lowercased()) == letter }
      switch letter {
      case "\"":
        rest = rest.dropFirst()
        let quoted = rest.prefix { $0 != "\"" }
        rest = rest.dropFirst(quoted.count + 1)
        pieces.append(.literal(String(quoted)))
      case "\\":
        pieces.append(.literal(String(rest.dropFirst().prefix(1))))
        rest = rest.dropFirst(2)
      case "_", "*": rest = rest.dropFirst(2)
      case "[":
        let inside = rest.dropFirst().prefix { $0 != "]" }
        rest = rest.dropFirst(inside.count + 2)
        // Hours, minutes or seconds that are not cut off at a day, an hour or a minute.
        if let unit = inside.first, !inside.isEmpty, inside.allSatisfy({ $0 == unit }),
          "hms".contains(unit)
        {
          rest = inside + rest
        }
      case "y": pieces.append(.year(take(while: isSame)))
      case "d": pieces.append(.day(take(while: isSame)))
      case "h": pieces.append(.hour(take(while: isSame)))
      case "s": pieces.append(.second(take(while: isSame)))
      case "m":
        let length = take(while: isSame)
        let last = pieces.last { if case .literal = $0 { false } else { true } }
        if case .hour = last {
          pieces.append(.minute(length))
        } else {
          pieces.append(.month(length))
        }
      case "a" where rest.lowercased().hasPrefix("am/pm"):
        rest = rest.dropFirst(5)
        pieces.append(.halfDay)
      case "0", "#", "?":
        hasDigits = true
        let count = take(while: isSame)
        if isAfterPoint, letter == "0" { decimals = min(decimals + count, 15) }
      case ".":
        rest = rest.dropFirst()
        isAfterPoint = hasDigits
        pieces.append(.literal("."))
      case "%":
        rest = rest.dropFirst()
        isPercent = true
      default:
        rest = rest.dropFirst()
        pieces.append(.literal(String(first)))
      }
    }
    self.init(
      kind: Self.kind(pieces, decimals: decimals, isPercent: isPercent, hasDigits: hasDigits))
  }

  private static func kind(
    _ pieces: [Piece], decimals: Int, isPercent: Bool, hasDigits: Bool
  ) -> Kind {
    var pieces = pieces
    // Minutes before seconds look like months.
    for index in pieces.indices {
      guard case .month(let length) = pieces[index] else { continue }
      let next = pieces[(index + 1)...].first { if case .literal = $0 { false } else { true } }
      if case .second = next { pieces[index] = .minute(length) }
    }
    let isDate = pieces.contains { if case .literal = $0 { false } else { true } }
    if isDate {
      // Names of months and days are in the reader's language.
      let hasNames = pieces.contains {
        switch $0 {
        case .month(let length), .day(let length): length > 2
        default: false
        }
      }
      return hasNames ? .isoDate : .date(pieces)
    }
    if isPercent { return .percent(decimals) }
    return hasDigits ? .decimals(decimals) : .general
  }

  /// - Parameter isFrom1904: day 0 is 1904-01-01, as older Macintosh programs have it.
  func text(of number: Double, isFrom1904: Bool) -> String {
    switch kind {
    case .general: return Self.general(number)
    case .decimals(let count): return Self.fixed(number, count)
    case .percent(let count): return Self.fixed(number * 100, count) + "%"
    case .date(let pieces):
      guard let date = Self.date(number, isFrom1904) else { return Self.general(number) }
      return Self.text(of: date, pieces)
    case .isoDate:
      guard let date = Self.date(number, isFrom1904) else { return Self.general(number) }
      let time = "\(CivilDate.padded(date.hour, 2)):\(CivilDate.padded(date.minute, 2))"
      return date.hour + date.minute > 0 ? "\(date.text) \(time)" : date.text
    }
  }

  /// Serial numbers of days: 1 is 1900-01-01, and 60 is a 29 February that did not exist.
  private static func date(_ number: Double, _ isFrom1904: Bool) -> CivilDate? {
    guard number >= 0, number < 2_958_466 else { return nil }
    let epoch = isFrom1904 ? -24_107.0 : number < 60 ? -25_568.0 : -25_569.0
    return CivilDate(epoch: Int64(((number + epoch) * 86_400).rounded()))
  }

  private static func text(of date: CivilDate, _ pieces: [Piece]) -> String {
    let isHalved = pieces.contains(.halfDay)
    return pieces.map { piece in
      switch piece {
      case .year(let length):
        length > 2 ? CivilDate.padded(date.year, 4) : CivilDate.padded(date.year % 100, 2)
      case .month(let length): CivilDate.padded(date.month, length)
      case .day(let length): CivilDate.padded(date.day, length)
      case .hour(let length):
        CivilDate.padded(isHalved ? (date.hour + 11) % 12 + 1 : date.hour, min(length, 2))
      case .minute(let length): CivilDate.padded(date.minute, min(length, 2))
      case .second(let length): CivilDate.padded(date.second, min(length, 2))
      case .halfDay: date.hour < 12 ? "AM" : "PM"
      case .literal(let text): text
      }
    }.joined()
  }

  /// At most 15 digits, which is what spreadsheets keep.
  static func general(_ number: Double) -> String {
    guard number.isFinite else { return "\(number)" }
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    guard abs(number) < 1e15, abs(number) >= 1e-4 else { return "\(number)" }
    var scale = 1e15
    var whole = abs(number)
    while whole >= 1 {
      whole /= 10
      scale /= 10
    }
    return "\((number * scale).rounded() / scale)"
  }

  private static func fixed(_ number: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (abs(number) * scale).rounded()
    guard scaled < 9e18 else { return general(number) }
    let digits = String(Int64(scaled))
    let sign = number < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}
