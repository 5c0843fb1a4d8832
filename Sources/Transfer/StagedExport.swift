import Archive
import Files
import Mailbox
import Store

/// One file or directory of an export with its manifest: first written, then verified, then named.
struct StagedExport {
  let path: String
  private let destination: ExportDestination
  private let manifest: ManifestWriter?

  /// - Parameter path: "-" is standard output.
  init(_ path: String, _ options: ExportOptions, archive: ManifestHeader.Archive) throws {
    self.path = path
    destination = try ExportDestination(path == "-" ? nil : path, options)
    let beside = path == "-" ? nil : path + ManifestHeader.suffix
    manifest = try (options.manifest ?? beside).map { place in
      try ManifestWriter(place, ManifestHeader(file: lastComponent(of: path), options, archive))
    }
  }

  /// For messages that are too large for memory: in the export's directory, whose disk has room.
  var spillPlace: SpillPlace {
    guard path != "-" else { return SpillPlace(TemporaryFolder.parent) }
    let parent = path.dropLast(lastComponent(of: path).count)
    return SpillPlace(parent.isEmpty ? "." : String(parent))
  }

  func write(
    _ summary: MessageSummary, _ bytes: MessageBytes, folder: String
  ) throws -> ManifestEntry {
    let entry = try destination.write(summary, bytes, folder: folder)
    try manifest?.add(entry)
    return entry
  }

  func finish() throws {
    try destination.finish()
    try manifest?.finish()
  }

  /// Reads back what is on disk, which is impossible for standard output.
  /// - Throws: `damaged` with the first difference.
  func prove(_ options: ExportOptions, of all: Int, after proven: ExportProof) throws -> ExportProof
  {
    guard let place = destination.temporaryPath, let manifest else { return proven }
    var check = try ExportCheck(place, manifest: manifest.temporaryPath)
    check.isInterrupted = options.isInterrupted
    check.spillPlace = spillPlace
    check.progress = { progress in
      options.progress(
        ExportProgress(
          step: "prove", messages: proven.messages + progress.messages, allMessages: all,
          bytes: proven.bytes + progress.bytes))
    }
    var proof: ExportProof
    do { proof = try check.run() } catch {
      throw options.isInterrupted() ? MailArchive.interruption(path) : error
    }
    if let damage = proof.damage.first {
      throw ArchiveError(
        .damaged, "export to \(path)", why: "read back, it is not what was written: \(damage)",
        remedy: "It was not kept. Check the disk and export again.")
    }
    proof.add(proven)
    return proof
  }

  /// Publishes the manifest last: a manifest without its export would prove nothing.
  func publish() throws {
    try destination.publish()
    try manifest?.publish()
  }
}
