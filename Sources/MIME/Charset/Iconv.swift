import Glibc
import Synchronization

/// One open conversion of glibc's iconv from a charset to UTF-8.
///
/// The only place that calls iconv. `withPooled` gives an instance to one caller at a time, so it
/// is Sendable, and keeps it for the next one, because opening a conversion reads and links a
/// module.
@safe
final class Iconv: @unchecked Sendable {
  private let handle: iconv_t

  /// - Parameter charset: a name without slashes; with slashes, mail could set iconv's options.
  private init?(charset: String) {
    guard let opened = unsafe iconv_open("UTF-8", charset),
      unsafe opened != UnsafeMutableRawPointer(bitPattern: -1)
    else { return nil }
    unsafe handle = opened
  }

  deinit { _ = unsafe iconv_close(handle) }

  private static let idle = Mutex<[String: [Iconv]]>([:])

  /// Runs `body` with a conversion from `charset`; nil if iconv does not know the name.
  static func withPooled<Result>(_ charset: String, _ body: (Iconv) -> Result) -> Result? {
    let pooled = idle.withLock { $0[charset]?.popLast() }
    guard let conversion = pooled ?? Iconv(charset: charset) else { return nil }
    defer {
      idle.withLock {
        if $0[charset, default: []].count < TextLimits.idleConversionsPerCharset {
          $0[charset, default: []].append(conversion)
        }
      }
    }
    return body(conversion)
  }

  /// Converts a whole text, appending UTF-8 to `output`.
  ///
  /// A unit without meaning becomes U+FFFD (a printable ASCII character is kept), and conversion
  /// continues after it.
  /// - Parameter unit: bytes to skip at an error: 1, or the size of a code unit of UTF-16 and
  ///   UTF-32.
  /// - Returns: the number of units without meaning, and whether the last was the beginning of a
  ///   character that needs more bytes.
  func convert(
    _ bytes: Span<UInt8>, unit: Int, into output: inout [UInt8]
  ) -> (failures: Int, endsInside: Bool) {
    unsafe bytes.withUnsafeBytes { input in
      unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 8192) { chunk in
        unsafe convert(input, unit: unit, through: chunk, into: &output)
      }
    }
  }

  private func convert(
    _ bytes: UnsafeRawBufferPointer, unit: Int, through chunk: UnsafeMutableBufferPointer<CChar>,
    into output: inout [UInt8]
  ) -> (failures: Int, endsInside: Bool) {
    _ = unsafe iconv(handle, nil, nil, nil, nil)
    var next = unsafe UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
    var left = bytes.count
    var failures = 0
    var endsInside = false
    while true {
      let flushing = left == 0
      var free = chunk.baseAddress
      var room = chunk.count
      let status =
        if flushing {
          unsafe iconv(handle, nil, nil, &free, &room)
        } else {
          unsafe iconv(handle, &next, &left, &free, &room)
        }
      let code = errno
      unsafe output.append(
        contentsOf: UnsafeRawBufferPointer(
          rebasing: UnsafeRawBufferPointer(chunk)[..<(chunk.count - room)]))
      if status != -1 {
        if flushing { return (failures, endsInside) }
      } else if code != E2BIG {
        failures += 1
        if flushing { return (failures, endsInside) }
        // EINVAL: the text ends inside a character. EILSEQ: skip the unit.
        endsInside = code == EINVAL
        let skipped = endsInside ? left : min(unit, left)
        let byte = unsafe bytes[bytes.count - left]
        if unit == 1 && code == EILSEQ && byte >= 0x20 && byte < 0x7F {
          output.append(byte)
        } else {
          output.append(contentsOf: [0xEF, 0xBF, 0xBD])
        }
        left -= skipped
        unsafe next = next.map { unsafe $0 + skipped }
        if failures == TextLimits.conversionFailures {
          let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[(bytes.count - left)...])
          return unsafe (failures + appendUnread(rest, to: &output), false)
        }
      }
    }
  }

  /// Stops converting text that is nothing like its declaration, because each failure costs a call:
  /// keeps only its ASCII.
  private func appendUnread(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) -> Int {
    var failures = 0
    for index in bytes.indices {
      let byte = unsafe bytes[index]
      if byte < 0x80 {
        output.append(byte)
      } else {
        output.append(contentsOf: [0xEF, 0xBF, 0xBD])
        failures += 1
      }
    }
    return failures
  }
}
