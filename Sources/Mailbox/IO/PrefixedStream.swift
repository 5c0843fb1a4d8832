import Files

/// What is left of a stream that broke: what came before is still worth reading.
final class BrokenStream: ByteStream {
  private let error: MailboxError
  init(_ error: MailboxError) { self.error = error }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int { throw error }
}

/// Octets read ahead, then the stream that they came from.
final class PrefixedStream: ByteStream {
  private var head: MessageBytes
  private var given = 0
  private let rest: any ByteStream

  init(_ head: MessageBytes, then rest: any ByteStream) {
    self.head = head
    self.rest = rest
  }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    let count = min(head.count - given, buffer.count - start)
    if count == 0 { return try rest.read(into: &buffer, from: start) }
    buffer.replaceSubrange(start..<(start + count), with: try head.stretch(given..<(given + count)))
    pass(count)
    return count
  }

  func skip(_ count: UInt64) throws(MailboxError) {
    let ahead = min(head.count - given, Int(clamping: count))
    pass(ahead)
    if count > UInt64(ahead) { try rest.skip(count - UInt64(ahead)) }
  }

  private func pass(_ count: Int) {
    given += count
    if given == head.count { (head, given) = (.memory([]), 0) }
  }
}
