import Bytes
import MIME

// What BODY[…] and BINARY[…] give.
extension ServedMessage {
  /// The bytes of a section; nil where the message has no such part.
  func bytes(of section: FetchItem.Section) -> ArraySlice<UInt8>? {
    guard let place = place(of: section.part, section.text) else { return nil }
    switch section.text {
    case .whole: return bytes[place.header.lowerBound..<place.body.upperBound]
    case .header, .mime: return bytes[place.header]
    case .text: return bytes[place.body]
    case .fields(let names, let isExcluding):
      return selected(names, isExcluding, of: place)[...]
    }
  }

  private struct Place {
    var header: Range<Int>
    var body: Range<Int>
  }

  /// Header and body that a section's text is about.
  private func place(of path: [UInt32], _ text: FetchItem.Section.Text) -> Place? {
    guard !path.isEmpty else { return Place(header: 0..<headerEnd, body: headerEnd..<bytes.count) }
    guard let part = root.part(path) else { return nil }
    switch text {
    case .whole:
      return Place(header: part.body.lowerBound..<part.body.lowerBound, body: part.body)
    case .mime: return Place(header: part.header, body: part.body)
    case .header, .text, .fields:
      // Only a message inside has a header of this kind.
      guard part.kind == .message, let inner = part.children.first else { return nil }
      return Place(header: inner.header, body: inner.body)
    }
  }

  /// Fields in the order of the header, as they stand there, and the empty line.
  private func selected(_ names: [[UInt8]], _ isExcluding: Bool, of place: Place) -> [UInt8] {
    let wanted = names.map { $0.map(Byte.lowercased) }
    let header =
      place.header == 0..<headerEnd ? self.header : LiteralHeader(bytes, place.header)
    var selected: [UInt8] = []
    for field in header.fields {
      let isNamed = wanted.contains { name in
        name.count == field.name.count
          && zip(field.name, name).allSatisfy { Byte.lowercased(bytes[$0]) == $1 }
      }
      if isNamed != isExcluding { selected += bytes[field.lines] }
    }
    return selected + [Byte.cr, Byte.lf]
  }

  // MARK: Decoded parts

  enum Decoded {
    case bytes([UInt8])
    case missing
    /// The encoding is not known (RFC 3516 section 4.3).
    case unknownEncoding
  }

  func decoded(_ path: [UInt32]) -> Decoded {
    guard !path.isEmpty else { return .bytes(bytes) }
    guard let part = root.part(path) else { return .missing }
    let body = part.body
    guard part.kind == .leaf,
      let name = LiteralHeader(bytes, part.header).value("content-transfer-encoding")
    else { return .bytes(Array(bytes[body])) }
    guard let encoding = TransferEncoding(declared: name) else { return .unknownEncoding }
    let all = bytes
    return .bytes(decodeTransfer(all.span, body, encoding).bytes)
  }
}

extension TransferEncoding {
  /// Nil for one that is not known.
  fileprivate init?(declared value: [UInt8]) {
    var words = HeaderWords(value)
    words.skipSpaceAndComments()
    let name = String(decoding: words.bytes(while: Byte.isToken), as: UTF8.self).lowercased()
    switch name {
    case "", "7bit", "8bit", "binary": self = .identity
    case "base64": self = .base64
    case "quoted-printable": self = .quotedPrintable
    default: return nil
    }
  }
}

/// The part of a section that a client asks for; beyond its end there is nothing.
func part<Bytes: Collection>(
  of whole: Bytes, _ partial: FetchItem.Partial?
) -> Bytes.SubSequence where Bytes.Index == Int {
  guard let partial else { return whole[whole.startIndex..<whole.endIndex] }
  let first = min(Int(partial.first), whole.count)
  let count = min(Int(partial.count), whole.count - first)
  let start = whole.startIndex + first
  return whole[start..<start + count]
}
