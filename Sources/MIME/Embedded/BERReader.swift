import Bytes

/// Reads elements of the Basic Encoding Rules (X.690) one after the other, with definite and
/// indefinite lengths. What is cut off ends where the bytes end.
struct BERReader {
  struct Element {
    let tag: UInt8
    /// To the end of the enclosing element if the length is indefinite.
    let content: Range<Int>
    let isIndefinite: Bool

    var isConstructed: Bool { tag & 0x20 != 0 }
  }

  /// Universal tags of X.690 section 8, without the bit for constructed encodings.
  enum Tag {
    static let endOfContents: UInt8 = 0x00
    static let octetString: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06
    static let sequence: UInt8 = 0x10
    /// [0], context-specific.
    static let context0: UInt8 = 0x80
  }

  private var position: Int
  private let end: Int

  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  /// The header of the next element, after which its content follows; nil at the end, at
  /// end-of-contents, or where there is no element.
  mutating func open(_ bytes: Span<UInt8>) -> Element? {
    guard let element = header(bytes), element.tag != Tag.endOfContents else { return nil }
    return element
  }

  /// The next element, if it has this tag.
  mutating func open(_ tag: UInt8, _ bytes: Span<UInt8>) -> Element? {
    guard let element = open(bytes), element.tag & ~0x20 == tag else { return nil }
    return element
  }

  /// Continues after an element.
  mutating func skip(_ element: Element, _ bytes: Span<UInt8>) {
    position = element.content.upperBound
    guard element.isIndefinite else { return }
    position = element.content.lowerBound
    var depth = 1
    while depth > 0, let inside = header(bytes) {
      if inside.isIndefinite {
        depth += 1
      } else if inside.tag == Tag.endOfContents {
        depth -= 1
      } else {
        position = inside.content.upperBound
      }
    }
  }

  /// The bytes of an OCTET STRING, which may consist of several (X.690 section 8.7).
  ///
  /// - Returns: nil if it is not one.
  static func octetString(_ element: Element, _ bytes: Span<UInt8>) -> [UInt8]? {
    guard element.tag & ~0x20 == Tag.octetString else { return nil }
    guard element.isConstructed else { return bytes.array(element.content) }
    var joined: [UInt8] = []
    var reader = BERReader(element.content)
    // Strings in strings need no stack: only the primitive ones have content.
    while let inside = reader.header(bytes) {
      switch inside.tag {
      case Tag.octetString:
        joined.append(bytes, in: inside.content)
        reader.position = inside.content.upperBound
      case Tag.octetString | 0x20, Tag.endOfContents: break
      default: return joined
      }
    }
    return joined
  }

  /// Reads a tag below 31 and a length (X.690 section 8.1); the position is then that of the
  /// content.
  private mutating func header(_ bytes: Span<UInt8>) -> Element? {
    guard end - position >= 2 else { return nil }
    let tag = bytes[position]
    let first = bytes[position + 1]
    guard tag & 0x1F != 0x1F else { return nil }
    var start = position + 2
    var length = Int(first)
    if first > 0x80 {
      let count = Int(first & 0x7F)
      guard count <= 8, end - start >= count else { return nil }
      length = 0
      for index in start..<start + count {
        guard length < 1 << 40 else { return nil }
        length = length << 8 | Int(bytes[index])
      }
      start += count
    }
    position = start
    let isIndefinite = first == 0x80 && tag & 0x20 != 0
    let limit = isIndefinite ? end : start + min(length, end - start)
    return Element(tag: tag, content: start..<limit, isIndefinite: isIndefinite)
  }
}
