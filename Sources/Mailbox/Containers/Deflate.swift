internal import CZlib

/// What a zip needs of zlib for an entry that is in memory as a whole.
enum Deflate {
  /// The raw deflate data (RFC 1951) of `bytes`; nil where it would not be shorter.
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    // avail_in has 32 bits; what is not compressed is stored.
    guard !bytes.isEmpty, bytes.count < Int(UInt32.max) else { return nil }
    var output = [UInt8](zeros: bytes.count)
    var state = unsafe z_stream()
    let started = unsafe deflateInit2_(
      &state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else { return nil }
    defer { unsafe deflateEnd(&state) }
    let (result, made) = unsafe bytes.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        // zlib does not write to its input; the C type merely lacks a const.
        unsafe state.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe state.avail_in = UInt32(clamping: input.count)
        unsafe state.next_out = output.baseAddress
        unsafe state.avail_out = UInt32(clamping: output.count)
        let result = unsafe deflate(&state, Z_FINISH)
        return unsafe (result, output.count - Int(state.avail_out))
      }
    }
    guard result == Z_STREAM_END else { return nil }
    output.removeLast(output.count - made)
    return output
  }

  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt = 0
    var done = 0
    while done < bytes.count {
      let end = min(bytes.count, done + 1 << 30)
      sum = unsafe bytes[done..<end].withUnsafeBufferPointer {
        unsafe CZlib.crc32(sum, $0.baseAddress, UInt32(clamping: $0.count))
      }
      done = end
    }
    return UInt32(truncatingIfNeeded: sum)
  }
}
