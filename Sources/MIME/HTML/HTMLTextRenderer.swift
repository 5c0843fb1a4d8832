import Bytes

/// Turns markup to text in one pass; the tree exists only as the stack of open elements.
///
/// The element stack, the text layout, links and tables are in extensions.
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
    /// What ends with it besides its text.
    enum Frame { case none, table, cell, struck }

    let tag: HTMLTag
    /// The mode to return to.
    let outer: Mode
    /// Line ends due where it ends.
    let breaks: Int
    var frame = Frame.none
  }

  struct Link {
    let href: Range<Int>
    /// Where its text begins in the output.
    let textStart: Int
    /// A picture in it is left out, because it says nothing.
    var hasPicture = false
  }

  let style: HTMLTextStyle
  var output: [UInt8] = []
  /// Addresses that stand behind the text, in order, and the places that they have there.
  var addresses: [[UInt8]] = []
  var addressPlaces: [[UInt8]: Int] = [:]
  /// Show what style hides, and pictures that say nothing.
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
  /// The open tables that are shown; nil for one whose cells are not laid out.
  var tables: [HTMLTable?] = []
  /// What goes on behind the cells that are open.
  var outerTexts: [OuterText] = []
  /// Where the text of the outermost struck element begins.
  var struckStart: Int?

  // Layout.
  /// Line ends due before the next text.
  var breaks = 0
  /// White space due before the next text of the same line: none, a space or a cell's tab.
  var gap: UInt8 = 0
  /// Marker due before the next text.
  var marker: [UInt8] = []
  /// Quotation depth of the last text.
  var lastQuoteDepth = 0
  /// Line ends that were due before the first text.
  var firstBreaks = 0

  init(_ style: HTMLTextStyle) { self.style = style }

  var isVisible: Bool { mode.isDisjoint(with: [.hidden, .tiny]) }
  var isEmpty: Bool { output.isEmpty && addresses.isEmpty }
  /// For the eye, not only to be found by.
  var isLaidOut: Bool { style.columns != nil }

  mutating func render(_ bytes: Span<UInt8>) {
    output.reserveCapacity(bytes.count / 4)
    var tokenizer = HTMLTokenizer(.keepsText)
    tokenizer.run(bytes, &self)
    if isLaidOut { closeAll(bytes) } else { closeLink(bytes) }
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
