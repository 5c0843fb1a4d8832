import Bytes

/// The compressed side of a decompressor: octets read ahead, and the guard against a small file that
/// becomes a huge one.
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

  /// Reads on if nothing is left; is empty afterwards only at the end.
  mutating func fill() throws(MailboxError) {
    guard isEmpty else { return }
    start = 0
    end = try source.read(into: &buffer, from: 0)
    taken += UInt64(end)
  }

  /// Hands out what is left; `body` tells how much of it was used.
  mutating func withPending<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) -> (Result, consumed: Int)
  ) -> Result {
    let (result, consumed) = unsafe buffer.withUnsafeBufferPointer { buffer in
      unsafe body(UnsafeBufferPointer(rebasing: buffer[start..<end]))
    }
    start += consumed
    return result
  }

  /// Counts octets that came out.
  mutating func count(_ octets: Int) throws(MailboxError) {
    made += UInt64(octets)
    guard made > Limits.expansionFree, made / Limits.expansionRatio > taken else { return }
    throw MailboxError(
      .expansionLimit, path: path,
      reason:
        "grows to more than \(Limits.expansionRatio) times its size; if it is sound, unpack it first"
    )
  }

  func damaged(_ what: String) -> MailboxError {
    MailboxError(.damaged, path: path, reason: "\(what); get it again from where it came from")
  }
}
