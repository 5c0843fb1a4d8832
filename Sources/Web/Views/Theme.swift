import HTTPServing

/// Whether pages are light or dark. What a person chooses is kept in the browser, in a cookie.
enum Theme: String, CaseIterable, Sendable {
  /// As the system says.
  case system
  case light, dark

  /// That of the request which is being answered.
  @TaskLocal static var current = Theme.system

  private static let cookie = "mailcask-theme"

  static func of(_ request: Request) -> Theme {
    request.cookies.first { $0.name == cookie }.flatMap { Theme(rawValue: $0.value) } ?? .system
  }

  /// The field of an answer that keeps it for a year.
  var field: (name: String, value: String) {
    (
      "Set-Cookie",
      "\(Self.cookie)=\(rawValue); Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict"
    )
  }

  var label: String {
    switch self {
    case .system: "As the system says"
    case .light: "Light"
    case .dark: "Dark"
    }
  }
}
