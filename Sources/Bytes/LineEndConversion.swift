internal import Glibc

/// `bytes` with CRLF for each LF that no CR stands before.
///
/// - Parameter previous: the byte before `bytes`; 0 if there is none.
/// - Returns: also the number of LF in `bytes`, and of those that a CR stood before.
package func withCRLF(
  _ bytes: ArraySlice<UInt8>, after previous: UInt8
) -> (bytes: [UInt8], feeds: Int, pairs: Int) {
  var (feeds, pairs) = (0, 0)
  // Contract: each byte is written once, and at most one CR more for each.
  let converted = unsafe [UInt8](unsafeUninitializedCapacity: 2 * bytes.count) { target, count in
    unsafe bytes.withUnsafeBytes { source in
      guard let from = source.baseAddress, let base = target.baseAddress else { return }
      let to = UnsafeMutableRawPointer(base)
      var start = 0
      while start < source.count {
        let feed = unsafe memchr(from + start, 10, source.count - start)
        let end = unsafe feed.map { unsafe UnsafeRawPointer($0) - from } ?? source.count
        unsafe memcpy(to + count, from + start, end - start)
        count += end - start
        guard end < source.count else { return }
        feeds += 1
        if unsafe (end > 0 ? source[end - 1] : previous) == Byte.cr {
          pairs += 1
        } else {
          unsafe to.storeBytes(of: Byte.cr, toByteOffset: count, as: UInt8.self)
          count += 1
        }
        unsafe to.storeBytes(of: Byte.lf, toByteOffset: count, as: UInt8.self)
        count += 1
        start = end + 1
      }
    }
  }
  return (converted, feeds, pairs)
}
