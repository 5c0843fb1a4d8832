public import Archive
import Digests
import Files
import FoundationEssentials
import Glibc
import Mailbox
import Store

extension MailArchive {
  /// Writes messages in the given order. Files get their names only when all of them are complete
  /// and verified, and nothing is overwritten. Each has a manifest beside it, `NAME.manifest.json`.
  ///
  /// - Parameter output: file or directory to create; "-" is standard output, which is not read
  ///   back.
  /// - Throws: `alreadyThere`, `fileSystem`; `damaged` if a message in the archive is damaged and is not
  ///   to be left out, or the export differs when read back; `interrupted`.
  public func export(
    _ ids: [Int64], to output: String, _ options: ExportOptions = ExportOptions()
  ) throws(ArchiveError) -> ExportReport {
    if let contradiction = options.contradiction(output: output) {
      throw ArchiveError(.configuration, "export to \(output)", why: contradiction)
    }
    do {
      let parts = try parts(of: ids, options.split)
      let paths = parts.map { Self.path(output, part: $0.name) }
      for path in paths where output != "-" {
        for name in [path, path + ManifestHeader.suffix] {
          Unfinished.removeAbandoned(FilePath(name).unfinished)
        }
        try Self.checkIsFree(path)
        if options.manifest == nil { try Self.checkIsFree(path + ManifestHeader.suffix) }
      }
      var report = ExportReport()
      let archive = ManifestHeader.Archive(
        fingerprint: try store.fingerprint().hex, messages: try store.totals().messages)
      var staged: [StagedExport] = []
      for (part, path) in zip(parts, paths) {
        let export = try StagedExport(path, options, archive: archive)
        try write(part.messages, to: export, options, &report, of: ids.count)
        staged.append(export)
      }
      report.isProven = options.proves && output != "-"
      if report.isProven {
        var proof = ExportProof()
        for export in staged { proof = try export.prove(options, of: ids.count, after: proof) }
      }
      for export in staged { try export.publish() }
      report.files = paths
      return report
    } catch { throw ArchiveError(any: error) }
  }

  private func write(
    _ ids: [Int64], to export: StagedExport, _ options: ExportOptions,
    _ report: inout ExportReport, of all: Int
  ) throws {
    let hasFolders = options.format == .maildir
    let damaged = options.leavesOutDamaged ? DamagedMessages() : nil
    try forEachMessage(of: ids, spillingTo: export.spillPlace, damaged: damaged) {
      summary, bytes in
      if options.isInterrupted() { throw Self.interruption(export.path) }
      let folder = hasFolders ? try store.filing(of: summary.id).folders.first : nil
      let entry = try export.write(summary, bytes, folder: folder ?? "")
      report.messages += 1
      report.bytes += bytes.count
      if entry.isLossy { report.lossy.append(summary.id) }
      options.progress(
        ExportProgress(
          step: "write", messages: report.messages, allMessages: all, bytes: report.bytes))
    }
    report.leftOut += damaged?.all ?? []
    try export.finish()
  }

  static func interruption(_ path: String) -> ArchiveError {
    ArchiveError(
      .interrupted, "export to \(path)", why: "stopped on request; it was not made",
      remedy: "The archive is as it was.")
  }

  /// Checks first, so that an export in parts does not fail in the middle.
  private static func checkIsFree(_ path: String) throws {
    let file = FilePath(path)
    if POSIX.exists(file) { throw FileError(writing: file, EEXIST) }
  }

  /// Names a part: "mail.mbox.gz" and "2024" give "mail-2024.mbox.gz".
  static func path(_ output: String, part: String) -> String {
    guard !part.isEmpty else { return output }
    let name = lastComponent(of: output)
    let directory = output.dropLast(name.count)
    let dot = name.dropFirst().firstIndex(of: ".") ?? name.endIndex
    return directory + name[..<dot] + "-" + part + name[dot...]
  }

  /// ISO 8601 in UTC.
  static func isoDate(_ seconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
  }
}

func lastComponent(of path: String) -> String {
  String(path.split(separator: "/").last ?? "")
}
