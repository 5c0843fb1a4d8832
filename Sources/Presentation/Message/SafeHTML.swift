import Bytes
import FoundationEssentials
import Text

/// An HTML document of a message made harmless: nothing in it runs, nothing is loaded from anywhere.
///
/// What is not known to be harmless is left out: elements and attributes pass by name. Images of the
/// message itself are put in as data; a Content-Security-Policy stands guard behind all of it.
struct SafeHTML {
  /// Content-ID, without angle brackets, to the image's media type and octets.
  typealias Images = (_ contentID: String) -> (type: String, octets: [UInt8])?

  private let source: [UInt8]
  private let images: Images
  private var index = 0
  private var output: [UInt8] = []

  private init(_ html: String, images: @escaping Images) {
    source = Array(html.utf8)
    self.images = images
  }

  static func document(_ html: String, title: String, images: @escaping Images) -> String {
    var filter = SafeHTML(html, images: images)
    filter.run()
    return """
      <!DOCTYPE html>
      <html><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:">
      <meta name="referrer" content="no-referrer">
      <title>\(htmlEscaped(title))</title></head>
      <body>
      \(String(decoding: filter.output, as: UTF8.self))
      </body></html>

      """
  }

  /// The header fields above the message, as on paper.
  static func adding(_ fields: [(name: String, value: String)], to document: String) -> String {
    let rows = fields.map { field in
      "<tr><td valign=\"top\"><b>\(htmlEscaped(field.name))</b></td><td>\(htmlEscaped(field.value))</td></tr>"
    }
    // The title is escaped, so that the first is the document's own.
    guard let body = document.firstRange(of: "<body>\n") else { return document }
    return document[..<body.upperBound] + "<table>\n" + rows.joined(separator: "\n")
      + "\n</table>\n<hr>\n" + document[body.upperBound...]
  }

  // MARK: Markup

  private mutating func run() {
    while index < source.count {
      switch source[index] {
      case UInt8(ascii: "<"): markup()
      case UInt8(ascii: ">"):
        output += "&gt;".utf8
        index += 1
      case 0: index += 1
      default:
        output.append(source[index])
        index += 1
      }
    }
  }

  private mutating func markup() {
    let next = index + 1 < source.count ? source[index + 1] : 0
    if source[index...].starts(with: "<!--".utf8) {
      index = end(of: "-->", from: index + 4)
    } else if next == UInt8(ascii: "!") || next == UInt8(ascii: "?") {
      index = end(of: ">", from: index)
    } else if next == UInt8(ascii: "/") {
      index += 2
      let name = readName()
      _ = readAttributes()
      if Self.elements.contains(name) { output += "</\(name)>".utf8 }
    } else if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next | 0x20) {
      index += 1
      let name = readName()
      let attributes = readAttributes()
      if Self.hidden.contains(name) {
        skipContent(of: name)
      } else if Self.elements.contains(name) {
        output += "<\(name)\(kept(attributes, of: name))>".utf8
      }
    } else {
      output += "&lt;".utf8
      index += 1
    }
  }

  private mutating func readName() -> String {
    let start = index
    while index < source.count, source[index] > 0x20, source[index] != UInt8(ascii: ">"),
      source[index] != UInt8(ascii: "/")
    {
      index += 1
    }
    return String(decoding: source[start..<index], as: UTF8.self).lowercased()
  }

  /// Leaves `index` behind the tag's ">".
  private mutating func readAttributes() -> [(name: String, value: String)] {
    var attributes: [(name: String, value: String)] = []
    while index < source.count {
      let octet = source[index]
      if octet == UInt8(ascii: ">") {
        index += 1
        break
      }
      if octet <= 0x20 || octet == UInt8(ascii: "/") {
        index += 1
        continue
      }
      let start = index
      index += 1
      while index < source.count, source[index] > 0x20, !"=>/".utf8.contains(source[index]) {
        index += 1
      }
      let name = String(decoding: source[start..<index], as: UTF8.self).lowercased()
      attributes.append((name, readValue()))
    }
    return attributes
  }

  private mutating func readValue() -> String {
    var next = index
    while next < source.count, source[next] <= 0x20 { next += 1 }
    guard next < source.count, source[next] == UInt8(ascii: "=") else { return "" }
    index = next + 1
    while index < source.count, source[index] <= 0x20 { index += 1 }
    guard index < source.count else { return "" }
    let quote = source[index]
    let start: Int
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      start = index + 1
      index = source[start...].firstIndex(of: quote) ?? source.count
      defer { index = min(index + 1, source.count) }
      return String(decoding: source[start..<index], as: UTF8.self)
    }
    start = index
    while index < source.count, source[index] > 0x20, source[index] != UInt8(ascii: ">") {
      index += 1
    }
    return String(decoding: source[start..<index], as: UTF8.self)
  }

  /// Up to and with the end tag; to the end of the document where there is none.
  private mutating func skipContent(of name: String) {
    if Self.isVoid(name) { return }
    let wanted = Array("</\(name)".utf8)
    while index < source.count {
      guard let next = source[index...].firstIndex(of: UInt8(ascii: "<")) else { break }
      let candidate = source[next...].prefix(wanted.count).map {
        (0x41...0x5A).contains($0) ? $0 | 0x20 : $0
      }
      if candidate == wanted {
        index = end(of: ">", from: next)
        return
      }
      index = next + 1
    }
    index = source.count
  }

  private func end(of mark: String, from start: Int) -> Int {
    let mark = Array(mark.utf8)
    var index = start
    while index < source.count {
      if source[index] == mark[0], source[index...].starts(with: mark) { return index + mark.count }
      index += 1
    }
    return source.count
  }

  // MARK: What passes

  private func kept(_ attributes: [(name: String, value: String)], of element: String) -> String {
    var text = ""
    for (name, value) in attributes {
      if Self.attributes.contains(name) {
        text += Self.attribute(name, value)
      } else if element == "a", name == "href", Self.isLink(value) {
        text += Self.attribute(name, value) + " rel=\"noreferrer noopener\""
      } else if element == "img", name == "src", let data = imageData(value) {
        text += Self.attribute(name, data)
      }
    }
    return text
  }

  /// Character references in the value stay references; quotation marks and angle brackets cannot
  /// end it.
  private static func attribute(_ name: String, _ value: String) -> String {
    let safe = value.unicodeScalars.filter { $0.value >= 0x20 }.map { scalar -> String in
      switch scalar {
      case "\"": "&quot;"
      case "<": "&lt;"
      case ">": "&gt;"
      default: String(scalar)
      }
    }
    return " \(name)=\"\(safe.joined())\""
  }

  /// The scheme must stand there as it is: one spelt with references or blanks is no honest link.
  private static func isLink(_ value: String) -> Bool {
    let start = value.prefix(8).lowercased()
    return ["http://", "https://", "mailto:"].contains { start.hasPrefix($0) }
  }

  private func imageData(_ value: String) -> String? {
    guard value.prefix(4).lowercased() == "cid:",
      let image = images(String(value.dropFirst(4)).replacing("%40", with: "@")),
      Self.imageTypes.contains(image.type)
    else { return nil }
    return "data:\(image.type);base64," + Base64.encode(image.octets)
  }

  private static let imageTypes: Set<String> = [
    "image/png", "image/jpeg", "image/gif", "image/webp",
  ]

  /// Neither run nor load anything, nor change how what follows is parsed.
  private static let elements: Set<String> = [
    "a", "abbr", "address", "article", "aside", "b", "bdi", "big", "blockquote", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "dir", "div", "dl",
    "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q",
    "s", "samp", "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
  ]

  /// Their content is no text to be read, or is parsed by other rules.
  private static let hidden: Set<String> = [
    "script", "style", "iframe", "object", "embed", "applet", "noscript", "noembed", "noframes",
    "template", "title", "textarea", "select", "svg", "math", "xmp", "plaintext", "frameset",
    "audio", "video", "canvas", "base", "link", "meta", "frame",
  ]

  private static func isVoid(_ name: String) -> Bool {
    ["base", "link", "meta", "embed", "frame"].contains(name)
  }

  private static let attributes: Set<String> = [
    "abbr", "align", "alt", "border", "cellpadding", "cellspacing", "char", "colspan", "datetime",
    "dir", "face", "headers", "height", "hspace", "lang", "nowrap", "rowspan", "rules", "scope",
    "size", "span", "start", "summary", "title", "type", "valign", "value", "vspace", "width",
    "color", "bgcolor",
  ]
}
