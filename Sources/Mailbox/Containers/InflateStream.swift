internal import CZlib

/// What zlib makes of a gzip file (RFC 1952), all its members, or of a zip entry's deflate data.
///
/// The z_stream lives on the heap: zlib keeps a pointer back to it. It is made and ended here alone.
@safe final class InflateStream: ByteStream {
  enum Format {
    case gzip, deflate
    /// zlib's windowBits: 15, and 16 more for a gzip wrapper, negative for none.
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

  /// A gzip file may have several members. What follows the last one and is no member, such as
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
