import Bytes

/// What a part is to the person who opens the message.
package enum BodyRole: String, Sendable {
  /// Shown when the message is opened.
  case body
  /// The same in another form (RFC 2046 section 5.1.4).
  case alternative
  /// A file, or something that only programs read.
  case attachment
  /// A message inside the message; its parts follow.
  case nestedMessage
}

/// A part with its role. `isNested` is true below a message inside the message.
struct OutlineItem {
  var part: Part
  var role: BodyRole
  var isNested: Bool
}

extension Message {
  /// The leaves and nested messages in reading order, each with its role. RFC 2046 section 5.1,
  /// RFC 2387 (related), RFC 1847 (signed, encrypted), RFC 2183 (disposition).
  func outline() -> [OutlineItem] {
    var items: [OutlineItem] = []
    outline(parts[0], isAlternative: false, isNested: false, isFile: false, into: &items)
    return items
  }

  /// Recursion is bounded by `Limits.nesting`.
  private func outline(
    _ part: Part, isAlternative: Bool, isNested: Bool, isFile: Bool,
    into items: inout [OutlineItem]
  ) {
    switch part.kind {
    case .leaf:
      let role: BodyRole =
        isFile || !isReadInPlace(part) ? .attachment : isAlternative ? .alternative : .body
      items.append(OutlineItem(part: part, role: role, isNested: isNested))
    case .message:
      items.append(OutlineItem(part: part, role: .nestedMessage, isNested: isNested))
      for child in children(of: part) {
        outline(child, isAlternative: isAlternative, isNested: true, isFile: false, into: &items)
      }
    case .multipart:
      let children = children(of: part)
      let subtype = part.mediaType.subtype
      let best = subtype == "alternative" ? bestAlternative(children) : nil
      let root = subtype == "related" ? rootOfRelated(part, children) : 0
      for (position, child) in children.enumerated() {
        // The second part of multipart/signed is the signature; those of multipart/related are
        // what its root refers to; nobody reads multipart/encrypted.
        let isCompanion =
          (position != root && (subtype == "signed" || subtype == "related"))
          || subtype == "encrypted"
        outline(
          child, isAlternative: isAlternative || (best != nil && best != position),
          isNested: isNested, isFile: isFile || (isCompanion && child.kind == .leaf), into: &items)
      }
    }
  }

  /// The part that "start" names, else the first (RFC 2387 section 3.2); but when that is a file,
  /// the first that is read.
  private func rootOfRelated(_ part: Part, _ children: [Part]) -> Int {
    let start = contentType(of: part)["start"].map { $0.filter { $0 != "<" && $0 != ">" } }
    if let start, let named = children.firstIndex(where: { contentID(of: $0) == start }) {
      return named
    }
    return children.firstIndex { $0.kind != .leaf || isReadInPlace($0) } ?? 0
  }

  /// RFC 2046 section 5.1.4 puts the richest last; to read and to search, plain text that is not
  /// blank serves better, and HTML next.
  private func bestAlternative(_ children: [Part]) -> Int? {
    let leaves = children.map(firstTextLeaf)
    if let plain = leaves.firstIndex(where: { $0?.mediaType == .textPlain && !isBlank($0) }) {
      return plain
    }
    if let html = leaves.firstIndex(where: { $0?.mediaType == .textHTML }) { return html }
    return leaves.lastIndex { $0 != nil }
  }

  private func firstTextLeaf(_ part: Part) -> Part? {
    parts[part.index..<part.subtreeEnd].first { $0.kind == .leaf && $0.mediaType.type == "text" }
  }

  private func isBlank(_ part: Part?) -> Bool {
    guard let part else { return true }
    return source(part.source)[part.bodyRange.positions].allSatisfy(Byte.isSpace)
  }

  /// The leaf is text for people and is not marked as a file.
  private func isReadInPlace(_ part: Part) -> Bool {
    switch part.mediaType.type {
    case "text":
      if part.mediaType.subtype == "rtf" || part.mediaType.subtype == "css" { return false }
    case "message":
      // Reports (RFC 3464, RFC 8098, RFC 5965) and fragments are lines of text.
      return part.mediaType.subtype != "external-body"
    case "multipart": break
    default: guard isUntoldText(part) else { return false }
    }
    let disposition = disposition(of: part)
    if disposition?.type == "attachment" { return false }
    return part.parent == nil || disposition?.type == "inline" || fileName(of: part) == nil
  }
}
