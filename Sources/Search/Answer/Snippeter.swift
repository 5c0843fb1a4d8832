package import Mail

/// Makes snippets for one query.
package struct Snippeter {
  private let matcher: TextMatcher

  package init(_ tree: QueryTree, languages: [String] = Limits.languages) throws(SearchError) {
    matcher = try TextMatcher(tree, languages: languages)
  }

  /// From the text with most of the query's words and phrases close together, the first of equals; the
  /// beginning of the first text if none has any. Nil if there is no text.
  package func snippet(of texts: [SearchableText]) -> Snippet? {
    var best: (index: Int, places: [Range<Int>], window: Window)?
    for (index, text) in texts.enumerated() where !matcher.isEmpty {
      let places = matcher.places(in: text.text)
      guard let window = densest(places), best.map({ window.isBetter(than: $0.window) }) ?? true
      else { continue }
      best = (index, places.map(\.range), window)
    }
    if let best {
      return cut(texts[best.index], best.places, around: best.window.start)
    }
    return texts.first { !$0.text.isEmpty }.map { cut($0, [], around: 0) }
  }

  /// Bytes of a snippet behind the first match in it.
  private static let windowBytes = Limits.snippetBytes * 3 / 4

  private struct Window {
    var start: Int
    /// Different words and phrases of the query in it.
    var parts: Int
    var places: Int
    func isBetter(than other: Window) -> Bool {
      (parts, places) > (other.parts, other.places)
    }
  }

  /// Where most of what is looked for is within the length of a snippet.
  private func densest(_ places: [TextMatcher.Place]) -> Window? {
    var best: Window?
    var last = 0
    var counts: [Int: Int] = [:]
    for (index, place) in places.enumerated() {
      while last < places.count,
        last <= index
          || places[last].range.upperBound - place.range.lowerBound <= Self.windowBytes
      {
        counts[places[last].part, default: 0] += 1
        last += 1
      }
      let window = Window(start: place.range.lowerBound, parts: counts.count, places: last - index)
      if best.map({ window.isBetter(than: $0) }) ?? true { best = window }
      counts[place.part, default: 0] -= 1
      if counts[place.part] == 0 { counts[place.part] = nil }
    }
    return best
  }

  private func cut(_ source: SearchableText, _ places: [Range<Int>], around start: Int) -> Snippet {
    let text = source.text
    let utf8 = text.utf8
    let context = Limits.snippetBytes - Self.windowBytes
    let first = boundary(text, max(0, start - context), forward: true)
    let end = boundary(
      text, min(utf8.count, max(first, start - context) + Limits.snippetBytes), forward: false)
    let from = min(first, start)
    let to = max(end, from)
    var line = Line()
    var marks: [Range<Int>] = []
    var at = from
    for place in places where place.lowerBound >= from && place.upperBound <= to {
      line.append(text, at..<place.lowerBound)
      let begin = line.length
      line.append(text, place)
      if line.length > begin { marks.append(begin..<line.length) }
      at = place.upperBound
    }
    line.append(text, at..<to)
    return Snippet(
      text: line.text, marks: marks, isCutBefore: from > 0, isCutAfter: to < utf8.count, in: source)
  }

  /// The next white space in a direction, if it is near; a character boundary in any case.
  private func boundary(_ text: String, _ offset: Int, forward: Bool) -> Int {
    let utf8 = text.utf8
    guard offset > 0, offset < utf8.count else { return min(max(offset, 0), utf8.count) }
    let step = forward ? 1 : -1
    let span = text.utf8.span
    for distance in 0..<Limits.snippetBytes / 8 {
      let at = offset + distance * step
      guard at > 0, at < span.count else { break }
      if span[at] <= 0x20 { return at }
    }
    var at = offset
    while at > 0, span[at] & 0xC0 == 0x80 { at -= 1 }
    return at
  }

  /// Text on one line.
  private struct Line {
    var text = ""
    var length: Int { text.utf8.count }

    mutating func append(_ source: String, _ range: Range<Int>) {
      guard range.lowerBound < range.upperBound else { return }
      let utf8 = source.utf8
      let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
      let end = utf8.index(utf8.startIndex, offsetBy: range.upperBound)
      for scalar in source[start..<end].unicodeScalars {
        let isBlank =
          scalar.properties.isWhitespace
          || scalar.properties.generalCategory == .control
        if !isBlank {
          text.unicodeScalars.append(scalar)
        } else if !text.isEmpty, text.unicodeScalars.last != " " {
          text.append(" ")
        }
      }
    }
  }
}
