/// A text with its quotations folded and its addresses as links.
struct PlainText {
  private let lines: [Substring]
  private let links: LinkSigner

  init(_ text: String, _ links: LinkSigner) {
    // A line end may be CRLF, which is one Character.
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    self.links = links
  }

  /// Quotations of more lines than this are folded.
  private static let quotedLines = 6

  var html: HTML {
    var all = HTML()
    var start = 0
    while start < lines.count {
      let isQuoted = Self.isQuoted(lines[start])
      var end = start
      while end < lines.count, Self.isQuoted(lines[end]) == isQuoted { end += 1 }
      let block = lines[start..<end].map(line).joined("\n")
      if isQuoted, end - start > Self.quotedLines {
        all += """
          <details class="quoted"><summary class="quote">\(end - start) quoted lines</summary>\
          <pre>\(block)</pre></details>
          """
      } else {
        all += isQuoted ? "<pre class=\"soft\">\(block)</pre>" : "<pre>\(block)</pre>"
      }
      start = end
    }
    return all
  }

  private static func isQuoted(_ line: Substring) -> Bool { line.first == ">" }

  /// Addresses that begin with http: or https: become links that go through our own page.
  private func line(_ line: Substring) -> HTML {
    var html = HTML()
    var rest = line
    while let start = rest.firstRange(of: "http")?.lowerBound {
      let word = rest[start...].prefix { !$0.isWhitespace && !"<>\"".contains($0) }
      let address = Self.withoutEnd(word)
      guard
        ["http://", "https://"].contains(where: {
          address.hasPrefix($0) && address.count > $0.count
        }),
        let link = links.address(for: String(address))
      else {
        let next = rest.index(start, offsetBy: 4)
        html += "\(rest[..<next])"
        rest = rest[next...]
        continue
      }
      html +=
        "\(rest[..<start])<a href=\"\(link)\" target=\"_blank\" rel=\"noopener\">\(address)</a>"
      rest = rest[address.endIndex...]
    }
    return html + "\(rest)"
  }

  /// Without what ends the sentence that an address stands in.
  private static func withoutEnd(_ word: Substring) -> Substring {
    var word = word
    while let last = word.last, ".,;:!?)]}'".contains(last) { word.removeLast() }
    return word
  }
}
