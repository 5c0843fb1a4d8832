import Digests
import FoundationEssentials
import Glibc
import Mailbox
import Store

extension MailArchive {
  /// Writes messages in the order given. A file appears under its name only when it is complete, and
  /// nothing is overwritten. Beside each lies a manifest, `NAME.manifest.json`, that proves it.
  ///
  /// - Parameter output: file or directory to make; "-" is standard output, without manifest and
  ///   proof.
  /// - Throws: `alreadyThere`, `fileSystem`; `damaged` where a message here is, or where what was
  ///   read back differs; `interrupted`.
  public func export(
    _ ids: [Int64], to output: String, _ options: ExportOptions = ExportOptions()
  ) throws(ArchiveError) -> ExportReport {
    if let contradiction = options.contradiction(output: output) {
      throw ArchiveError(.configuration, "export to \(output)", why: contradiction)
    }
    do {
      let parts = try parts(of: ids, options.split)
      let paths = parts.map { Self.path(output, part: $0.name) }
      for path in paths where output != "-" { try Self.checkIsFree(path) }
      var report = ExportReport()
      for (part, path) in zip(parts, paths) {
        try write(part.messages, to: path, options, &report, of: ids.count)
      }
      report.isProven = options.proves && output != "-"
      return report
    } catch { throw ArchiveError(any: error) }
  }

  private func write(
    _ ids: [Int64], to path: String, _ options: ExportOptions, _ report: inout ExportReport,
    of all: Int
  ) throws {
    let destination = try ExportDestination(path, options)
    var manifest: ManifestWriter?
    if path != "-" {
      let header = ManifestHeader(
        file: lastComponent(of: path), options, fingerprint: try store.fingerprint(),
        messages: try store.totals().messages)
      manifest = try ManifestWriter(path + ManifestHeader.suffix, header)
    }
    do {
      try forEachSummary(of: ids) { summary in
        if options.isInterrupted() { throw Self.interruption(path) }
        let bytes = try store.octets(of: summary.id)
        let hasFolders = options.format == .maildir
        let folder = hasFolders ? try store.places(of: summary.id).folders.first : nil
        let entry = try destination.write(summary, bytes, folder: folder ?? "")
        try manifest?.add(entry)
        report.messages += 1
        report.octets += bytes.count
        if entry.isLossy { report.lossy.append(summary.id) }
        options.progress(
          ExportProgress(
            step: "write", messages: report.messages, allMessages: all, octets: report.octets))
      }
      try destination.finish()
      try manifest?.finish()
    } catch {
      destination.abandon()
      throw error
    }
    report.files.append(path)
    if options.proves, path != "-" { try prove(path, options) }
  }

  private func prove(_ path: String, _ options: ExportOptions) throws {
    let proof = try Self.checkExport(
      path, progress: options.progress, isInterrupted: options.isInterrupted)
    guard let damage = proof.damage.first else { return }
    throw ArchiveError(
      .damaged, "export to \(path)", why: "read back, it is not what was written: \(damage)",
      remedy: "Do not rely on it: check the disk, remove it and export again.")
  }

  private static func interruption(_ path: String) -> ArchiveError {
    ArchiveError(
      .interrupted, "export to \(path)", why: "stopped on request; it was not made",
      remedy: "The archive is as it was.")
  }

  /// So that an export in parts does not fail in the middle of it.
  private static func checkIsFree(_ path: String) throws {
    for path in [path, path + ManifestHeader.suffix]
    where FileManager.default.fileExists(atPath: path) {
      throw MailboxError(
        .alreadyExists, path: path, reason: "exists already; move it or choose another name")
    }
  }

  /// "mail.mbox.gz" and "2024" are "mail-2024.mbox.gz".
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
