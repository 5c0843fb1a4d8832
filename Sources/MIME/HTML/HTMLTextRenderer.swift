import Bytes

/// Turns markup to text in one pass; the tree exists only as the stack of open elements.
///
/// This file is the tokenizer (WHATWG HTML section 13.2.5 in spirit); the element stack and the
/// text layout are in extensions.
struct HTMLTextRenderer {
  /// How text is treated inside the open elements.
  struct Mode: OptionSet {
    let rawValue: UInt8
    static let hidden = Mode(rawValue: 1)
    /// Font size zero.
    static let tiny = Mode(rawValue: 2)
    static let preformatted = Mode(rawValue: 4)
  }

  struct OpenElement {
    let tag: HTMLTag
    /// The mode to return to.
    let outer: Mode
    /// Line ends due where it ends.
    let breaks: Int
  }

  struct Link {
    let href: Range<Int>
    /// Where its text begins in the output.
    let textStart: Int
  }

  var output: [UInt8] = []
  /// Keep addresses of links out of sentences, for `addresses`.
  var collectsAddresses = false
  /// Those kept out, a line each.
  var addresses: [UInt8] = []
  /// Show what style hides.
  var showsHidden = false
  var hidSomething = false

  // Element stack.
  var open: [OpenElement] = []
  /// Open elements by tag.
  var openCount = [Int](repeating: 0, count: HTMLTag.allCases.count)
  var mode: Mode = []
  var quoteDepth = 0
  /// Per open list the number of its next item, nil for bullets.
  var lists: [Int?] = []
  var link: Link?

  // Layout.
  /// Line ends due before the next text.
  var breaks = 0
  /// White space due before the next text of the same line: none, a space or a cell's tab.
  var gap: UInt8 = 0
  /// Marker due before the next text.
  var marker: [UInt8] = []
  /// Quotation depth of the last text.
  var lastQuoteDepth = 0

  // What a search up to the end of the document did not find will not be searched for again.
  private var commentsEnd = true
  private var tagsEnd = true
  private var hasTagEnd = true
  private var rawElementsEnd: [HTMLTag: Bool] = [:]

  var isVisible: Bool { mode.isDisjoint(with: [.hidden, .tiny]) }

  mutating func render(_ bytes: Span<UInt8>) {
    output.reserveCapacity(bytes.count / 4)
    var index = 0
    while index < bytes.count {
      let end = bytes.firstIndex(of: UInt8(ascii: "<"), from: index) ?? bytes.count
      if index < end { text(bytes, in: index..<end) }
      index = end < bytes.count ? markup(bytes, at: end) : end
    }
    closeLink(bytes)
  }

  /// Consumes what begins with the "<" at `index`.
  /// - Returns: the index after it.
  private mutating func markup(_ bytes: Span<UInt8>, at index: Int) -> Int {
    let next = index + 1 < bytes.count ? bytes[index + 1] : 0
    switch next {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return startTag(bytes, nameAt: index + 1)
    case UInt8(ascii: "/"):
      let letter = index + 2 < bytes.count ? bytes[index + 2] | 0x20 : 0
      guard UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter else {
        return afterTagEnd(bytes, from: index + 2)
      }
      let (tag, nameEnd) = HTMLTag.named(bytes, at: index + 2)
      close(tag, bytes)
      return afterTagEnd(bytes, from: nameEnd)
    case UInt8(ascii: "!"):
      return comment(bytes, at: index)
    case UInt8(ascii: "?"):
      return afterTagEnd(bytes, from: index + 2)
    default:
      text(bytes, in: index..<index + 1)
      return index + 1
    }
  }

  private mutating func startTag(_ bytes: Span<UInt8>, nameAt start: Int) -> Int {
    let (tag, nameEnd) = HTMLTag.named(bytes, at: start)
    var (attributes, end) = HTMLAttributes.parse(bytes, from: nameEnd, isOpenEnded: !tagsEnd)
    if end == nil {
      // Never closed: what no longer looks like attributes is text.
      tagsEnd = false
      (attributes, end) = HTMLAttributes.parse(bytes, from: nameEnd, isOpenEnded: true)
    }
    let next = end ?? bytes.count
    if tag.isRaw { return afterRawText(tag, bytes, from: next) }
    open(tag, attributes, bytes)
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
      // "<!-->" and "<!--->" are whole comments.
      let hasDashes = bytes[close - 1] == UInt8(ascii: "-") && bytes[close - 2] == UInt8(ascii: "-")
      if hasDashes || close == body || (close == body + 1 && bytes[body] == UInt8(ascii: "-")) {
        return close + 1
      }
      let hasBang = close - 3 >= body && bytes[close - 1] == UInt8(ascii: "!")
      if hasBang, bytes[close - 2] == UInt8(ascii: "-"), bytes[close - 3] == UInt8(ascii: "-") {
        return close + 1
      }
      search = close + 1
    }
    // Never closed: only its first tag is lost.
    commentsEnd = false
    return afterTagEnd(bytes, from: body)
  }

  /// Skips to after the end tag of a script, style sheet and the like.
  private mutating func afterRawText(_ tag: HTMLTag, _ bytes: Span<UInt8>, from start: Int) -> Int {
    var search = rawElementsEnd[tag] == false ? bytes.count : start
    while let found = bytes.firstIndex(of: UInt8(ascii: "<"), from: search) {
      if found + 2 < bytes.count, bytes[found + 1] == UInt8(ascii: "/") {
        let (end, nameEnd) = HTMLTag.named(bytes, at: found + 2)
        if end == tag { return afterTagEnd(bytes, from: nameEnd) }
      }
      search = found + 1
    }
    rawElementsEnd[tag] = false
    return start
  }

  /// The index after the next ">". Markup that never ends loses its first characters, up to `start`,
  /// and not the rest of the message.
  private mutating func afterTagEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
    guard hasTagEnd else { return start }
    guard let end = bytes.firstIndex(of: UInt8(ascii: ">"), from: start) else {
      hasTagEnd = false
      return start
    }
    return end + 1
  }
}
