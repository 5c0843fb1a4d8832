import Bytes
internal import CZlib

/// How deflate data is wrapped.
package enum ZlibFormat: Sendable {
  /// RFC 1952, RFC 1950, RFC 1951.
  case gzip, zlib, deflate

  /// zlib's windowBits: 15, plus 16 for a gzip wrapper, negative for no wrapper.
  var windowBits: Int32 {
    switch self {
    case .gzip: 31
    case .zlib: 15
    case .deflate: -15
    }
  }
}

/// zlib's decompressor, one step at a time.
///
/// The z_stream lives on the heap, because zlib keeps a pointer to it. Only this class creates and
/// frees it.
@safe package final class Inflater {
  package enum Status: Sendable {
    case goesOn
    /// Nothing can be done without more input, or more room.
    case wantsMore
    case ends
    case damaged
  }

  private let state: UnsafeMutablePointer<z_stream>

  /// Nil if memory is short.
  package init?(_ format: ZlibFormat) {
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: z_stream())
    let result = unsafe inflateInit2_(
      state, format.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { return nil }
  }

  deinit {
    unsafe inflateEnd(state)
    unsafe state.deallocate()
  }

  /// Begins again, with the next member.
  package func restart() -> Bool { unsafe inflateReset(state) == Z_OK }

  /// Decompresses into `output` from `start` on, as much as fits.
  package func step(
    _ input: Span<UInt8>, into output: inout [UInt8], from start: Int
  ) -> (status: Status, consumed: Int, made: Int) {
    unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        guard let target = output.baseAddress, start >= 0, start <= output.count else {
          return (.wantsMore, 0, 0)
        }
        let room = UInt32(clamping: output.count - start)
        let given = UInt32(clamping: input.count)
        // zlib does not write to its input; the C type merely lacks a const.
        unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe state.pointee.avail_in = given
        unsafe state.pointee.next_out = target + start
        unsafe state.pointee.avail_out = room
        let result = unsafe inflate(state, Z_NO_FLUSH)
        let consumed = unsafe Int(given - state.pointee.avail_in)
        let made = unsafe Int(room - state.pointee.avail_out)
        return (Self.status(result), consumed, made)
      }
    }
  }

  private static func status(_ result: Int32) -> Status {
    switch result {
    case Z_OK: .goesOn
    case Z_BUF_ERROR: .wantsMore
    case Z_STREAM_END: .ends
    default: .damaged
    }
  }
}

/// What can be decompressed of data in memory.
package struct Inflated: Sendable {
  package var bytes: [UInt8] = []
  /// There is more than the limit.
  package var isCut = false
  /// The data is damaged or ends too early; `bytes` is what comes before that.
  package var isDamaged = false
  /// Bytes of the input that were used.
  package var consumed = 0

  /// Decompresses all members of a gzip file, or one stream of another format.
  ///
  /// - Parameter limit: maximum number of bytes of output.
  package init(_ packed: Span<UInt8>, _ format: ZlibFormat, limit: Int) {
    guard let inflater = Inflater(format) else {
      isDamaged = true
      return
    }
    var buffer = [UInt8](zeros: min(max(limit, 1), 1 << 16))
    while true {
      let step = inflater.step(packed.extracting(consumed...), into: &buffer, from: 0)
      consumed += step.consumed
      let room = limit - bytes.count
      bytes.append(buffer.span, in: 0..<min(step.made, room))
      if step.made > room {
        isCut = true
        return
      }
      switch step.status {
      case .goesOn: break
      case .ends:
        guard format == .gzip, consumed < packed.count, packed[consumed] == 0x1F,
          inflater.restart()
        else { return }
      case .wantsMore, .damaged:
        isDamaged = true
        return
      }
    }
  }
}
