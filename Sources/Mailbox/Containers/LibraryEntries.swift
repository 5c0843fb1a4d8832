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
  private let blocks: RAR5Blocks
  /// Number of entries so far.
  private var place = 0

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
    blocks = try RAR5Blocks(file)
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
        // libarchive takes the end of the file for the end of the archive.
        guard !blocks.lacksEnd else {
          throw MailboxError(
            .damaged, path: path, why: "is cut off: the block at its end is missing")
        }
        return nil
      default: throw failure()
      }
      let sum = blocks.sum(ofFile: place)
      place += 1
      let name = unsafe Array(String(cString: entry.name).utf8)
      let (kind, size, isEncrypted) = unsafe (entry.kind, entry.size, entry.is_encrypted)
      switch kind {
      case MC_DIRECTORY: return .directory(name: name)
      case MC_FILE where isEncrypted:
        return .rejected(
          name: name, .unsupported("encrypted; unpack it with its password first"))
      case MC_FILE:
        return .file(
          name: name, stream: LibraryEntryStream(self, sum: sum), size: UInt64(clamping: size))
      default: break
      }
    }
  }

  fileprivate func failure() -> MailboxError {
    let why = unsafe String(cString: mc_archive_error(archive))
    return MailboxError(.damaged, path: path, why: "cannot be read by libarchive: \(why)")
  }

  fileprivate func wrongSum() -> MailboxError {
    MailboxError(.damaged, path: path, why: "is damaged: the checksum of a file in it differs")
  }
}

extension FileStream {
  /// The bytes from `offset` on: `count` of them, or fewer at the end of the file.
  func bytes(_ count: Int, at offset: UInt64) throws(MailboxError) -> [UInt8] {
    try seek(to: offset)
    var bytes = [UInt8](zeros: count)
    var held = 0
    while held < count {
      let got = try read(into: &bytes, from: held)
      if got == 0 { break }
      held += got
    }
    return Array(bytes.prefix(held))
  }
}

/// The contents of the archive's current file.
@safe private final class LibraryEntryStream: ByteStream {
  private let entries: LibraryEntries
  /// The CRC-32 that all bytes must have; nil where the library compares it itself.
  private let sum: UInt32?
  private var found = CRC32()

  init(_ entries: LibraryEntries, sum: UInt32?) {
    self.entries = entries
    self.sum = sum
  }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    let count = unsafe buffer.withUnsafeMutableBufferPointer { output in
      guard let target = output.baseAddress, start < output.count else { return 0 }
      return unsafe mc_archive_read(entries.archive, target + start, output.count - start)
    }
    guard count >= 0 else { throw entries.failure() }
    if let sum, start < buffer.count {
      found.add(buffer.span.extracting(start..<(start + count)))
      guard count > 0 || found.value == sum else { throw entries.wrongSum() }
    }
    return count
  }
}
