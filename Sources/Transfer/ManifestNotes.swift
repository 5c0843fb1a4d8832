import Archive
import Digests
import Files
import FoundationEssentials
import Mailbox

/// What the manifest beside an export says that helps to import it: the dialect of an mbox, and for the
/// messages that the format had to change how to have them back.
struct ManifestNotes {
  private(set) var dialect: MboxDialect?
  /// Each file that the export wrote is one message.
  private(set) var holdsMessages = false
  private var changed: [UInt64: ManifestEntry] = [:]

  /// Empty where there is no manifest, or one that cannot be used.
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

  /// The message's bytes as they were before they were exported, if that is certain.
  func restored(_ message: RawMessage) throws -> MessageBytes {
    guard message.origin.kind == .mbox, let entry = changed[message.origin.offset],
      let octets = try entry.written.restore(message.octets),
      try SHA256Digest(of: octets) == entry.sha256
    else { return message.octets }
    return octets
  }
}
