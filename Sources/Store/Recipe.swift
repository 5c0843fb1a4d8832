internal import Digests

/// One step in rebuilding a message: a range of a content's plain octets, as they are or to be
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

  /// The message's octets. `plain` gives a content's.
  func rebuild<Failure: Error>(
    size: Int, plain: (_ content: Content) throws(Failure) -> [UInt8]
  ) throws(Failure) -> [UInt8] {
    var octets: [UInt8] = []
    octets.reserveCapacity(size)
    for piece in pieces {
      let content = try plain(piece.content)
      let slice = content[piece.range.clamped(to: 0..<content.count)]
      if let lines = piece.base64 {
        octets += Base64Run.encode(slice, lineLength: lines.length, lineEnd: lines.end)
      } else {
        octets += slice
      }
    }
    return octets
  }
}
