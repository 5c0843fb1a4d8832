import Bytes

/// Converts markup to text in one pass; the tree exists only as the stack of open elements.
///
/// The element stack, the text layout, links and tables are in extensions.
struct HTMLTextRenderer {
  /// How text inside the open elements is treated.
  struct Mode: OptionSet {
    let rawValue: UInt8
    static let hidden = Mode(rawValue: 1)
    /// Font size zero.
    static let tiny = Mode(rawValue: 2)
    static let preformatted = Mode(rawValue: 4)
  }

  struct OpenElement {
    /// What ends together with the element, besides its text.
    enum Frame: Equatable {
      case none, table, cell, struck, quoted
      /// A superscript or subscript that is written onto something, and where in the output it
      /// begins.
      case raised(Int)
      case lowered(Int)
    }

    let tag: HTMLTag
    /// The mode to return to.
    let outer: Mode
    /// Number of line ends required at its end.
    let breaks: Int
    var frame = Frame.none
  }

  struct Link {
    let href: Range<Int>
    /// Start of its text in the output.
    let textStart: Int
    /// It contains a picture that was left out as meaningless.
    var hasPicture = false
  }

  let style: HTMLTextStyle
  var output: [UInt8] = []
  /// Addresses listed after the text, in order, and their numbers.
  var addresses: [[UInt8]] = []
  var addressPlaces: [[UInt8]: Int] = [:]
  /// Show what style hides, and meaningless pictures.
  var showsHidden = false
  var hidSomething = false

  // Element stack.
  var open: [OpenElement] = []
  /// Number of open elements by tag.
  var openCount = [Int](repeating: 0, count: HTMLTag.allCases.count)
  var mode: Mode = []
  var quoteDepth = 0
  /// For each open list the number of its next item; nil for bullets, and for the description of a
  /// term.
  var lists: [HTMLItemNumber?] = []
  /// Number of lists whose items were counted ahead.
  private var countedLists = 0
  var link: Link?
  /// The open tables that are shown; nil for one whose cells are not laid out.
  var tables: [HTMLTable?] = []
  /// The texts that continue after the open cells.
  var outerTexts: [OuterText] = []
  /// Start of the text of the outermost struck-out element.
  var struckStart: Int?

  // Layout.
  /// Number of line ends pending before the next text.
  var breaks = 0
  /// White space pending before the next text on the same line: none, a space or a cell's tab.
  var gap: UInt8 = 0
  /// List marker pending before the next text.
  var marker: [UInt8] = []
  /// Quotation depth of the last text.
  var lastQuoteDepth = 0
  /// Number of line ends that were pending before the first text.
  var firstBreaks = 0

  init(_ style: HTMLTextStyle) { self.style = style }

  var isVisible: Bool { mode.isDisjoint(with: [.hidden, .tiny]) }
  var isEmpty: Bool { output.isEmpty && addresses.isEmpty }
  /// Whether the text is for people, not only for searching.
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
    if attributes.isReversed, tag == .ol, isLaidOut, attributes.number == nil,
      countedLists < TextLimits.countedLists
    {
      countedLists += 1
      var counted = attributes
      counted.number = HTMLItemCount.items(ofListIn: bytes, from: name.upperBound)
      open(tag, counted, bytes)
    } else {
      open(tag, attributes, bytes)
    }
    return .markup
  }

  mutating func endTag(_ tag: HTMLTag, name: Range<Int>, _ bytes: Span<UInt8>) {
    close(tag, bytes)
  }
}
