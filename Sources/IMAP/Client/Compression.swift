import Bytes
import Packing

/// COMPRESS=DEFLATE (RFC 4978): raw deflate data (RFC 1951) in both directions, without an end.
final class Compression {
  /// The server decides how much a few bytes make, so the result is taken in pieces of this size.
  private static let chunk = 64 << 10

  private let inflater: Inflater
  private let deflater: Deflater
  private var output = [UInt8](zeros: chunk)

  /// Nil if zlib cannot begin.
  init?() {
    guard let inflater = Inflater(.deflate),
      let deflater = Deflater(.deflate, chunk: Self.chunk)
    else { return nil }
    (self.inflater, self.deflater) = (inflater, deflater)
  }

  /// All of `bytes`, ready to be sent; nil if zlib failed.
  func compress(_ bytes: [UInt8]) -> [UInt8]? {
    guard !bytes.isEmpty else { return [] }
    var packed: [UInt8] = []
    let isDone = deflater.compress(bytes.span, .sync) { packed.append($0, in: 0..<$0.count) }
    return isDone ? packed : nil
  }

  /// Gives what `bytes` stand for, in pieces.
  ///
  /// - Returns: false if they are damaged.
  func expand(
    _ bytes: ArraySlice<UInt8>, _ use: (borrowing RawSpan) throws(IMAPError) -> Void
  ) throws(IMAPError) -> Bool {
    // A span into a stored property could outlive it.
    var room: [UInt8] = []
    swap(&room, &output)
    defer { swap(&room, &output) }
    var used = 0
    while true {
      let rest = bytes.dropFirst(used)
      let (status, consumed, made) = inflater.step(rest.span, into: &room, from: 0)
      used += consumed
      guard status == .goesOn || status == .wantsMore else { return false }
      if made > 0 { try unsafe use(room.span.bytes.extracting(0..<made)) }
      if made < room.count, used == bytes.count || made == 0 && consumed == 0 {
        return used == bytes.count
      }
    }
  }
}
