import Archive
import Digests
import Files
import FoundationEssentials
import Mailbox

/// What the manifest beside an export contributes to importing it: the dialect of an mbox, and how
/// to restore the messages that the format had to change.
struct ManifestNotes {
  private(set) var dialect: MboxDialect?
  /// Each file written by the export is one message.
  private(set) var holdsMessages = false
  private var changed: [UInt64: ManifestEntry] = [:]

  /// Empty if there is no usable manifest.
  init(beside path: String) {
    let manifest = path + ManifestHeader.suffix
    guard POSIX.exists(FilePath(manifest)), let reader = try? ManifestReader(manifest) else {
      return
    }
    let format = ExportOptions.Format(rawValue: reader.header.format)
    holdsMessages = format == .zip || format?.isDirectory == true
    dialect = format?.dialect
    guard dialect != nil else { return }
    while let entry = try? reader.next() {
      if !entry.written.isExact, !entry.isLossy { changed[entry.offset] = entry }
    }
  }

  /// The message's bytes before the export, if they can be restored with certainty.
  func restored(_ message: RawMessage) throws -> MessageBytes {
    guard message.origin.kind == .mbox, let entry = changed[message.origin.offset],
      let bytes = try entry.written.restore(message.bytes),
      try SHA256Digest(of: bytes) == entry.sha256
    else { return message.bytes }
    return bytes
  }
}
