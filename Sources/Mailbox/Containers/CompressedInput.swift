import Bytes

/// The input side of a decompressor: buffers compressed bytes, and guards against a small file that
/// expands to a huge one.
struct CompressedInput {
  private let source: any ByteStream
  private let path: String
  private var buffer: [UInt8]
  private var start = 0
  private var end = 0
  private var taken: UInt64 = 0
  private var made: UInt64 = 0

  init(_ source: any ByteStream, path: String) {
    self.source = source
    self.path = path
    buffer = [UInt8](zeros: Limits.chunk)
  }

  var isEmpty: Bool { start == end }

  func startsWith(_ byte: UInt8) -> Bool { start < end && buffer[start] == byte }

  /// Reads more if the buffer is empty; it stays empty only at the end.
  mutating func fill() throws(MailboxError) {
    guard isEmpty else { return }
    start = 0
    end = try source.read(into: &buffer, from: 0)
    taken += UInt64(end)
  }

  /// Passes the buffered bytes to `body`, which returns how many it used.
  mutating func withPending<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) -> (Result, consumed: Int)
  ) -> Result {
    let (result, consumed) = unsafe buffer.withUnsafeBufferPointer { buffer in
      unsafe body(UnsafeBufferPointer(rebasing: buffer[start..<end]))
    }
    start += consumed
    return result
  }

  /// Counts decompressed bytes.
  mutating func count(_ bytes: Int) throws(MailboxError) {
    made += UInt64(bytes)
    guard made > Limits.expansionFree, made / Limits.expansionRatio > taken else { return }
    throw MailboxError(
      .expansionLimit, path: path,
      why: "grows to more than \(Limits.expansionRatio) times its size",
      remedy: "if it is sound, unpack it first")
  }

  func damaged(_ what: String) -> MailboxError {
    MailboxError(.damaged, path: path, why: what, remedy: "get it again from where it came from")
  }
}
