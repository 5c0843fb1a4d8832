import Bytes
internal import CZlib

/// zlib's compressor, with its usual level and amount of memory.
///
/// The z_stream lives on the heap, because zlib keeps a pointer to it. Only this class creates and
/// frees it.
@safe package final class Deflater {
  /// What has to be written when `compress` returns.
  package enum Flush: Sendable {
    /// What zlib wants to; the rest follows later.
    case none
    /// All bytes so far, so that a peer can read them.
    case sync
    /// All bytes, and the end of the data.
    case finish

    fileprivate var value: Int32 {
      switch self {
      case .none: Z_NO_FLUSH
      case .sync: Z_SYNC_FLUSH
      case .finish: Z_FINISH
      }
    }
  }

  private let state: UnsafeMutablePointer<z_stream>
  private var output: [UInt8]

  /// Nil if memory is short.
  ///
  /// - Parameter chunk: maximum number of bytes of output that are handed over at once.
  package init?(_ format: ZlibFormat, chunk: Int) {
    output = [UInt8](zeros: max(chunk, 1))
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: z_stream())
    let result = unsafe deflateInit2_(
      state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, format.windowBits, 8, Z_DEFAULT_STRATEGY,
      ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { return nil }
  }

  deinit {
    unsafe deflateEnd(state)
    unsafe state.deallocate()
  }

  /// Compresses all of `bytes`, and hands over the result in pieces.
  ///
  /// - Returns: false if zlib failed.
  package func compress<Failure: Error>(
    _ bytes: Span<UInt8>, _ flush: Flush, _ use: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    var used = 0
    while true {
      let (result, consumed, made) = step(bytes.extracting(used...), flush.value)
      used += consumed
      if made > 0 {
        let output = output
        try use(output.span.extracting(..<made))
      }
      let isDone =
        flush == .finish ? result == Z_STREAM_END : used == bytes.count && made < output.count
      if isDone { return true }
      guard result == Z_OK || result == Z_BUF_ERROR, consumed > 0 || made > 0 else { return false }
    }
  }

  private func step(_ bytes: Span<UInt8>, _ flush: Int32) -> (Int32, consumed: Int, made: Int) {
    unsafe bytes.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        // avail_in has 32 bits.
        let given = min(input.count, 1 << 30)
        // zlib does not write to its input; the C type merely lacks a const.
        unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe state.pointee.avail_in = UInt32(clamping: given)
        unsafe state.pointee.next_out = output.baseAddress
        unsafe state.pointee.avail_out = UInt32(clamping: output.count)
        // The end comes with the last bytes.
        let result = unsafe deflate(state, given < input.count ? Z_NO_FLUSH : flush)
        return unsafe (
          result, given - Int(state.pointee.avail_in), output.count - Int(state.pointee.avail_out)
        )
      }
    }
  }
}
