import Bytes
internal import CZlib
import Files

/// Decompresses a gzip file (RFC 1952) with all its members, or a zip entry's deflate data, with
/// zlib.
///
/// The z_stream lives on the heap, because zlib keeps a pointer to it. Only this class creates and
/// frees it.
@safe final class InflateStream: ByteStream {
  enum Format {
    case gzip, deflate
    /// zlib's windowBits: 15, plus 16 for a gzip wrapper, negative for no wrapper.
    fileprivate var windowBits: Int32 { self == .gzip ? 31 : -15 }
  }

  private let format: Format
  private let path: String
  private var input: CompressedInput
  private let state: UnsafeMutablePointer<z_stream>
  private var isAtEnd = false

  init(_ source: any ByteStream, _ format: Format, path: String) throws(MailboxError) {
    self.format = format
    self.path = path
    input = CompressedInput(source, path: path)
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: z_stream())
    let result = unsafe inflateInit2_(
      state, format.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { throw input.damaged("zlib cannot start (\(result))") }
  }

  deinit {
    unsafe inflateEnd(state)
    unsafe state.deallocate()
  }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    while !isAtEnd {
      try input.fill()
      let (result, made) = step(into: &buffer, from: start)
      try input.count(made)
      switch result {
      case Z_STREAM_END: try endMember()
      case Z_OK: break
      case Z_BUF_ERROR where input.isEmpty: throw input.damaged("ends too early")
      default: throw input.damaged("holds damaged compressed data")
      }
      if made > 0 { return made }
    }
    return 0
  }

  private func step(into buffer: inout [UInt8], from start: Int) -> (result: Int32, made: Int) {
    unsafe buffer.withUnsafeMutableBufferPointer { output in
      let room = UInt32(clamping: output.count - start)
      guard let target = output.baseAddress else { return (Z_BUF_ERROR, 0) }
      let result = unsafe input.withPending { pending in
        // zlib does not write to its input; the C type merely lacks a const.
        unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: pending.baseAddress)
        unsafe state.pointee.avail_in = UInt32(clamping: pending.count)
        unsafe state.pointee.next_out = target + start
        unsafe state.pointee.avail_out = room
        let result = unsafe inflate(state, Z_NO_FLUSH)
        return unsafe (result, consumed: pending.count - Int(state.pointee.avail_in))
      }
      return unsafe (result, Int(room - state.pointee.avail_out))
    }
  }

  /// A gzip file may have several members. Data after the last one that is not a member, such as
  /// zeros of a tape, is ignored, as gzip does.
  private func endMember() throws(MailboxError) {
    try input.fill()
    guard format == .gzip, input.startsWith(0x1f) else {
      isAtEnd = true
      return
    }
    guard unsafe inflateReset(state) == Z_OK else { throw input.damaged("cannot go on") }
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
