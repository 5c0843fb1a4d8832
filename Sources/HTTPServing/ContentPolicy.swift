/// What an answer allows a browser to do with it. Every answer has one of these.
package enum ContentPolicy {
  /// A page of our own: nothing inline, nothing from elsewhere.
  case page
  /// HTML of a message: it runs nothing, loads nothing and has an origin of its own, also when it is
  /// opened alone. A click may open another page.
  case message
  /// The bytes of an attachment or a source: to be saved, or shown without running anything.
  case file
  /// A PDF file, which the browser shows in a tab of its own. Chromium shows none in a sandbox.
  case document
  /// The page of numbers, whose style is in it.
  case numbers
  /// Style sheet and script, which never change under their names.
  case asset

  package var headers: [(name: String, value: String)] {
    var headers = [
      ("X-Content-Type-Options", "nosniff"), ("X-DNS-Prefetch-Control", "off"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
      ("Content-Security-Policy", policy),
      // "no-referrer" would take the Origin out of our own forms as well (Fetch, section 3.2).
      ("Referrer-Policy", self == .page ? "same-origin" : "no-referrer"),
      (
        "Cache-Control",
        self == .asset ? "public, max-age=31536000, immutable" : "no-store"
      ),
    ]
    if self == .page { headers.append(("X-Frame-Options", "DENY")) }
    return headers
  }

  private var policy: String {
    switch self {
    case .page:
      """
      default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
      frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
      """
    case .message:
      """
      sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; \
      style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'
      """
    case .numbers:
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    case .file: "sandbox; default-src 'none'; frame-ancestors 'none'"
    case .document:
      """
      default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; \
      form-action 'none'; frame-ancestors 'none'
      """
    case .asset: "default-src 'none'"
    }
  }
}

extension Response {
  package mutating func add(_ policy: ContentPolicy) { headers += policy.headers }
}
