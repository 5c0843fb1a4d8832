/// What happened, why, and what to do.
enum Notice: String {
  case plain = ""
  case good, warn, bad

  func html(_ text: HTML) -> HTML {
    let icon: Icon =
      switch self {
      case .plain, .warn: .info
      case .good: .shield
      case .bad: .x
      }
    return "<p class=\"note \(rawValue)\">\(icon.html)<span>\(text)</span></p>"
  }
}
