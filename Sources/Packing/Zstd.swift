internal import CZstd

/// zstd's C interface with its contracts. Each object owns one
/// or two C objects for as long as it lives. Dictionaries may be shared between threads (zstd only
/// reads them), contexts may not.
///
/// Frames carry their size and a checksum, so that the `zstd` tool notices damage, too.
package struct ZstdError: Error {
  package let reason: String
}

/// A dictionary made ready for decompressing, which is cheap.
@safe package final class ZstdDictionary: @unchecked Sendable {
  /// As in the header of the frames; not zero.
  package let id: Int64
  fileprivate let handle: OpaquePointer

  package init(_ bytes: [UInt8]) throws(ZstdError) {
    id = Int64(unsafe bytes.withUnsafeBytes { unsafe ZDICT_getDictID($0.baseAddress, $0.count) })
    guard id != 0,
      let handle = unsafe bytes.withUnsafeBytes({
        unsafe ZSTD_createDDict($0.baseAddress, $0.count)
      })
    else { throw ZstdError(reason: "not a zstd dictionary") }
    unsafe self.handle = unsafe handle
  }

  deinit { unsafe ZSTD_freeDDict(handle) }

  /// Bytes that the trainer takes at once into a dictionary, and those that it counts as one.
  private static let segment: UInt32 = 1024
  private static let word: UInt32 = 8

  /// A dictionary of at most `size` bytes from samples that lie one after the other, for frames of this
  /// level.
  package static func train(
    samples: [UInt8], sizes: [Int], size: Int, level: Int32
  ) throws(ZstdError) -> [UInt8] {
    precondition(sizes.reduce(0, +) <= samples.count)
    var failure: ZstdError?
    let dictionary = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      // Fixed parameters: trying others takes ten times as long and gains about a hundredth.
      var parameters = ZDICT_fastCover_params_t()
      parameters.k = segment
      parameters.d = word
      parameters.zParams.compressionLevel = level
      let result = unsafe ZDICT_trainFromBuffer_fastCover(
        buffer.baseAddress, size, samples, sizes, UInt32(clamping: sizes.count), parameters)
      guard ZDICT_isError(result) == 0 else {
        failure = ZstdError(reason: unsafe String(cString: ZDICT_getErrorName(result)))
        return
      }
      count = result
    }
    if let failure { throw failure }
    return dictionary
  }
}

/// A dictionary made ready for compressing, which takes milliseconds and a megabyte.
@safe package final class ZstdCompressionDictionary: @unchecked Sendable {
  package let decompression: ZstdDictionary
  fileprivate let handle: OpaquePointer

  package init(_ bytes: [UInt8], level: Int32) throws(ZstdError) {
    decompression = try ZstdDictionary(bytes)
    guard
      let handle = unsafe bytes.withUnsafeBytes({
        unsafe ZSTD_createCDict($0.baseAddress, $0.count, level)
      })
    else { throw ZstdError(reason: "no memory for a dictionary") }
    unsafe self.handle = unsafe handle
  }

  deinit { unsafe ZSTD_freeCDict(handle) }
}

/// How hard to look for what is alike.
package struct ZstdEffort {
  package var level: Int32
  /// Logarithm of the places that are tried; 0: the level's.
  package var search: Int32

  package init(level: Int32, search: Int32 = 0) {
    self.level = level
    self.search = search
  }
}

/// Version of the library, as loaded: "1.5.4".
package var zstdVersion: String { unsafe String(cString: ZSTD_versionString()) }

@safe package final class ZstdCompressor {
  private let context: OpaquePointer
  /// Frames are made here and copied, so that they take no more memory than they need.
  private var output: [UInt8] = []

  package init() throws(ZstdError) {
    guard let context = unsafe ZSTD_createCCtx() else {
      throw ZstdError(reason: "no memory for compression")
    }
    unsafe self.context = unsafe context
    _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit { unsafe ZSTD_freeCCtx(context) }

  package func compress(
    _ plain: [UInt8], _ effort: ZstdEffort, dictionary: ZstdCompressionDictionary?
  ) throws(ZstdError) -> [UInt8] {
    _ = unsafe ZSTD_CCtx_refCDict(context, dictionary?.handle)
    _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, effort.level)
    _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_searchLog, effort.search)
    let capacity = ZSTD_compressBound(plain.count)
    if output.count < capacity { output = [UInt8](repeating: 0, count: capacity) }
    let result = unsafe output.withUnsafeMutableBytes { buffer in
      unsafe ZSTD_compress2(context, buffer.baseAddress, buffer.count, plain, plain.count)
    }
    guard ZSTD_isError(result) == 0 else {
      throw ZstdError(reason: unsafe String(cString: ZSTD_getErrorName(result)))
    }
    return Array(output[..<result])
  }
}

/// May go from thread to thread; only one at a time may use it.
@safe package final class ZstdDecompressor: @unchecked Sendable {
  private let context: OpaquePointer

  package init() throws(ZstdError) {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw ZstdError(reason: "no memory for decompression")
    }
    unsafe self.context = unsafe context
    // Streams are decoded into the buffer given, without one of their own; libraries that cannot do so
    // yet refuse.
    _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_experimentalParam2, 1)
  }

  deinit { unsafe ZSTD_freeDCtx(context) }

  /// The frame's plain bytes, with the checksum compared.
  package func decompress(
    _ frame: borrowing RawSpan, size: Int, dictionary: ZstdDictionary?
  ) throws(ZstdError) -> [UInt8] {
    var failure: ZstdError?
    let plain = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let result = unsafe decompress(
        frame, into: UnsafeMutableRawBufferPointer(buffer), dictionary)
      if ZSTD_isError(result) != 0 {
        failure = ZstdError(reason: unsafe String(cString: ZSTD_getErrorName(result)))
      } else if result != size {
        failure = ZstdError(reason: "the frame holds \(result) bytes instead of \(size)")
      } else {
        count = size
      }
    }
    if let failure { throw failure }
    return plain
  }

  /// The first bytes, `count` of them or a few more, or all that there are. What follows is neither
  /// read nor checked.
  ///
  /// - Parameters:
  ///   - size: no frame that holds more is decoded.
  ///   - length: bytes of the frame.
  ///   - frame: gives a range of them.
  package func decompress(
    first count: Int, of size: Int, dictionary: ZstdDictionary?, frameLength length: Int,
    frame: (Range<Int>) throws -> [UInt8]
  ) throws -> [UInt8] {
    _ = unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    _ = unsafe ZSTD_DCtx_refDDict(context, dictionary?.handle)
    return try unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      var output = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: size, pos: 0)
      defer { filled = unsafe output.pos }
      var place = 0
      // What zstd wants next: the longest header of a frame, then one block after the other.
      var wanted = Self.longestHeader
      while unsafe output.pos < min(count, size), place < length, wanted > 0 {
        let piece = try frame(place..<min(place + Self.piece, length))
        guard !piece.isEmpty else { break }
        place += piece.count
        var input = unsafe ZSTD_inBuffer(src: nil, size: 0, pos: 0)
        try unsafe piece.withUnsafeBytes { bytes in
          unsafe input.src = bytes.baseAddress
          while unsafe input.pos < bytes.count && output.pos < min(count, size) && wanted > 0 {
            unsafe input.size = min(bytes.count, input.pos + wanted)
            wanted = unsafe ZSTD_decompressStream(context, &output, &input)
            guard ZSTD_isError(wanted) == 0 else {
              throw ZstdError(reason: unsafe String(cString: ZSTD_getErrorName(wanted)))
            }
          }
        }
      }
    }
  }

  /// Bytes of a frame's header (RFC 8878, 3.1.1.1), with its magic number.
  private static let longestHeader = 18
  /// Bytes that are asked for at once.
  private static let piece = 32 << 10

  /// What can be had from a damaged frame, zeros in place of the rest. A flipped bit often leaves
  /// most of a block intact; only digests tell which bytes are right.
  package func salvage(_ frame: borrowing RawSpan, size: Int, dictionary: ZstdDictionary?)
    -> [UInt8]
  {
    var plain = [UInt8](repeating: 0, count: size)
    _ = unsafe plain.withUnsafeMutableBytes { buffer in
      unsafe decompress(frame, into: buffer, dictionary)
    }
    return plain
  }

  private func decompress(
    _ frame: borrowing RawSpan, into buffer: UnsafeMutableRawBufferPointer,
    _ dictionary: ZstdDictionary?
  ) -> Int {
    _ = unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    _ = unsafe ZSTD_DCtx_refDDict(context, dictionary?.handle)
    return unsafe frame.withUnsafeBytes { frame in
      unsafe ZSTD_decompressDCtx(
        context, buffer.baseAddress, buffer.count, frame.baseAddress, frame.count)
    }
  }
}
