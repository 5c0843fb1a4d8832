import Bytes
internal import CZlib
import Files
import Packing

/// Decompresses a gzip file (RFC 1952) with all its members, or a zip entry's deflate data.
final class InflateStream: ByteStream {
  private let format: Inflater.Format
  private var input: CompressedInput
  private let inflater: Inflater
  private var isAtEnd = false

  init(
    _ source: any ByteStream, _ format: Inflater.Format, path: String
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
    var state = unsafe z_stream()
    let started = unsafe deflateInit2_(
      &state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else { return nil }
    defer { unsafe deflateEnd(&state) }
    var output = [UInt8](zeros: min(content.count, Limits.chunk))
    var isWorthIt = true
    let packed = try content.made { (packed) throws(MailboxError) in
      func put(_ bytes: Span<UInt8>, _ flush: Int32) throws(MailboxError) {
        var used = 0
        var isOpen = true
        while isWorthIt, isOpen {
          let (result, consumed, made) = unsafe step(
            &state, bytes.extracting(used...), &output, flush)
          used += consumed
          try packed.add(output.span.extracting(..<made))
          let hasFailed = result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR
          isWorthIt = packed.count < content.count && !hasFailed
          isOpen = flush == Z_FINISH ? result != Z_STREAM_END : used < bytes.count || made > 0
        }
      }
      try content.eachStretch { (bytes) throws(MailboxError) in try put(bytes, Z_NO_FLUSH) }
      let nothing: [UInt8] = []
      try put(nothing.span, Z_FINISH)
    }
    return isWorthIt ? packed : nil
  }

  private static func step(
    _ state: inout z_stream, _ bytes: Span<UInt8>, _ output: inout [UInt8], _ flush: Int32
  ) -> (Int32, consumed: Int, made: Int) {
    unsafe bytes.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        // zlib does not write to its input; the C type merely lacks a const.
        unsafe state.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe state.avail_in = UInt32(clamping: input.count)
        unsafe state.next_out = output.baseAddress
        unsafe state.avail_out = UInt32(clamping: output.count)
        let left = unsafe state.avail_in
        let result = unsafe deflate(&state, flush)
        return unsafe (
          result, Int(left - state.avail_in), output.count - Int(state.avail_out)
        )
      }
    }
  }

  static func crc32(_ bytes: MessageBytes) throws(MailboxError) -> UInt32 {
    var sum = CRC32()
    try bytes.eachStretch { sum.add($0) }
    return sum.value
  }
}
