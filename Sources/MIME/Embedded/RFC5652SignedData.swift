/// What a CMS SignedData encloses (RFC 5652 section 5; RFC 8551 section 3.5.2 calls it opaque signing):
/// mostly a MIME part. The signature is not checked.
///
/// Nil if the bytes are none, or enclose nothing. Of bytes that are cut off, what is there.
func signedContent(of bytes: borrowing Span<UInt8>) -> [UInt8]? {
  let document = BERDocument(limit: bytes.count)
  guard let outer = document.element(at: 0, before: bytes.count, in: bytes),
    outer.tag == BERTag.sequence,
    let type = document.element(
      at: outer.content.lowerBound, before: outer.content.upperBound, in: bytes),
    type.tag == BERTag.objectIdentifier,
    bytes.extracting(type.content).isEqual(to: BERTag.signedData),
    let explicit = document.element(at: type.next, before: outer.content.upperBound, in: bytes),
    explicit.tag == BERTag.explicit,
    let signed = document.element(
      at: explicit.content.lowerBound, before: explicit.content.upperBound, in: bytes),
    signed.tag == BERTag.sequence
  else { return nil }
  // version, digestAlgorithms, then encapContentInfo.
  var position = signed.content.lowerBound
  for expected in [BERTag.integer, BERTag.set] {
    guard
      let skipped = document.element(at: position, before: signed.content.upperBound, in: bytes),
      skipped.tag == expected
    else { return nil }
    position = skipped.next
  }
  guard
    let enclosed = document.element(at: position, before: signed.content.upperBound, in: bytes),
    enclosed.tag == BERTag.sequence,
    let enclosedType = document.element(
      at: enclosed.content.lowerBound, before: enclosed.content.upperBound, in: bytes),
    let wrapper = document.element(
      at: enclosedType.next, before: enclosed.content.upperBound, in: bytes),
    wrapper.tag == BERTag.explicit,
    let content = document.element(
      at: wrapper.content.lowerBound, before: wrapper.content.upperBound, in: bytes),
    content.tag & ~BERTag.constructed == BERTag.octetString
  else { return nil }
  var octets: [UInt8] = []
  document.append(content, depth: 0, in: bytes, to: &octets)
  return octets.isEmpty ? nil : octets
}

private enum BERTag {
  static let integer: UInt8 = 0x02
  static let octetString: UInt8 = 0x04
  static let objectIdentifier: UInt8 = 0x06
  static let constructed: UInt8 = 0x20
  static let sequence: UInt8 = 0x30
  static let set: UInt8 = 0x31
  /// [0] EXPLICIT
  static let explicit: UInt8 = 0xA0
  /// 1.2.840.113549.1.7.2
  static let signedData: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]
}

/// The elements of the Basic Encoding Rules (X.690), definite and indefinite.
private struct BERDocument {
  struct Element {
    let tag: UInt8
    let content: Range<Int>
    /// Behind it, and behind the end mark of an indefinite one.
    let next: Int
  }

  let limit: Int
  /// Strings of strings of strings.
  private static let nesting = 8

  func element(at position: Int, before end: Int, in bytes: borrowing Span<UInt8>) -> Element? {
    guard let head = head(at: position, before: end, in: bytes) else { return nil }
    if let length = head.length {
      let contentEnd = head.start + min(length, end - head.start)
      return Element(tag: head.tag, content: head.start..<contentEnd, next: contentEnd)
    }
    // Goes through the elements inside, of which those of indefinite length end with two zeros.
    var open = 1
    var place = head.start
    while place + 2 <= end {
      if bytes[place] == 0, bytes[place + 1] == 0 {
        open -= 1
        place += 2
        if open == 0 {
          return Element(tag: head.tag, content: head.start..<place - 2, next: place)
        }
      } else if let inner = self.head(at: place, before: end, in: bytes) {
        if let length = inner.length {
          place = inner.start + min(length, end - inner.start)
        } else {
          open += 1
          place = inner.start
        }
      } else {
        break
      }
    }
    return Element(tag: head.tag, content: head.start..<end, next: end)
  }

  /// Tag, length (nil: indefinite) and where the content begins.
  private func head(
    at position: Int, before end: Int, in bytes: borrowing Span<UInt8>
  ) -> (tag: UInt8, length: Int?, start: Int)? {
    guard position >= 0, end <= limit, position + 2 <= end else { return nil }
    let (tag, first) = (bytes[position], bytes[position + 1])
    // Tags of several octets do not occur here.
    guard tag & 0x1F != 0x1F else { return nil }
    if first < 0x80 { return (tag, Int(first), position + 2) }
    if first == 0x80 {
      return tag & BERTag.constructed != 0 ? (tag, nil, position + 2) : nil
    }
    let count = Int(first & 0x7F)
    guard count <= 4, position + 2 + count <= end else { return nil }
    var length = 0
    for index in 0..<count { length = length << 8 | Int(bytes[position + 2 + index]) }
    return (tag, length, position + 2 + count)
  }

  /// Appends the octets of a string, which may be one of strings.
  func append(
    _ string: Element, depth: Int, in bytes: borrowing Span<UInt8>, to octets: inout [UInt8]
  ) {
    guard string.tag & BERTag.constructed != 0 else {
      for index in string.content { octets.append(bytes[index]) }
      return
    }
    guard depth < Self.nesting else { return }
    var position = string.content.lowerBound
    while let piece = element(at: position, before: string.content.upperBound, in: bytes),
      piece.tag & ~BERTag.constructed == BERTag.octetString
    {
      append(piece, depth: depth + 1, in: bytes, to: &octets)
      position = piece.next
    }
  }
}

extension Span<UInt8> {
  fileprivate func isEqual(to other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
