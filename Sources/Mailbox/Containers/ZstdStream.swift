internal import CZstd

/// Decompresses a file of zstd frames (RFC 8878) with libzstd. Only this class creates and frees
/// the decoder.
@safe final class ZstdStream: ByteStream {
  private var input: CompressedInput
  private let decoder: OpaquePointer
  /// From libzstd's return value, which is 0 when a frame is complete.
  private var isInFrame = false

  init(_ source: any ByteStream, path: String) throws(MailboxError) {
    input = CompressedInput(source, path: path)
    guard let decoder = unsafe ZSTD_createDStream() else {
      throw MailboxError(.readFailed, path: path, why: "no memory for zstd")
    }
    unsafe self.decoder = decoder
  }

  deinit { unsafe ZSTD_freeDStream(decoder) }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    while true {
      try input.fill()
      let wasAtEnd = input.isEmpty
      if wasAtEnd, !isInFrame { return 0 }
      let (result, made) = step(into: &buffer, from: start)
      try input.count(made)
      guard ZSTD_isError(result) == 0 else { throw input.damaged("holds damaged compressed data") }
      isInFrame = result != 0
      if made > 0 { return made }
      if wasAtEnd, isInFrame { throw input.damaged("ends too early") }
    }
  }

  private func step(into buffer: inout [UInt8], from start: Int) -> (result: Int, made: Int) {
    unsafe buffer.withUnsafeMutableBytes { bytes in
      var output = unsafe ZSTD_outBuffer(dst: bytes.baseAddress, size: bytes.count, pos: start)
      let result = unsafe input.withPending { pending in
        var source = unsafe ZSTD_inBuffer(src: pending.baseAddress, size: pending.count, pos: 0)
        let result = unsafe ZSTD_decompressStream(decoder, &output, &source)
        return unsafe (result, consumed: source.pos)
      }
      return unsafe (result, output.pos - start)
    }
  }
}
