import Bytes
internal import CZlib

/// COMPRESS=DEFLATE (RFC 4978): raw deflate data (RFC 1951) in both directions, without an end.
///
/// zlib keeps pointers to its two states, so that they live on the heap. Only this class makes and
/// frees them.
@safe final class Compression {
  private let inflating: UnsafeMutablePointer<z_stream>
  private let deflating: UnsafeMutablePointer<z_stream>
  /// What is inflated at once: the server decides how much that makes, and it is taken in such pieces.
  private var output = [UInt8](repeating: 0, count: 64 << 10)

  /// Nil if zlib cannot begin.
  init?() {
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    unsafe inflating = .allocate(capacity: 1)
    unsafe inflating.initialize(to: z_stream())
    unsafe deflating = .allocate(capacity: 1)
    unsafe deflating.initialize(to: z_stream())
    let results = unsafe (
      inflateInit2_(inflating, -15, ZLIB_VERSION, size),
      deflateInit2_(
        deflating, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size
      )
    )
    guard results.0 == Z_OK, results.1 == Z_OK else { return nil }
  }

  deinit {
    unsafe inflateEnd(inflating)
    unsafe deflateEnd(deflating)
    unsafe inflating.deallocate()
    unsafe deflating.deallocate()
  }

  /// All of `bytes`, ready to be sent.
  func compress(_ bytes: [UInt8]) -> [UInt8] {
    guard !bytes.isEmpty else { return [] }
    var packed: [UInt8] = []
    var input = bytes
    unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe deflating.pointee.next_in = input.baseAddress
      unsafe deflating.pointee.avail_in = UInt32(clamping: input.count)
      var made = 0
      repeat {
        made = unsafe output.withUnsafeMutableBufferPointer { output in
          unsafe deflating.pointee.next_out = output.baseAddress
          unsafe deflating.pointee.avail_out = UInt32(clamping: output.count)
          _ = unsafe deflate(deflating, Z_SYNC_FLUSH)
          return unsafe output.count - Int(deflating.pointee.avail_out)
        }
        packed += output.prefix(made)
      } while made == output.count
    }
    return packed
  }

  /// Gives what `bytes` stand for, in pieces.
  ///
  /// - Returns: false if they are damaged.
  func expand(
    _ bytes: ArraySlice<UInt8>, _ use: (borrowing RawSpan) throws(IMAPError) -> Void
  ) throws(IMAPError) -> Bool {
    // A span into a stored property could outlive it.
    var room: [UInt8] = []
    swap(&room, &output)
    defer { swap(&room, &output) }
    var used = 0
    while true {
      let (result, consumed, made) = step(bytes.dropFirst(used), &room)
      used += consumed
      guard result == Z_OK || result == Z_BUF_ERROR else { return false }
      if made > 0 { try unsafe use(room.span.bytes.extracting(0..<made)) }
      if made < room.count, used == bytes.count || made == 0 && consumed == 0 {
        return used == bytes.count
      }
    }
  }

  private func step(
    _ bytes: ArraySlice<UInt8>, _ output: inout [UInt8]
  ) -> (result: Int32, consumed: Int, made: Int) {
    unsafe bytes.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        // zlib does not write to its input; the C type merely lacks a const.
        unsafe inflating.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe inflating.pointee.avail_in = UInt32(clamping: input.count)
        unsafe inflating.pointee.next_out = output.baseAddress
        unsafe inflating.pointee.avail_out = UInt32(clamping: output.count)
        let result = unsafe inflate(inflating, Z_SYNC_FLUSH)
        return unsafe (
          result, input.count - Int(inflating.pointee.avail_in),
          output.count - Int(inflating.pointee.avail_out)
        )
      }
    }
  }
}
