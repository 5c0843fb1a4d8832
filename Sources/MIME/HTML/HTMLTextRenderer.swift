import Bytes

/// Turns markup to text in one pass; the tree exists only as the stack of open elements.
///
/// The element stack and the text layout are in extensions.
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

  var isVisible: Bool { mode.isDisjoint(with: [.hidden, .tiny]) }

  mutating func render(_ bytes: Span<UInt8>) {
    output.reserveCapacity(bytes.count / 4)
    var tokenizer = HTMLTokenizer(.keepsText)
    tokenizer.run(bytes, &self)
    closeLink(bytes)
  }
}

extension HTMLTextRenderer: HTMLTokenHandler {
  mutating func text(_ bytes: Span<UInt8>, in range: Range<Int>) {
    add(text: bytes, in: range, inAttribute: false)
  }

  mutating func startTag(
    _ tag: HTMLTag, name: Range<Int>, _ attributes: HTMLAttributes, _ bytes: Span<UInt8>
  ) -> HTMLContent {
    if tag.isRaw { return .skipped }
    open(tag, attributes, bytes)
    return .markup
  }

  mutating func endTag(_ tag: HTMLTag, name: Range<Int>, _ bytes: Span<UInt8>) {
    close(tag, bytes)
  }
}
