import Bytes
import MIME
import Text

/// Makes an HTML document of a message safe: nothing in it runs, and nothing is loaded from
/// anywhere.
///
/// Everything that is not known to be harmless is removed: elements, attributes and style
/// properties are kept by name, and what is kept is written again as well-formed HTML. So it does
/// not matter where a browser would see a tag in the original. Images inside the message are
/// embedded as data. A Content-Security-Policy is a second line of defence.
struct SafeHTML {
  /// Returns the media type and bytes of the image with a Content-ID, which is given without angle
  /// brackets.
  typealias Images = (_ contentID: String) -> (type: String, bytes: [UInt8])?

  /// Returns where a link to an address goes instead, or nil to drop it.
  typealias Links = (_ address: String) -> String?

  private let images: Images
  /// Nil keeps links as they are.
  private let links: Links?
  private(set) var remoteImages = 0
  private var imageBytes = 0
  /// The link that is open, if `links` are given: the host that it goes to, and the text so far.
  private var openLink: (host: String, text: String)?
  private(set) var output = ""
  private var bodyStyle = ""
  /// The element whose content is being removed, and how many elements of its name are open inside
  /// each other.
  private var hidden: (name: String, depth: Int)?

  private init(images: @escaping Images, links: Links? = nil) {
    self.images = images
    self.links = links
  }

  /// The content of the document's body; in a block of the body's own colours and fonts, if it has
  /// some.
  static func fragment(_ html: String, images: @escaping Images) -> String {
    filtered(html, SafeHTML(images: images)).html
  }

  /// The same with links that go where `links` says, behind each of which stands the host that it goes
  /// to if its text names another; and the number of images that are elsewhere, and so left out.
  static func fragment(
    _ html: String, images: @escaping Images, links: @escaping Links
  ) -> (html: String, remoteImages: Int) {
    filtered(html, SafeHTML(images: images, links: links))
  }

  private static func filtered(
    _ html: String, _ filter: SafeHTML
  ) -> (html: String, remoteImages: Int) {
    var filter = filter
    var tokenizer = HTMLTokenizer(.dropsRest)
    tokenizer.run(html.utf8.span, &filter)
    filter.closeLink()
    guard !filter.bodyStyle.isEmpty else { return (filter.output, filter.remoteImages) }
    let block = "<div style=\"\(htmlEscaped(filter.bodyStyle))\">\(filter.output)</div>"
    return (block, filter.remoteImages)
  }

  /// - Parameter fragment: already safe.
  /// - Parameter style: a style sheet of our own.
  static func document(_ fragment: String, title: String, style: String = "") -> String {
    """
    <!DOCTYPE html>
    <html><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
    style-src 'unsafe-inline'">
    <meta http-equiv="x-dns-prefetch-control" content="off">
    <meta name="referrer" content="no-referrer">
    <title>\(htmlEscaped(title))</title>\(style.isEmpty ? "" : "<style>\(style)</style>")</head>
    <body>
    \(fragment)
    </body></html>

    """
  }

  /// The header fields above the message, as on paper.
  static func table(of fields: [(name: String, value: String)]) -> String {
    let rows = fields.map { field in
      "<tr><td valign=\"top\"><b>\(htmlEscaped(field.name))</b></td>"
        + "<td>\(htmlEscaped(field.value))</td></tr>"
    }
    return "<table>\n" + rows.joined(separator: "\n") + "\n</table>\n<hr>\n"
  }
}

extension SafeHTML: HTMLTokenHandler {
  /// The ranges of a tag's attributes.
  struct Attributes: HTMLAttributeHandler {
    var ranges: [(name: Range<Int>, value: Range<Int>)] = []

    mutating func note(_ bytes: Span<UInt8>, name: Range<Int>, value: Range<Int>) {
      ranges.append((name, value))
    }
  }

  mutating func text(_ bytes: Span<UInt8>, in range: Range<Int>) {
    guard hidden == nil else { return }
    output += Self.escaped(bytes, range, keepsLines: true)
    if let link = openLink, link.text.utf8.count < Limits.linkTextBytes {
      let text = String(decoding: HTMLCharacterReference.resolved(bytes, in: range), as: UTF8.self)
      openLink?.text += text
    }
  }

  mutating func startTag(
    _ tag: HTMLTag, name range: Range<Int>, _ attributes: Attributes, _ bytes: Span<UInt8>
  ) -> HTMLContent {
    if Self.unreadable.contains(tag) { return .skipped }
    let name = bytes.lowercasedString(range)
    if let (hiddenName, depth) = hidden {
      if name == hiddenName { hidden = (name, depth + 1) }
    } else if tag == .body {
      if bodyStyle.isEmpty { bodyStyle = style(ofBody: attributes, bytes) }
    } else if Self.hiddenElements.contains(name) {
      hidden = (name, 1)
    } else if Self.elements.contains(name) {
      if name == "a" { closeLink() }
      output += "<\(name)\(kept(attributes, of: name, bytes))>"
    }
    return .markup
  }

  mutating func endTag(_ tag: HTMLTag, name range: Range<Int>, _ bytes: Span<UInt8>) {
    let name = bytes.lowercasedString(range)
    if let (hiddenName, depth) = hidden {
      if name == hiddenName { hidden = depth > 1 ? (name, depth - 1) : nil }
    } else if Self.elements.contains(name) {
      output += "</\(name)>"
      if name == "a" { closeLink() }
    }
  }

  // MARK: Attributes

  private mutating func kept(
    _ attributes: Attributes, of element: String, _ bytes: Span<UInt8>
  ) -> String {
    var text = ""
    var seen: Set<String> = []
    for (name, value) in attributes.ranges {
      let name = bytes.lowercasedString(name)
      // A browser uses the first attribute of a name.
      guard seen.insert(name).inserted else { continue }
      switch (element, name) {
      case (_, _) where Self.attributes.contains(name):
        text += " \(name)=\"\(Self.escaped(bytes, value))\""
      case (_, "style"):
        let style = SafeStyle.harmless(HTMLCharacterReference.resolved(bytes, in: value))
        if !style.isEmpty { text += " style=\"\(htmlEscaped(style))\"" }
      case ("a", "href"):
        let link = Self.escaped(bytes, value)
        if Self.isLink(link) {
          text += self.link(link, HTMLCharacterReference.resolved(bytes, in: value))
        }
      case ("img", "src"):
        let address = HTMLCharacterReference.resolved(bytes, in: value)
        if let data = imageData(address) { text += " src=\"\(data)\"" }
        if SafeLink.isRemote(address) { remoteImages += 1 }
      default: break
      }
    }
    return text
  }

  /// The attributes of a link.
  private mutating func link(_ escaped: String, _ address: [UInt8]) -> String {
    let target = String(decoding: address, as: UTF8.self)
    guard let links, let host = SafeLink.host(of: target) else {
      return " href=\"\(escaped)\" rel=\"noreferrer noopener\""
    }
    openLink = (host, "")
    guard let other = links(target) else { return "" }
    return " href=\"\(htmlEscaped(other))\" target=\"_blank\" rel=\"noreferrer noopener\""
  }

  fileprivate mutating func closeLink() {
    if let link = openLink, SafeLink.names(link.text, anotherHostThan: link.host) {
      output += "<small class=\"goes\"> goes to \(htmlEscaped(link.host))</small>"
    }
    openLink = nil
  }

  /// What the attributes of the body say, as one style.
  private func style(ofBody attributes: Attributes, _ bytes: Span<UInt8>) -> String {
    var styles: [String] = []
    var seen: Set<String> = []
    for (name, range) in attributes.ranges {
      let name = bytes.lowercasedString(name)
      guard seen.insert(name).inserted else { continue }
      let value = HTMLCharacterReference.resolved(bytes, in: range)
      switch name {
      case "bgcolor":
        styles.insert(SafeStyle.harmless(Array("background-color:".utf8) + value), at: 0)
      case "text": styles.insert(SafeStyle.harmless(Array("color:".utf8) + value), at: 0)
      case "style": styles.append(SafeStyle.harmless(value))
      default: break
      }
    }
    return styles.filter { !$0.isEmpty }.joined(separator: ";")
  }

  /// Character references are kept; nothing can end the surrounding text or value. Control
  /// characters have no meaning in HTML (WHATWG, section 13.2.3.5), but a terminal acts on them.
  private static func escaped(
    _ bytes: Span<UInt8>, _ range: Range<Int>, keepsLines: Bool = false
  ) -> String {
    let part = bytes.extracting(range)
    let text = unsafe part.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    let lines = keepsLines ? text.replacing("\r\n", with: "\n").replacing("\r", with: "\n") : text
    let harmless = lines.unicodeScalars.filter { scalar in
      !scalar.isControl || keepsLines && (scalar == "\n" || scalar == "\t")
    }
    return htmlEscaped(String(harmless), keepingReferences: true)
  }

  /// The scheme must be written literally: a link that spells it with references or blanks is not
  /// honest.
  private static func isLink(_ value: String) -> Bool {
    let start = value.prefix(8).lowercased()
    return ["http://", "https://", "mailto:"].contains { start.hasPrefix($0) }
  }

  /// The data of the image that an address such as "cid:logo%40example.org" refers to (RFC 2392).
  private mutating func imageData(_ address: [UInt8]) -> String? {
    guard address.prefix(4).map(Byte.lowercased).elementsEqual("cid:".utf8) else { return nil }
    let contentID = PercentEncoding.decode(address.dropFirst(4))
    guard let image = images(String(decoding: contentID, as: UTF8.self)),
      ShownImages.types.contains(image.type),
      imageBytes.addingClamped(image.bytes.count) <= Limits.imageBytes
    else { return nil }
    imageBytes += image.bytes.count
    return "data:\(image.type);base64,\(Base64.encode(image.bytes))"
  }
}
