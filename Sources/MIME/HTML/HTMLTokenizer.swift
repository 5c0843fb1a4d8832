import Bytes

/// What takes the pieces of a document, in order.
package protocol HTMLTokenHandler {
  /// What of a start tag's attributes it wants to know.
  associatedtype Attributes: HTMLAttributeHandler

  /// Text between tags, character references and all. It may come in several pieces.
  mutating func text(_ bytes: Span<UInt8>, in range: Range<Int>)

  /// - Parameter name: where the tag's name stands, in any case.
  /// - Returns: how what follows is to be read.
  mutating func startTag(
    _ tag: HTMLTag, name: Range<Int>, _ attributes: Attributes, _ bytes: Span<UInt8>
  ) -> HTMLContent

  mutating func endTag(_ tag: HTMLTag, name: Range<Int>, _ bytes: Span<UInt8>)
}

/// How the content of an element is read.
package enum HTMLContent {
  case markup
  /// Skipped with the end tag of the same name, without a look for other markup.
  case skipped
}

/// Splits a document into text and tags in one pass (WHATWG HTML section 13.2.5 in spirit): the one
/// tokenizer, for reading and searching as well as for safe display. Linear in time; never fails.
///
/// Why no library: what we need is tokens, not the tree of a browser. Debian 12 has gumbo as it was in
/// 2015, and lexbor is in none of the systems that Mailcask runs on; each builds a tree of a whole
/// document, many times its size, before the first word is seen. Safety does not depend on how close
/// to a browser this is: what is shown is written again from tokens that a list allows, so that a
/// browser sees only the result.
package struct HTMLTokenizer {
  /// What becomes of markup that never ends.
  package enum Unclosed {
    /// As little as possible is taken for markup, so that no text is lost: for reading and search.
    case keepsText
    /// All that follows is taken for markup, and a comment that programs end at different places ends
    /// at the last of them: for display.
    case dropsRest
  }

  private let unclosed: Unclosed

  // What a search up to the end of the document did not find will not be searched for again.
  private var commentsEnd = true
  private var tagsEnd = true
  private var hasTagEnd = true
  private var rawElementsEnd: [HTMLTag: Bool] = [:]

  package init(_ unclosed: Unclosed) { self.unclosed = unclosed }

  /// Gives the whole document to `handler`.
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

  /// Consumes what begins with the "<" at `index`.
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
      // Never closed: what no longer looks like attributes is text.
      tagsEnd = false
      (attributes, end) = Handler.Attributes.read(bytes, from: nameEnd, isOpenEnded: true)
    }
    let next = end ?? bytes.count
    let content = handler.startTag(tag, name: start..<nameEnd, attributes, bytes)
    if content == .skipped { return afterContent(of: tag, bytes, from: next) }
    let startsLine = tag.isPreformatted && next < bytes.count && bytes[next] == 0x0A
    return startsLine ? next + 1 : next
  }

  /// Comments, document types and other declarations. Conditional comments need no care: what
  /// Outlook alone shows is inside a comment, what others show is between two.
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
    // Never closed: only its first tag is lost.
    commentsEnd = false
    return afterTagEnd(bytes, from: body)
  }

  /// "-->"; where no text is to be lost also "--!>", and "<!-->" and "<!--->" as whole comments.
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

  /// Skips to after the end tag of a script, style sheet and the like.
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

  /// The index after the next ">". Markup that never ends loses its first characters, up to `start`,
  /// and not the rest of the message, unless that is to be dropped.
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
