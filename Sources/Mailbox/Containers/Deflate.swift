import Bytes
internal import CZlib
import Files

/// What a zip needs of zlib for an entry that is at hand as a whole.
enum Deflate {
  /// The raw deflate data (RFC 1951) of `octets`; nil where it would not be shorter.
  static func compress(_ octets: MessageBytes) throws(MailboxError) -> MessageBytes? {
    guard octets.count > 0 else { return nil }
    var state = unsafe z_stream()
    let started = unsafe deflateInit2_(
      &state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else { return nil }
    defer { unsafe deflateEnd(&state) }
    var output = [UInt8](zeros: min(octets.count, Limits.chunk))
    var isWorthIt = true
    let packed = try octets.made { (packed) throws(MailboxError) in
      func put(_ bytes: Span<UInt8>, _ flush: Int32) throws(MailboxError) {
        var used = 0
        var isOpen = true
        while isWorthIt, isOpen {
          let (result, consumed, made) = unsafe step(
            &state, bytes.extracting(used...), &output, flush)
          used += consumed
          try packed.add(output.span.extracting(..<made))
          let hasFailed = result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR
          isWorthIt = packed.count < octets.count && !hasFailed
          isOpen = flush == Z_FINISH ? result != Z_STREAM_END : used < bytes.count || made > 0
        }
      }
      try octets.eachStretch { (bytes) throws(MailboxError) in try put(bytes, Z_NO_FLUSH) }
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

  static func crc32(_ octets: MessageBytes) throws(MailboxError) -> UInt32 {
    var sum = CRC32()
    try octets.eachStretch { sum.add($0) }
    return sum.value
  }
}
