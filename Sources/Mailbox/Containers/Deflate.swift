import Bytes
import Files
import Packing

/// Decompresses a gzip file (RFC 1952) with all its members, or a zip entry's deflate data.
final class InflateStream: ByteStream {
  private let format: ZlibFormat
  private var input: CompressedInput
  private let inflater: Inflater
  private var isAtEnd = false

  init(
    _ source: any ByteStream, _ format: ZlibFormat, path: String
  ) throws(MailboxError) {
    self.format = format
    input = CompressedInput(source, path: path)
    guard let inflater = Inflater(format) else { throw input.damaged("zlib cannot start") }
    self.inflater = inflater
  }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    while !isAtEnd {
      try input.fill()
      let step = unsafe input.withPending { pending in
        let step = unsafe inflater.step(pending.span, into: &buffer, from: start)
        return (step, consumed: step.consumed)
      }
      try input.count(step.made)
      switch step.status {
      case .ends: try endMember()
      case .goesOn: break
      case .wantsMore where input.isEmpty: throw input.damaged("ends too early")
      case .wantsMore, .damaged: throw input.damaged("holds damaged compressed data")
      }
      if step.made > 0 { return step.made }
    }
    return 0
  }

  /// A gzip file may have several members. Data after the last one that is not a member, such as
  /// zeros of a tape, is ignored, as gzip does.
  private func endMember() throws(MailboxError) {
    try input.fill()
    guard format == .gzip, input.startsWith(0x1f) else {
      isAtEnd = true
      return
    }
    guard inflater.restart() else { throw input.damaged("cannot go on") }
  }
}

/// Compression of a zip entry that is available as a whole.
enum Deflate {
  /// The raw deflate data (RFC 1951) of `bytes`; nil if it would not be shorter.
  static func compress(_ content: MessageBytes) throws(MailboxError) -> MessageBytes? {
    guard content.count > 0 else { return nil }
    guard let deflater = Deflater(.deflate, chunk: min(content.count, Limits.chunk)) else {
      return nil
    }
    var isWorthIt = true
    let packed = try content.made { (packed) throws(MailboxError) in
      func put(_ bytes: Span<UInt8>, _ flush: Deflater.Flush) throws(MailboxError) {
        guard isWorthIt else { return }
        let isDone = try deflater.compress(bytes, flush) { (piece) throws(MailboxError) in
          try packed.add(piece)
        }
        isWorthIt = isDone && packed.count < content.count
      }
      try content.eachStretch { (bytes) throws(MailboxError) in try put(bytes, .none) }
      let nothing: [UInt8] = []
      try put(nothing.span, .finish)
    }
    return isWorthIt ? packed : nil
  }

  static func crc32(_ bytes: MessageBytes) throws(MailboxError) -> UInt32 {
    var sum = CRC32()
    try bytes.eachStretch { sum.add($0) }
    return sum.value
  }
}
