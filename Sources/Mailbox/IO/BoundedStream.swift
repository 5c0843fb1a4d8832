import Bytes

/// The next octets of a stream that is shared with others, up to a number.
final class BoundedStream: ByteStream {
  private let stream: any ByteStream
  private let path: String
  private(set) var left: UInt64

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
