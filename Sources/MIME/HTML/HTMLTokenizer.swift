import Bytes

/// Receives the tokens of a document, in order.
package protocol HTMLTokenHandler {
  /// The handler for a start tag's attributes.
  associatedtype Attributes: HTMLAttributeHandler

  /// Text between tags, with character references unresolved. It may arrive in several pieces.
  mutating func text(_ bytes: Span<UInt8>, in range: Range<Int>)

  /// - Parameter name: the range of the tag's name, in any case.
  /// - Returns: how the element's content is to be read.
  mutating func startTag(
    _ tag: HTMLTag, name: Range<Int>, _ attributes: Attributes, _ bytes: Span<UInt8>
  ) -> HTMLContent

  mutating func endTag(_ tag: HTMLTag, name: Range<Int>, _ bytes: Span<UInt8>)
}

/// How the content of an element is read.
package enum HTMLContent {
  case markup
  /// Skipped up to the end tag of the same name, without looking for other markup.
  case skipped
}

/// Splits a document into text and tags in one pass (following WHATWG HTML section 13.2.5 in
/// spirit): the only tokenizer, for reading and searching as well as for safe display. Linear in
/// time; never fails.
///
/// Why no library: Mailcask needs tokens, not the tree of a browser. Debian 12 has the gumbo of
/// 2015, and lexbor is in none of the supported systems; both build a tree of the whole document,
/// many times its size, before the first word is available. Safety does not depend on how closely
/// this follows browsers: what is shown is written again from tokens on an allow list, so a browser
/// sees only the result.
package struct HTMLTokenizer {
  /// How to treat markup that never ends.
  package enum Unclosed {
    /// Treat as little as possible as markup, so that no text is lost: for reading and searching.
    case keepsText
    /// Treat everything that follows as markup; a comment that programs end at different places
    /// ends at the last of these: for display.
    case dropsRest
  }

  private let unclosed: Unclosed

  // If a search up to the end of the document failed, it is not repeated.
  private var commentsEnd = true
  private var tagsEnd = true
  private var hasTagEnd = true
  private var rawElementsEnd: [HTMLTag: Bool] = [:]

  package init(_ unclosed: Unclosed) { self.unclosed = unclosed }

  /// Passes the whole document to `handler`.
  package mutating func run<Handler: HTMLTokenHandler>(
    _ bytes: Span<UInt8>, _ handler: inout Handler
  ) {
    var index = 0
    while index < bytes.count {
      let end = bytes.firstIndex(of: UInt8(ascii: "<"), from: index) ?? bytes.count
      if index < end { handler.text(bytes, in: index..<end) }
      index = end < bytes.count ? markup(bytes, at: end, &handler) : end
    }
  }

  /// Reads the markup that begins with the "<" at `index`.
  /// - Returns: the index after it.
  private mutating func markup<Handler: HTMLTokenHandler>(
    _ bytes: Span<UInt8>, at index: Int, _ handler: inout Handler
  ) -> Int {
    let next = index + 1 < bytes.count ? bytes[index + 1] : 0
    switch next {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return startTag(bytes, nameAt: index + 1, &handler)
    case UInt8(ascii: "/"):
      let letter = index + 2 < bytes.count ? bytes[index + 2] | 0x20 : 0
      guard UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter else {
        return afterTagEnd(bytes, from: index + 2)
      }
      let (tag, nameEnd) = HTMLTag.named(bytes, at: index + 2)
      handler.endTag(tag, name: index + 2..<nameEnd, bytes)
      return afterTagEnd(bytes, from: nameEnd)
    case UInt8(ascii: "!"):
      return comment(bytes, at: index)
    case UInt8(ascii: "?"):
      return afterTagEnd(bytes, from: index + 2)
    default:
      handler.text(bytes, in: index..<index + 1)
      return index + 1
    }
  }

  private mutating func startTag<Handler: HTMLTokenHandler>(
    _ bytes: Span<UInt8>, nameAt start: Int, _ handler: inout Handler
  ) -> Int {
    let (tag, nameEnd) = HTMLTag.named(bytes, at: start)
    var (attributes, end) = Handler.Attributes.read(bytes, from: nameEnd, isOpenEnded: !tagsEnd)
    if end == nil, unclosed == .keepsText {
      // Not closed: what no longer looks like attributes is text.
      tagsEnd = false
      (attributes, end) = Handler.Attributes.read(bytes, from: nameEnd, isOpenEnded: true)
    }
    let next = end ?? bytes.count
    let content = handler.startTag(tag, name: start..<nameEnd, attributes, bytes)
    if content == .skipped { return afterContent(of: tag, bytes, from: next) }
    let startsLine = tag.isPreformatted && next < bytes.count && bytes[next] == 0x0A
    return startsLine ? next + 1 : next
  }

  /// Reads comments, document types and other declarations. Conditional comments need no special
  /// treatment: content for Outlook only is inside a comment, content for others is between two.
  private mutating func comment(_ bytes: Span<UInt8>, at index: Int) -> Int {
    let body = index + 4
    guard body <= bytes.count, bytes[index + 2] == UInt8(ascii: "-"),
      bytes[index + 3] == UInt8(ascii: "-")
    else { return afterTagEnd(bytes, from: index + 2) }
    var search = commentsEnd ? body : bytes.count
    while let close = bytes.firstIndex(of: UInt8(ascii: ">"), from: search) {
      if endsComment(bytes, at: close, body: body) { return close + 1 }
      search = close + 1
    }
    guard unclosed == .keepsText else { return bytes.count }
    // Not closed: only its first tag is lost.
    commentsEnd = false
    return afterTagEnd(bytes, from: body)
  }

  /// Whether a comment ends here: "-->"; if no text may be lost also "--!>", and "<!-->" and
  /// "<!--->" as whole comments.
  private func endsComment(_ bytes: Span<UInt8>, at close: Int, body: Int) -> Bool {
    let hasDashes = bytes[close - 1] == UInt8(ascii: "-") && bytes[close - 2] == UInt8(ascii: "-")
    if unclosed == .dropsRest { return hasDashes && close - 2 >= body }
    if hasDashes || close == body || (close == body + 1 && bytes[body] == UInt8(ascii: "-")) {
      return true
    }
    let hasBang = close - 3 >= body && bytes[close - 1] == UInt8(ascii: "!")
    return hasBang && bytes[close - 2] == UInt8(ascii: "-")
      && bytes[close - 3] == UInt8(ascii: "-")
  }

  /// Skips to after the end tag of a script, style sheet and similar elements.
  private mutating func afterContent(
    of tag: HTMLTag, _ bytes: Span<UInt8>, from start: Int
  ) -> Int {
    var search = rawElementsEnd[tag] == false ? bytes.count : start
    while let found = bytes.firstIndex(of: UInt8(ascii: "<"), from: search) {
      if found + 2 < bytes.count, bytes[found + 1] == UInt8(ascii: "/") {
        let (end, nameEnd) = HTMLTag.named(bytes, at: found + 2)
        if end == tag { return afterTagEnd(bytes, from: nameEnd) }
      }
      search = found + 1
    }
    guard unclosed == .keepsText else { return bytes.count }
    rawElementsEnd[tag] = false
    return start
  }

  /// The index after the next ">". Markup that never ends loses its first characters, up to
  /// `start`, but not the rest of the message, unless that is to be dropped.
  private mutating func afterTagEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
    guard hasTagEnd else { return start }
    guard let end = bytes.firstIndex(of: UInt8(ascii: ">"), from: start) else {
      guard unclosed == .keepsText else { return bytes.count }
      hasTagEnd = false
      return start
    }
    return end + 1
  }
}
