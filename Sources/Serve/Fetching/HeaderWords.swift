import Bytes

/// The lexical symbols of structured header fields (RFC 5322 section 3.2), unfolded and not decoded: IMAP hands
/// on what stands there.
struct HeaderWords {
  private let bytes: [UInt8]
  private(set) var position = 0
  /// The latest comment that was passed over, without its parentheses.
  var comment: [UInt8]?

  /// - Parameter value: unfolded.
  init(_ value: some Sequence<UInt8>) { bytes = Array(value) }

  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func advance() { position += 1 }

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  mutating func skipSpaceAndComments() {
    while let byte = peek {
      if byte == Byte.openParenthesis {
        skipComment()
      } else if Byte.isSpace(byte) {
        position += 1
      } else {
        return
      }
    }
  }

  private mutating func skipComment() {
    var depth = 0
    var text: [UInt8] = []
    repeat {
      guard let byte = peek else { break }
      position += 1
      switch byte {
      case Byte.openParenthesis:
        if depth > 0 { text.append(byte) }
        depth += 1
      case Byte.closeParenthesis:
        depth -= 1
        if depth > 0 { text.append(byte) }
      case Byte.backslash:
        if let next = peek {
          text.append(next)
          position += 1
        }
      default: text.append(byte)
      }
    } while depth > 0
    comment = text
  }

  /// Behind the first quote; an unclosed string goes to the end.
  mutating func quoted() -> [UInt8] {
    var text: [UInt8] = []
    position += 1
    while let byte = peek {
      position += 1
      if byte == Byte.quote { return text }
      if byte == Byte.backslash, let next = peek {
        text.append(next)
        position += 1
      } else {
        text.append(byte)
      }
    }
    return text
  }

  mutating func bytes(while isWanted: (UInt8) -> Bool) -> [UInt8] {
    let start = position
    while let byte = peek, isWanted(byte) { position += 1 }
    return Array(bytes[start..<position])
  }
}
