import Bytes
internal import CZlib
internal import CZstd

/// Compresses to one gzip member (RFC 1952), without name and time, so that the same export gives
/// the same file. Offsets in `WrittenEntry` refer to the uncompressed data.
@safe package final class GzipSink: ByteSink {
  package var path: String { sink.path }
  private let sink: any ByteSink
  private var output = [UInt8](zeros: Limits.chunk)
  private let state: UnsafeMutablePointer<z_stream>

  package init(_ sink: any ByteSink) throws(MailboxError) {
    self.sink = sink
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: z_stream())
    // windowBits is 15, plus 16 for the gzip wrapper; 8 is zlib's usual memory level.
    let result = unsafe deflateInit2_(
      state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else {
      throw MailboxError(.writeFailed, path: sink.path, why: "zlib cannot start (\(result))")
    }
  }

  deinit {
    unsafe deflateEnd(state)
    unsafe state.deallocate()
  }

  package func write(_ bytes: Span<UInt8>) throws(MailboxError) {
    var done = 0
    // avail_in has 32 bits.
    while done < bytes.count {
      let end = min(bytes.count, done + 1 << 30)
      try deflate(bytes.extracting(done..<end), Z_NO_FLUSH)
      done = end
    }
  }

  package func finish() throws(MailboxError) {
    let nothing: [UInt8] = []
    try deflate(nothing.span, Z_FINISH)
    try sink.finish()
  }

  private func deflate(_ bytes: Span<UInt8>, _ flush: Int32) throws(MailboxError) {
    var used = 0
    while true {
      let (result, consumed, made) = step(bytes.extracting(used...), flush)
      used += consumed
      try emit(made)
      let isDone =
        flush == Z_FINISH ? result == Z_STREAM_END : used == bytes.count && made < output.count
      if isDone { return }
      guard result == Z_OK || result == Z_BUF_ERROR, consumed > 0 || made > 0 else {
        throw MailboxError(.writeFailed, path: path, why: "zlib failed (\(result))")
      }
    }
  }

  private func emit(_ count: Int) throws(MailboxError) {
    let output = output
    try sink.write(output.span.extracting(..<count))
  }

  private func step(_ bytes: Span<UInt8>, _ flush: Int32) -> (Int32, consumed: Int, made: Int) {
    unsafe bytes.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        // zlib does not write to its input; the C type merely lacks a const.
        unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe state.pointee.avail_in = UInt32(clamping: input.count)
        unsafe state.pointee.next_out = output.baseAddress
        unsafe state.pointee.avail_out = UInt32(clamping: output.count)
        let result = unsafe CZlib.deflate(state, flush)
        return unsafe (
          result, input.count - Int(state.pointee.avail_in),
          output.count - Int(state.pointee.avail_out)
        )
      }
    }
  }
}

/// Compresses to one zstd frame (RFC 8878) with a checksum.
@safe package final class ZstdSink: ByteSink {
  package var path: String { sink.path }
  private let sink: any ByteSink
  private var output = [UInt8](zeros: Limits.chunk)
  private let encoder: OpaquePointer

  package init(_ sink: any ByteSink) throws(MailboxError) {
    self.sink = sink
    guard let encoder = unsafe ZSTD_createCCtx() else {
      throw MailboxError(.writeFailed, path: sink.path, why: "no memory for zstd")
    }
    unsafe self.encoder = encoder
    unsafe ZSTD_CCtx_setParameter(encoder, ZSTD_c_checksumFlag, 1)
  }

  deinit { unsafe ZSTD_freeCCtx(encoder) }

  package func write(_ bytes: Span<UInt8>) throws(MailboxError) {
    try compress(bytes, ZSTD_e_continue)
  }

  package func finish() throws(MailboxError) {
    let nothing: [UInt8] = []
    try compress(nothing.span, ZSTD_e_end)
    try sink.finish()
  }

  private func compress(_ bytes: Span<UInt8>, _ mode: ZSTD_EndDirective) throws(MailboxError) {
    var used = 0
    while true {
      let (left, consumed, made) = step(bytes.extracting(used...), mode)
      guard ZSTD_isError(left) == 0 else {
        throw MailboxError(.writeFailed, path: path, why: "zstd failed")
      }
      used += consumed
      try emit(made)
      if mode == ZSTD_e_end ? left == 0 : used == bytes.count { return }
    }
  }

  private func emit(_ count: Int) throws(MailboxError) {
    let output = output
    try sink.write(output.span.extracting(..<count))
  }

  private func step(_ bytes: Span<UInt8>, _ mode: ZSTD_EndDirective) -> (
    Int, consumed: Int, made: Int
  ) {
    unsafe bytes.withUnsafeBytes { source in
      unsafe output.withUnsafeMutableBytes { target in
        var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
        var output = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        let left = unsafe ZSTD_compressStream2(encoder, &output, &input, mode)
        return unsafe (left, input.pos, output.pos)
      }
    }
  }
}
