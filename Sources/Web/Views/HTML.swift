import HTTPServing
import Text

/// Markup. Only literals of this program become markup; every text that is put into one is escaped,
/// so that nothing from a message, a server or an address can be markup by mistake:
///
///     let row: HTML = "<b title=\"\(subject)\">\(sender)</b>"
///
/// Texts may stand between tags and in attribute values in quotation marks.
package struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// `StaticString`: a variable cannot pass for a literal.
  package typealias StringLiteralType = StaticString

  package private(set) var markup: String

  package init(stringLiteral literal: StaticString) { markup = literal.description }
  package init(stringInterpolation interpolation: StringInterpolation) {
    markup = interpolation.markup
  }

  init() { markup = "" }

  private init(markup: String) { self.markup = markup }

  var isEmpty: Bool { markup.isEmpty }

  static func + (left: HTML, right: HTML) -> HTML { HTML(markup: left.markup + right.markup) }
  static func += (left: inout HTML, right: HTML) { left.markup += right.markup }

  package struct StringInterpolation: StringInterpolationProtocol {
    package typealias StringLiteralType = StaticString

    fileprivate var markup = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      markup.reserveCapacity(literalCapacity + 32 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: StaticString) {
      markup += literal.description
    }

    package mutating func appendInterpolation(_ text: some StringProtocol) {
      markup += HTML.escaped(String(text))
    }

    package mutating func appendInterpolation(_ html: HTML) { markup += html.markup }

    package mutating func appendInterpolation(_ html: HTML?) { markup += html?.markup ?? "" }

    package mutating func appendInterpolation(_ parts: [HTML]) {
      for part in parts { markup += part.markup }
    }

    package mutating func appendInterpolation(_ number: some BinaryInteger) {
      markup += "\(number)"
    }
  }

  /// The overrides and embeddings of Unicode's bidirectional algorithm (UAX 9, section 2) are left
  /// out: they could make a name or an address look like another.
  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return htmlEscaped(text) }
    var plain = String.UnicodeScalarView()
    plain.append(contentsOf: text.unicodeScalars.lazy.filter { !isOverride($0) })
    return htmlEscaped(String(plain))
  }

  private static func isOverride(_ scalar: Unicode.Scalar) -> Bool {
    (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }
}

extension Sequence<HTML> {
  func joined(_ separator: HTML = "") -> HTML {
    var all = HTML()
    for (index, part) in enumerated() { all += index == 0 ? part : separator + part }
    return all
  }
}

extension Response {
  /// A page of our own.
  init(_ status: Int = 200, _ page: HTML) {
    self.init(status, "text/html; charset=utf-8", .bytes(Array(page.markup.utf8)))
    add(.page)
  }
}
