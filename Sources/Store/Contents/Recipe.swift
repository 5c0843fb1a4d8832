import Bytes
internal import Files
import Packing

/// One step in rebuilding a message: a range of a content's plain bytes, as they are or to be
/// encoded as base64. `Content` is how the content is named: its row id, or its place in a batch.
struct Piece<Content: Hashable & Sendable>: Sendable {
  var content: Content
  var range: Range<Int>
  /// Nil: as it is.
  var base64: Base64Lines?
}

struct Base64Lines: Sendable, Equatable {
  var length: Int
  var end: Base64Run.LineEnd
}

/// A message as the concatenation of its pieces.
struct Recipe<Content: Hashable & Sendable>: Sendable {
  var pieces: [Piece<Content>] = []

  /// Adds a piece; one that goes on where the last ended becomes part of it.
  mutating func append(_ piece: Piece<Content>) {
    guard !piece.range.isEmpty else { return }
    if let last = pieces.last, last.content == piece.content, last.base64 == nil,
      piece.base64 == nil, last.range.upperBound == piece.range.lowerBound
    {
      pieces[pieces.count - 1].range = last.range.lowerBound..<piece.range.upperBound
    } else {
      pieces.append(piece)
    }
  }

  /// Whether these are the message's bytes; takes no more memory than one content.
  func rebuilds(
    _ bytes: MessageBytes, plain: (_ content: Content) throws -> [UInt8]
  ) throws -> Bool {
    var position = 0
    for piece in pieces {
      let next = piece.bytes(in: try plain(piece.content))
      let end = position + next.count
      guard end <= bytes.count else { return false }
      let original = try bytes.slice(position..<end)
      guard original.span.isEqual(to: next.span) else { return false }
      position = end
    }
    return position == bytes.count
  }
}

extension Piece {
  /// As they stand in the message.
  func bytes(in content: [UInt8]) -> ArraySlice<UInt8> {
    guard base64 != nil else { return plain(in: content) }
    var text: [UInt8] = []
    append(to: &text, from: content)
    return text[...]
  }

  /// Like `bytes(in:)`, appended to the bytes of the pieces before.
  func append(to bytes: inout [UInt8], from content: [UInt8]) {
    let plain = plain(in: content)
    guard let base64 else {
      bytes += plain
      return
    }
    Base64Run.encode(plain, lineLength: base64.length, lineEnd: base64.end, to: &bytes)
  }

  private func plain(in content: [UInt8]) -> ArraySlice<UInt8> {
    content[range.clamped(to: 0..<content.count)]
  }
}

extension Range<Int> {
  /// As rows have it; nil for numbers that make no range.
  init?(first: Int, length: Int) {
    let (end, overflow) = first.addingReportingOverflow(length)
    guard first >= 0, length >= 0, !overflow else { return nil }
    self = first..<end
  }
}
