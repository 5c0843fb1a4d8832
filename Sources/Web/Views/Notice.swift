import Archive

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

extension ArchiveError {
  /// What failed and why, as a sentence: "Open archive /home/ada/Mail: it is locked."
  var sentenceCase: String {
    what.prefix(1).uppercased() + what.dropFirst() + ": " + sentenceEnd
  }

  /// Why, with one full stop at its end, whatever it ends in.
  var sentenceEnd: String {
    let last = why.last.map { ".!?…".contains($0) } ?? false
    return last ? why : why + "."
  }
}
