import Bytes

/// The role of a part for a person who opens the message.
package enum BodyRole: String, Sendable {
  /// Shown when the message is opened.
  case body
  /// The body in another form (RFC 2046 section 5.1.4).
  case alternative
  /// A file, or something for programs only.
  case attachment
  /// A message inside the message; its parts follow.
  case nestedMessage
  /// Text after the close-delimiter of the multipart in question.
  case epilogue
}

/// A part with its role. `isNested` is true below a message inside the message.
struct OutlineItem {
  var part: Part
  var role: BodyRole
  var isNested: Bool
}

extension Message {
  /// The leaves, nested messages and epilogues in reading order, each with its role. RFC 2046
  /// section 5.1, RFC 2387 (related), RFC 1847 (signed, encrypted), RFC 2183 (disposition).
  func outline(_ form: ReadingOptions.Form = .best) -> [OutlineItem] {
    var outliner = Outliner(message: self, form: form)
    outliner.add(parts[0], Placement())
    return outliner.items
  }

  /// The epilogue of a multipart without surrounding white space.
  private func epilogueArea(of part: Part) -> Range<Int> {
    source(part.source).span.trimmed(part.epilogueRange.positions)
  }

  /// Whether a multipart has text after its close-delimiter.
  fileprivate func hasEpilogue(_ part: Part) -> Bool { !epilogueArea(of: part).isEmpty }

  /// The text after the close-delimiter of a multipart.
  func epilogueText(of part: Part) -> String {
    let source = source(part.source)
    let text = decode(source.span.extracting(epilogueArea(of: part)), declared: nil).text
    return lineEndsNormalized(withoutControlSequences(text))
  }
}

/// The position of a part in relation to others.
private struct Placement {
  /// Another form of the same content is read instead.
  var isAlternative = false
  /// Below a multipart/alternative.
  var isBelowAlternatives = false
  /// Below a message inside the message.
  var isNested = false
  /// Belongs to another part.
  var isFile = false
}

private struct Outliner {
  let message: Message
  let form: ReadingOptions.Form
  private(set) var items: [OutlineItem] = []

  init(message: Message, form: ReadingOptions.Form) {
    self.message = message
    self.form = form
  }

  /// Recursion is bounded by `Limits.nesting`.
  mutating func add(_ part: Part, _ placement: Placement) {
    switch part.kind {
    case .leaf: add(role(of: part, placement), part, placement)
    case .message:
      add(.nestedMessage, part, placement)
      var inside = placement
      inside.isNested = true
      inside.isFile = false
      for child in message.children(of: part) { add(child, inside) }
    case .multipart:
      addChildren(of: part, placement)
      if !part.epilogueRange.isEmpty, message.hasEpilogue(part) { add(.epilogue, part, placement) }
    }
  }

  private mutating func add(_ role: BodyRole, _ part: Part, _ placement: Placement) {
    items.append(OutlineItem(part: part, role: role, isNested: placement.isNested))
  }

  private func role(of leaf: Part, _ placement: Placement) -> BodyRole {
    if placement.isFile { return .attachment }
    // A calendar contains information that no other form has (RFC 6047 section 2.4).
    if placement.isBelowAlternatives, message.textForm(of: leaf) == .calendar { return .body }
    guard message.isReadInPlace(leaf) else { return .attachment }
    return placement.isAlternative ? .alternative : .body
  }

  private mutating func addChildren(of part: Part, _ placement: Placement) {
    let children = message.children(of: part)
    let subtype = part.mediaType.subtype
    let best = subtype == "alternative" ? message.bestAlternative(children, form) : nil
    let root = subtype == "related" ? rootOfRelated(part, children) : 0
    for (position, child) in children.enumerated() {
      // The second part of multipart/signed is the signature; the others of multipart/related are
      // resources of its root; multipart/encrypted is not readable.
      let isCompanion =
        (position != root && (subtype == "signed" || subtype == "related"))
        || subtype == "encrypted"
      var inside = placement
      inside.isAlternative = placement.isAlternative || (best != nil && best != position)
      inside.isBelowAlternatives = placement.isBelowAlternatives || subtype == "alternative"
      inside.isFile = placement.isFile || (isCompanion && child.kind == .leaf)
      add(child, inside)
    }
  }

  /// The part named by "start", or else the first (RFC 2387 section 3.2); but if that is a file,
  /// the first one that is read.
  private func rootOfRelated(_ part: Part, _ children: [Part]) -> Int {
    let start = message.contentType(of: part)["start"].map {
      $0.filter { $0 != "<" && $0 != ">" }
    }
    if let start,
      let named = children.firstIndex(where: { message.contentID(of: $0) == start })
    {
      return named
    }
    return children.firstIndex { $0.kind != .leaf || message.isReadInPlace($0) } ?? 0
  }
}

extension Message {
  /// Whether the leaf is text for people and is not marked as a file.
  fileprivate func isReadInPlace(_ part: Part) -> Bool {
    guard isTextInPlace(part) else { return false }
    let disposition = disposition(of: part)
    if disposition?.type == "attachment" { return false }
    return part.parent == nil || disposition?.type == "inline" || fileName(of: part) == nil
  }
}
