internal import CArchive

/// Decompresses a file with liblzma, libbz2 or liblz4. Only this class creates and frees the
/// decoder.
@safe final class LibraryStream: ByteStream {
  enum Format: String {
    case xz, bzip2, lz4

    fileprivate var kind: mc_compression {
      switch self {
      case .xz: MC_XZ
      case .bzip2: MC_BZIP2
      case .lz4: MC_LZ4
      }
    }

    fileprivate var package: String {
      switch self {
      case .xz: "liblzma5"
      case .bzip2: "libbz2-1.0"
      case .lz4: "liblz4-1"
      }
    }
  }

  private var input: CompressedInput
  private let decoder: OpaquePointer
  private var isAtEnd = false

  /// - Throws: `toolMissing` if the library is missing.
  init(_ source: any ByteStream, _ format: Format, path: String) throws(MailboxError) {
    input = CompressedInput(source, path: path)
    guard let decoder = unsafe mc_decoder_new(format.kind) else {
      throw MailboxError(
        .toolMissing, path: path,
        why: """
          compressed with \(format.rawValue): install \(format.package) \
          (Debian: apt install \(format.package)), or unpack it first
          """)
    }
    unsafe self.decoder = decoder
  }

  deinit { unsafe mc_decoder_free(decoder) }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    while !isAtEnd {
      try input.fill()
      let (status, made) = step(into: &buffer, from: start, isLast: input.isEmpty)
      try input.count(made)
      switch status {
      case MC_GOES_ON: break
      case MC_ENDS: isAtEnd = true
      case MC_NO_MEMORY: throw input.damaged("needs more memory than there is")
      default: throw input.damaged("holds damaged compressed data, or ends too early")
      }
      if made > 0 { return made }
    }
    return 0
  }

  /// The C function writes at most `room` bytes at `start` and reads at most the pending bytes.
  private func step(
    into buffer: inout [UInt8], from start: Int, isLast: Bool
  ) -> (status: mc_status, made: Int) {
    unsafe buffer.withUnsafeMutableBufferPointer { output in
      guard let target = output.baseAddress, start < output.count else { return (MC_DAMAGED, 0) }
      let room = output.count - start
      return unsafe input.withPending { pending in
        var (used, made) = (0, 0)
        let status = unsafe mc_decoder_step(
          decoder, pending.baseAddress, pending.count, isLast, &used, target + start, room, &made)
        return ((status, made), consumed: used)
      }
    }
  }
}
