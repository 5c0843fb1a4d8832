import Bytes
internal import CArchive
import Files

/// A 7z or rar file, read with libarchive (Debian package libarchive13).
///
/// The library is loaded when such a file is found. tar, zip, gzip and zstd, which hold most mail,
/// are read without it, so that they never depend on a library that may be missing.
@safe final class LibraryEntries: ContainerEntries {
  /// The file whose descriptor the library reads from.
  private let file: FileStream
  private let path: String
  fileprivate let archive: OpaquePointer

  static var isInstalled: Bool { mc_archive_is_installed() }

  init(_ file: FileStream, path: String) throws(MailboxError) {
    self.file = file
    self.path = path
    guard Self.isInstalled else {
      throw MailboxError(
        .toolMissing, path: path,
        why: """
          an archive that is read with libarchive: install it (Debian: apt install libarchive13), or \
          unpack it first
          """)
    }
    guard let archive = unsafe file.withDescriptor({ unsafe mc_archive_new($0) }) else {
      throw MailboxError(.readFailed, path: path, why: "no memory for libarchive")
    }
    unsafe self.archive = archive
  }

  deinit { unsafe mc_archive_free(archive) }

  func next() throws(MailboxError) -> ContainerEntry? {
    while true {
      var entry = unsafe mc_entry()
      switch unsafe mc_archive_next(archive, &entry) {
      case MC_GOES_ON: break
      case MC_ENDS:
        try requireEnd()
        return nil
      default: throw failure()
      }
      let name = unsafe Array(String(cString: entry.name).utf8)
      let (kind, size, isEncrypted) = unsafe (entry.kind, entry.size, entry.is_encrypted)
      switch kind {
      case MC_DIRECTORY: return .directory(name: name)
      case MC_FILE where isEncrypted:
        return .rejected(
          name: name, .unsupported("encrypted; unpack it with its password first"))
      case MC_FILE:
        return .file(name: name, stream: LibraryEntryStream(self), size: UInt64(clamping: size))
      default: break
      }
    }
  }

  /// libarchive takes the end of the file for the end of the archive. RAR 5 always writes a block
  /// there: CRC-32, size 3, type 5, flags 4, and whether another volume follows.
  private func requireEnd() throws(MailboxError) {
    try file.seek(to: 0)
    let isRAR5 = try bytes(Self.rar5.count) == Self.rar5
    guard isRAR5 else { return }
    try file.seek(to: file.status.size - min(file.status.size, UInt64(Self.tail)))
    let end = try bytes(Self.tail)
    let hasEnd = end.indices.contains { end[$0...].starts(with: Self.endBlock) }
    guard hasEnd else {
      throw MailboxError(
        .damaged, path: path, why: "is cut off: the block at its end is missing")
    }
  }

  private static let rar5 = Array("Rar!\u{1a}\u{7}\u{1}\u{0}".utf8)
  private static let endBlock: [UInt8] = [3, 5, 4]
  /// Number of bytes in which the last block is looked for.
  private static let tail = 64

  private func bytes(_ count: Int) throws(MailboxError) -> [UInt8] {
    var bytes = [UInt8](zeros: count)
    var held = 0
    while held < count {
      let got = try file.read(into: &bytes, from: held)
      if got == 0 { break }
      held += got
    }
    return Array(bytes.prefix(held))
  }

  fileprivate func failure() -> MailboxError {
    let why = unsafe String(cString: mc_archive_error(archive))
    return MailboxError(.damaged, path: path, why: "cannot be read by libarchive: \(why)")
  }
}

/// The contents of the archive's current file.
@safe private final class LibraryEntryStream: ByteStream {
  private let entries: LibraryEntries

  init(_ entries: LibraryEntries) { self.entries = entries }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    let count = unsafe buffer.withUnsafeMutableBufferPointer { output in
      guard let target = output.baseAddress, start < output.count else { return 0 }
      return unsafe mc_archive_read(entries.archive, target + start, output.count - start)
    }
    guard count >= 0 else { throw entries.failure() }
    return count
  }
}
