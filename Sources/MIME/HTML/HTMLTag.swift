/// The elements that matter for text; all others are inline elements without effect.
package enum HTMLTag: UInt8, CaseIterable {
  case other
  // Void elements.
  case br, hr, img, area, wbr, meta, link, input, base, col, embed, param, source, track
  // Elements whose content is not markup.
  case script, style, title, iframe, noembed
  // Elements that are not shown.
  case template, xml, datalist
  // Inline elements with an effect.
  case a, font, span, b, i, u, em, strong, small, big, code, tt, sub, sup, q, label, del, ins, s,
    strike
  // Inline elements that are separated from their neighbours.
  case button, object, video, audio, svg
  // Blocks.
  case html, body, head, div, center, section, article, header, footer, main, nav, aside, address
  case form, fieldset, figure, figcaption, details, summary, legend, caption, hgroup, dialog
  case p, h1, h2, h3, h4, h5, h6, blockquote, pre, xmp, listing, textarea, plaintext
  case ul, ol, menu, dir, li, dl, dt, dd, option, optgroup, select
  case table, tbody, thead, tfoot, tr, td, th

  /// Content up to the end tag is skipped without looking for markup.
  var isRaw: Bool { self >= .script && self <= .noembed }
  var isVoid: Bool { self >= .br && self <= .track }
  var isNotShown: Bool { self >= .template && self <= .datalist }
  var standsApart: Bool { self >= .button && self <= .svg }
  var isBlock: Bool { self >= .html }
  var isPreformatted: Bool { self >= .pre && self <= .plaintext }
  var isList: Bool { self >= .ul && self <= .dir }
  var isCell: Bool { self >= .td }

  /// Number of line ends between this block and its neighbours: 1 for a new line, 2 for an empty
  /// line.
  var breaks: Int {
    switch self {
    case .p, .h1, .h2, .h3, .h4, .h5, .h6, .blockquote, .pre, .xmp, .listing, .plaintext, .ul, .ol,
      .menu, .dir, .dl:
      2
    case .td, .th: 0
    default: isBlock ? 1 : 0
    }
  }

  /// Whether a start tag of this kind ends an open element of certain kinds (the optional end tags
  /// of WHATWG HTML section 13.1.2.4).
  var endsOthers: Bool {
    switch self {
    case .li, .dt, .dd, .option, .optgroup, .td, .th, .tr, .tbody, .thead, .tfoot: true
    default: false
    }
  }

  /// Whether a start tag of this kind ends `open`.
  func ends(_ open: HTMLTag) -> Bool {
    switch (self, open) {
    case (.li, .li), (.dt, .dt), (.dt, .dd), (.dd, .dt), (.dd, .dd), (.option, .option),
      (.optgroup, .option), (.td, .td), (.td, .th), (.th, .td), (.th, .th), (.tr, .tr),
      (.tbody, .tr), (.thead, .tr), (.tfoot, .tr):
      true
    default: false
    }
  }

  /// Whether an open element of this kind prevents tags inside from ending elements outside.
  func protects(from tag: HTMLTag) -> Bool {
    switch self {
    case .table: true
    case .td, .th, .tr: !(tag >= .table)
    case .ul, .ol, .menu, .dir: tag == .li
    case .dl: tag == .dt || tag == .dd
    case .select: tag == .option
    default: false
    }
  }

  // MARK: - Names

  /// The element whose name, ended by white space, "/" or ">", begins at `index`.
  static func named(_ bytes: Span<UInt8>, at index: Int) -> (tag: HTMLTag, end: Int) {
    var key: UInt64 = 0
    var next = index
    while next < bytes.count {
      let byte = bytes[next]
      if byte <= 0x20 || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { break }
      if next - index < 8 { key = key << 8 | UInt64(byte | 0x20) }
      next += 1
    }
    return (lookUp(key, length: next - index), next)
  }

  private static func lookUp(_ key: UInt64, length: Int) -> HTMLTag {
    var slot = hash(key, length)
    while slots[slot].key != 0 {
      if slots[slot].key == key && slots[slot].length == length { return slots[slot].tag }
      slot = (slot + 1) & (slotCount - 1)
    }
    return .other
  }

  private static let slotCount = 512

  private static func hash(_ key: UInt64, _ length: Int) -> Int {
    Int(truncatingIfNeeded: ((key ^ UInt64(length)) &* 0x9E37_79B9_7F4A_7C15) >> 55)
  }

  /// Open addressing by the first eight bytes of the name and its length.
  private static let slots: [(key: UInt64, length: Int, tag: HTMLTag)] = {
    var slots = [(key: UInt64, length: Int, tag: HTMLTag)](
      repeating: (0, 0, .other), count: slotCount)
    for tag in allCases where tag != .other {
      let name = Array("\(tag)".utf8)
      let key = name.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1 | 0x20) }
      var slot = hash(key, name.count)
      while slots[slot].key != 0 { slot = (slot + 1) & (slotCount - 1) }
      slots[slot] = (key, name.count, tag)
    }
    return slots
  }()
}

extension HTMLTag: Comparable {
  package static func < (left: HTMLTag, right: HTMLTag) -> Bool { left.rawValue < right.rawValue }
}
