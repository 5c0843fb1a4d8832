/// A key as a person presses it.
enum Key: Hashable, Sendable {
  case character(Character)
  /// Pressed with Control; the letter is in lower case.
  case control(Character)
  /// Pressed with Alt, or after Escape.
  case alt(Character)
  case enter, escape, tab, backTab, backspace, delete, insert
  case up, down, left, right, home, end, pageUp, pageDown
  case function(Int)
  /// Text that the terminal reports as pasted, so that its letters do not act as keys.
  case paste(String)
}

extension Key: CustomStringConvertible {
  /// The name as in key tables.
  var description: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let letter): "Ctrl-" + letter.uppercased()
    case .alt(let character): "Alt-\(character)"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .insert: "Ins"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .function(let number): "F\(number)"
    case .paste: "paste"
    }
  }
}
