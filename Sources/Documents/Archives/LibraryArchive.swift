internal import CArchive

// What libraries read that are opened when they are needed.
extension Job {
  enum Compression { case xz, bzip2 }

  /// Decompresses as much as is allowed.
  func decompress(_ packed: [UInt8], _ compression: Compression) -> [UInt8] {
    let kind = compression == .xz ? MC_XZ : MC_BZIP2
    guard let decoder = unsafe mc_decoder_new(kind) else {
      needs(compression == .xz ? "liblzma5" : "libbz2-1.0")
      return []
    }
    defer { unsafe mc_decoder_free(decoder) }
    let allowed = mayInflate(ofPacked: packed.count)
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var position = 0
    while contents.count < allowed {
      var (used, made) = (0, 0)
      let status = unsafe packed.withUnsafeBufferPointer { input in
        unsafe buffer.withUnsafeMutableBufferPointer { output in
          // The decoder reads and writes only within these, and keeps neither.
          unsafe mc_decoder_step(
            decoder, input.baseAddress.map { unsafe $0 + position }, input.count - position, true,
            &used, output.baseAddress, output.count, &made)
        }
      }
      position += used
      contents += buffer[..<min(made, allowed - contents.count)]
      switch status {
      case MC_GOES_ON where used + made > 0: break
      case MC_ENDS: return counted(contents, isCut: false)
      default:
        note(.damaged)
        return counted(contents, isCut: false)
      }
    }
    return counted(contents, isCut: true)
  }

  /// The files of a 7z or rar.
  func readLibrary(_ bytes: [UInt8], depth: Int) {
    guard mc_archive_is_installed() else { return needs("libarchive13") }
    unsafe bytes.withUnsafeBufferPointer { input in
      // The archive reads `input` until it is freed, which is before this closure ends.
      guard let archive = unsafe mc_archive_new_memory(input.baseAddress, input.count) else {
        return note(.limit)
      }
      defer { unsafe mc_archive_free(archive) }
      let allowed = mayInflate(ofPacked: bytes.count)
      var left = allowed
      while !isFull, mayOpenEntry() {
        var entry = unsafe mc_entry()
        let status = unsafe mc_archive_next(archive, &entry)
        if status == MC_ENDS { return }
        guard status == MC_GOES_ON else { return note(.damaged) }
        guard unsafe entry.kind == MC_FILE else { continue }
        let name = unsafe String(cString: entry.name)
        output.add(line: String(name.prefix(Limits.entryName)))
        guard unsafe !entry.is_encrypted else {
          note(.encrypted)
          continue
        }
        let contents = unsafe read(archive, atMost: left)
        left -= contents.count
        if isRead(name) {
          readInside(counted(contents, isCut: left == 0), name: name, depth: depth + 1)
        }
        if left == 0 { return }
      }
    }
  }

  /// The contents of the archive's current file.
  private func read(_ archive: OpaquePointer, atMost limit: Int) -> [UInt8] {
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while contents.count < limit {
      let count = unsafe buffer.withUnsafeMutableBufferPointer {
        unsafe mc_archive_read(archive, $0.baseAddress, $0.count)
      }
      guard count > 0 else {
        if count < 0 { note(.damaged) }
        return contents
      }
      contents += buffer[..<min(count, limit - contents.count)]
    }
    return contents
  }

  private func counted(_ contents: [UInt8], isCut: Bool) -> [UInt8] {
    _ = mayInflate(contents.count)
    if isCut { note(.limit) }
    return contents
  }
}
