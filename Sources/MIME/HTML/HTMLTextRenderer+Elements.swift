/// Opening and closing elements, and the effect on the layout.
extension HTMLTextRenderer {
  mutating func open(_ tag: HTMLTag, _ attributes: HTMLAttributes, _ bytes: Span<UInt8>) {
    if tag.isBlock || tag == .hr { endParagraph(bytes) }
    if tag.endsOthers { endImplicitly(for: tag, bytes) }
    if tag == .a { closeLink(bytes) }
    let inner = innerMode(of: tag, attributes.style)
    let isShown = inner.isDisjoint(with: [.hidden, .tiny])
    if tag.isVoid {
      if isShown { layOut(void: tag, attributes, bytes) }
      return
    }
    var breaks = attributes.style.isBlock ? max(tag.breaks, 1) : tag.breaks
    // A list inside an item of another list follows its text without an empty line.
    if tag.isList && !lists.isEmpty { breaks = 1 }
    var element = OpenElement(tag: tag, outer: mode, breaks: isShown ? breaks : 0)
    if isShown {
      requireBreaks(breaks)
      if tag == .li { beginItem(attributes.number) }
      if isLaidOut { element.frame = beginFrame(tag, attributes) }
      if tag.isCell && element.frame == .none && self.breaks == 0 && !output.isEmpty { gap = 0x09 }
      if tag.standsApart && gap == 0 { gap = 0x20 }
    }
    if tag == .blockquote { quoteDepth += 1 }
    if opensList(tag) { lists.append(tag == .ol ? itemNumber(attributes) : nil) }
    open.append(element)
    openCount[Int(tag.rawValue)] += 1
    mode = inner
    if tag == .a, isShown, let href = attributes.href {
      link = Link(href: href, textStart: output.count)
    }
  }

  /// Closes the element that an end tag names, and the open elements inside it.
  mutating func close(_ tag: HTMLTag, _ bytes: Span<UInt8>) {
    guard openCount[Int(tag.rawValue)] > 0 else {
      // As in browsers, "</p>" without a start tag is an empty paragraph, and "</br>" a line break.
      if isVisible, tag == .p { requireBreaks(2) }
      if isVisible, tag == .br { lineBreak() }
      return
    }
    var index = open.count - 1
    while index >= lowestReached {
      let candidate = open[index].tag
      if candidate == tag {
        pop(to: index, bytes)
        return
      }
      // An inline end tag does not end blocks, and nothing ends a table from inside a cell.
      if tag.isBlock ? candidate.protects(from: tag) : candidate.isBlock { return }
      index -= 1
    }
  }

  /// Any block ends an open paragraph.
  private mutating func endParagraph(_ bytes: Span<UInt8>) {
    guard openCount[Int(HTMLTag.p.rawValue)] > 0 else { return }
    var index = open.count - 1
    while index >= lowestReached, !open[index].tag.isBlock { index -= 1 }
    if index >= lowestReached, open[index].tag == .p { pop(to: index, bytes) }
  }

  private mutating func endImplicitly(for tag: HTMLTag, _ bytes: Span<UInt8>) {
    var index = open.count - 1
    while index >= lowestReached {
      let candidate = open[index].tag
      if tag.ends(candidate) {
        pop(to: index, bytes)
        return
      }
      if candidate.protects(from: tag) { return }
      index -= 1
    }
  }

  private var lowestReached: Int { max(0, open.count - TextLimits.htmlEndTagReach) }

  /// Closes everything that the document leaves open.
  mutating func closeAll(_ bytes: Span<UInt8>) {
    pop(to: 0, bytes)
    closeLink(bytes)
  }

  private mutating func pop(to index: Int, _ bytes: Span<UInt8>) {
    while open.count > index, let element = open.popLast() {
      openCount[Int(element.tag.rawValue)] -= 1
      switch element.tag {
      case .a: closeLink(bytes)
      case .li: marker = []
      case .blockquote: quoteDepth -= 1
      case _ where opensList(element.tag): _ = lists.popLast()
      default: break
      }
      if element.frame != .none { endFrame(element.frame, bytes) }
      requireBreaks(element.breaks)
      if element.tag.standsApart, isVisible, gap == 0 { gap = 0x20 }
      mode = element.outer
    }
  }

  private mutating func innerMode(of tag: HTMLTag, _ style: HTMLStyle) -> Mode {
    var inner = mode
    if tag.isNotShown { inner.insert(.hidden) }
    if tag.isPreformatted || style.isPreformatted == true { inner.insert(.preformatted) }
    if style.isPreformatted == false { inner.remove(.preformatted) }
    if showsHidden { return inner }
    if style.isHidden { inner.insert(.hidden) }
    if style.isTiny == true { inner.insert(.tiny) }
    if style.isTiny == false { inner.remove(.tiny) }
    if !inner.isDisjoint(with: [.hidden, .tiny]) { hidSomething = true }
    return inner
  }

  private mutating func layOut(
    void tag: HTMLTag, _ attributes: HTMLAttributes, _ bytes: Span<UInt8>
  ) {
    switch tag {
    case .br:
      lineBreak()
    case .hr:
      requireBreaks(1)
      beginText()
      output.append(contentsOf: "----------".utf8)
      requireBreaks(1)
    case .img, .area:
      guard let alt = attributes.alt, alt.contains(where: { bytes[$0] > 0x20 }),
        !isLaidOut || showsHidden || saysSomething(bytes, alt)
      else {
        if isLaidOut, !showsHidden { link?.hasPicture = true }
        return
      }
      beginText()
      output.append(UInt8(ascii: "["))
      add(text: bytes, in: alt, inAttribute: true)
      gap = 0
      output.append(UInt8(ascii: "]"))
    default:
      break
    }
  }

  private mutating func beginItem(_ value: Int?) {
    guard let list = lists.last, var number = list else {
      marker = Array("* ".utf8)
      return
    }
    number.value = value ?? number.value
    marker = Array("\(number.text). ".utf8)
    number.advance()
    lists[lists.count - 1] = number
  }

  private func itemNumber(_ attributes: HTMLAttributes) -> HTMLItemNumber {
    let first = attributes.number ?? 1
    guard isLaidOut else { return HTMLItemNumber(value: first) }
    // Without a number there are too many items to count.
    return HTMLItemNumber(
      value: first, form: attributes.numbering,
      isReversed: attributes.isReversed && attributes.number != nil)
  }

  /// Whether text inside is indented.
  private func opensList(_ tag: HTMLTag) -> Bool { tag.isList || tag == .dd && isLaidOut }
}
