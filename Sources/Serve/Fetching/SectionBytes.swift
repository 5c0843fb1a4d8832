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
    /// The part whose header it is; nil for that of the message itself.
    var part: Part?
  }

  /// Header and body that a section's text is about.
  private func place(of path: [UInt32], _ text: FetchItem.Section.Text) -> Place? {
    guard !path.isEmpty else {
      return Place(header: 0..<headerEnd, body: headerEnd..<bytes.count, part: nil)
    }
    let tree = tree
    guard let part = tree.part(path) else { return nil }
    switch text {
    case .whole:
      let body = part.bodyRange.positions
      return Place(header: body.lowerBound..<body.lowerBound, body: body, part: part)
    case .mime:
      return Place(header: part.headerRange.positions, body: part.bodyRange.positions, part: part)
    case .header, .text, .fields:
      // Only a message inside has a header of this kind.
      guard tree.isMessage(part), let inner = tree.children(of: part).first else { return nil }
      return Place(
        header: inner.headerRange.positions, body: inner.bodyRange.positions, part: inner)
    }
  }

  /// Fields in the order of the header, as they stand there, and the empty line.
  private func selected(_ names: [[UInt8]], _ isExcluding: Bool, of place: Place) -> [UInt8] {
    let wanted = Set(names.map { $0.map(Byte.lowercased) })
    let header = place.part.map { whole.header(of: $0) } ?? self.header
    var selected: [UInt8] = []
    for field in header.fields where field.source == 0 {
      let name = bytes[field.nameRange].map(Byte.lowercased)
      guard wanted.contains(name) != isExcluding else { continue }
      selected += bytes[field.nameRange.lowerBound..<field.valueRange.upperBound]
      selected += [Byte.cr, Byte.lf]
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
    let tree = tree
    guard let part = tree.part(path) else { return .missing }
    let body = Array(bytes[part.bodyRange.positions])
    if tree.isMultipart(part) || tree.isMessage(part) { return .bytes(body) }
    switch part.encoding {
    case .unknown: return .unknownEncoding
    case .identity: return .bytes(body)
    default:
      // What our own reader opens inside is still one file here.
      return .bytes(part.kind == .leaf ? whole.decodedBody(of: part) : body)
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
