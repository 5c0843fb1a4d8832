import Bytes
internal import CZstd
import Packing

/// Compresses to one gzip member (RFC 1952), without name and time, so that the same export gives
/// the same file. Offsets in `WrittenEntry` refer to the uncompressed data.
package final class GzipSink: ByteSink {
  package var path: String { sink.path }
  private let sink: any ByteSink
  private let deflater: Deflater

  package init(_ sink: any ByteSink) throws(MailboxError) {
    self.sink = sink
    guard let deflater = Deflater(.gzip, chunk: Limits.chunk) else {
      throw MailboxError(.writeFailed, path: sink.path, why: "no memory for zlib")
    }
    self.deflater = deflater
  }

  package func write(_ bytes: Span<UInt8>) throws(MailboxError) {
    try deflate(bytes, .none)
  }

  package func finish() throws(MailboxError) {
    let nothing: [UInt8] = []
    try deflate(nothing.span, .finish)
    try sink.finish()
  }

  private func deflate(_ bytes: Span<UInt8>, _ flush: Deflater.Flush) throws(MailboxError) {
    let isDone = try deflater.compress(bytes, flush) { (packed) throws(MailboxError) in
      try sink.write(packed)
    }
    guard isDone else { throw MailboxError(.writeFailed, path: path, why: "zlib failed") }
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
