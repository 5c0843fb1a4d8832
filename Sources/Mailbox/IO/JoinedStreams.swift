import Bytes
import Files

/// The end of a stream that failed: the bytes before the failure are still worth reading.
final class BrokenStream: ByteStream {
  private let error: MailboxError
  init(_ error: MailboxError) { self.error = error }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int { throw error }
}

/// A stream without bytes.
final class EmptyStream: ByteStream {
  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int { 0 }
}

/// Bytes read ahead, followed by the stream that they came from.
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

/// The next bytes of a shared stream, up to a maximum number.
final class BoundedStream: ByteStream {
  private let stream: any ByteStream
  private let path: String
  private(set) var left: UInt64
  /// The stream below ended before these bytes, and whoever read them knows.
  private(set) var isCut = false

  init(_ stream: any ByteStream, length: UInt64, path: String) {
    self.stream = stream
    self.path = path
    left = length
  }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    if left == 0 { return 0 }
    let room = buffer.count - start
    var got = 0
    if UInt64(room) <= left {
      got = try stream.read(into: &buffer, from: start)
    } else {
      var part = [UInt8](zeros: Int(left))
      got = try stream.read(into: &part, from: 0)
      buffer.replaceSubrange(start..<(start + got), with: part[..<got])
    }
    guard got > 0 else {
      isCut = true
      throw MailboxError(.damaged, path: path, why: "ends in the middle of a file inside it")
    }
    left -= UInt64(got)
    return got
  }

  func skipRest() throws(MailboxError) {
    try stream.skip(left)
    left = 0
  }
}
