import Digests
import Files
import FoundationEssentials
import Glibc
import Store

extension MailArchive {
  /// One digest for all messages: two archives with the same messages have the same, in whatever
  /// order and from wherever they came. In hexadecimal.
  public func fingerprint() throws(ArchiveError) -> String {
    do { return try store.fingerprint().hex } catch { throw ArchiveError(error) }
  }

  /// Like `fingerprint`, but the same for the same mail in other line ends, or with other notes of
  /// programs that keep mail. All messages of an older archive are read for it, once.
  ///
  /// - Throws: `locked` while the archive must be read again and something else writes to it.
  public func canonicalFingerprint() throws(ArchiveError) -> String {
    do {
      try readAgain()
      guard try !store.isDerivationDue() else {
        throw ArchiveError(
          .locked, "compute the canonical fingerprint",
          why: "all messages must be read again first, and the archive cannot be written to",
          remedy: "Try again when no other command writes to it.")
      }
      return try store.canonicalFingerprint().hex
    } catch { throw ArchiveError(any: error) }
  }

  /// Copies store and settings as they are at one moment, while fetching may go on, and verifies the
  /// copy. It is an archive itself: searching there makes it an index. To an older backup of the same
  /// archive only what changed is written, all of it or nothing; anything else is refused.
  ///
  /// - Parameter everything: copy and verify every row, whatever is there.
  /// What was rejected and kept goes with it; tokens and files of passwords do not.
  ///
  /// - Throws: `alreadyThere`, `fileSystem`, `damaged`, `interrupted`.
  public func backup(
    to destination: ArchiveLocation, everything: Bool = false,
    progress: @escaping (MaintenanceProgress) -> Void = { _ in },
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(ArchiveError) -> BackupReport {
    guard !destination.isSame(as: location) else {
      throw ArchiveError(
        .alreadyThere, "back up to \(destination.directory)", why: "it is this very archive",
        remedy: "Name another directory, best on another disk.")
    }
    return try Self.stoppable(
      isInterrupted, "back up to \(destination.directory)",
      whatIsSafe: "An older backup there is as it was"
    ) { check in
      try Self.makePrivateDirectory(destination.directory, what: "back up")
      // So that no store is ever without its settings. What is there may be another archive's.
      destination.removeAbandoned()
      if !destination.isArchive { try Self.copySettings(from: location, to: destination) }
      let digest = try store.backup(to: destination.storeFile, everything: everything) {
        try check()
        progress($0)
      }
      try Self.copySettings(from: location, to: destination)
      let kept = try Self.copyKept(from: location, to: destination)
      let report = try BackupReport(destination, fingerprint: digest.hex, kept: kept)
      noteBackup(destination)
      return report
    }
  }

  /// When the latest backup was complete, in seconds since 1970; nil if none is known of.
  package var lastBackup: Int64? {
    let bytes = try? SmallFile.read(FilePath(location.lastBackupFile), limit: 64)
    return bytes.flatMap { Int64(String(decoding: $0.prefix { $0 != 10 }, as: UTF8.self)) }
  }

  /// An archive that may not be written to can be backed up all the same.
  private func noteBackup(_ destination: ArchiveLocation) {
    try? SmallFile.replace(
      FilePath(location.lastBackupFile), Array("\(currentTime())\n".utf8))
    let place = ArchiveLocation.absolute(
      destination.directory, from: FileManager.default.currentDirectoryPath)
    let places = [place] + backups.filter { $0 != place }
    try? SmallFile.replace(
      FilePath(location.backupsFile),
      Array(places.prefix(Limits.backupsRemembered).map { $0 + "\n" }.joined().utf8))
  }

  /// Where backups were made, the latest first.
  package var backups: [String] {
    let bytes = try? SmallFile.read(
      FilePath(location.backupsFile), limit: Limits.backupListBytes)
    return String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Makes an archive from a backup, and verifies it.
  ///
  /// - Throws: `alreadyThere` where an archive is, `notAnArchive`, `fileSystem`, `damaged`,
  ///   `interrupted`.
  public static func restore(
    from backup: ArchiveLocation, to location: ArchiveLocation,
    progress: @escaping (MaintenanceProgress) -> Void = { _ in },
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(ArchiveError) -> BackupReport {
    try stoppable(
      isInterrupted, "restore to \(location.directory)", whatIsSafe: "No archive was made there"
    ) { check in
      guard !location.isArchive else {
        throw ArchiveError(
          .alreadyThere, "restore to \(location.directory)", why: "an archive is there",
          remedy: "Name another directory; nothing is overwritten.")
      }
      // An index that was made for another state is of no use.
      if POSIX.exists(FilePath(location.indexDirectory)) {
        throw ArchiveError(
          .alreadyThere, "restore to \(location.directory)", why: "there is an index already",
          remedy: "Restore to a new directory.")
      }
      if let reason = backup.reasonItIsHidden {
        throw ArchiveError(
          .fileSystem, "restore \(backup.directory)", why: "it cannot be looked into (\(reason))",
          remedy: "Run as its owner, or ask the owner for permission.")
      }
      guard backup.isArchive else {
        throw ArchiveError(
          .notAnArchive, "restore \(backup.directory)", why: "there is no mail.sqlite in it",
          remedy: "Name the directory that mailcask backup made.")
      }
      try makePrivateDirectory(location.directory, what: "restore")
      location.removeAbandoned()
      try copySettings(from: backup, to: location)
      let kept = try copyKept(from: backup, to: location)
      let digest = try MailStore.restore(from: backup.storeFile, to: location.storeFile) {
        try check()
        progress($0)
      }
      return try BackupReport(location, fingerprint: digest.hex, kept: kept)
    }
  }

  /// Any failure after a request to stop is reported as an interruption.
  ///
  /// - Parameter body: calls what it is given wherever it may be stopped.
  private static func stoppable<Value>(
    _ isInterrupted: @escaping () -> Bool, _ what: String, whatIsSafe: String,
    _ body: (_ check: @escaping () throws -> Void) throws -> Value
  ) throws(ArchiveError) -> Value {
    let interruption = ArchiveError(
      .interrupted, what, why: "stopped on request",
      remedy: "\(whatIsSafe); the same command starts over.")
    do {
      return try body { if isInterrupted() { throw interruption } }
    } catch { throw isInterrupted() ? interruption : ArchiveError(any: error) }
  }

  /// The text of the store's schema, which says how to read it without Mailcask.
  public static var schema: String { MailStore.schema }

  private static func makePrivateDirectory(_ path: String, what: String) throws {
    do {
      try POSIX.makeDirectories(FilePath(path))
    } catch {
      throw ArchiveError(
        .fileSystem, "\(what) to \(path)", why: "it cannot be made a directory (\(error.cause))",
        remedy: "Name another place.")
    }
  }

  /// What was rejected and kept, and what waits to be taken in: files that are there already stay, and
  /// nothing is removed.
  ///
  /// - Returns: how many files the copy has of it.
  private static func copyKept(
    from source: ArchiveLocation, to destination: ArchiveLocation
  ) throws -> Int {
    var files = 0
    for (from, to) in zip(source.keptDirectories, destination.keptDirectories) {
      guard let names = try? POSIX.list(FilePath(from)) else { continue }
      try POSIX.makeDirectories(FilePath(to))
      for index in 0..<names.count {
        let (file, copy) = (FilePath(from) / names[index], FilePath(to) / names[index])
        let status = try POSIX.status(file)
        guard status.type == .regular else { continue }
        files += 1
        if let there = try? POSIX.status(copy), there.size == status.size,
          there.modified >= status.modified
        {
          continue
        }
        try copyFile(file, to: copy)
      }
    }
    return files
  }

  private static func copyFile(_ source: FilePath, to destination: FilePath) throws(FileError) {
    let input = try POSIX.openForReading(source)
    defer { POSIX.close(input) }
    let file = try StagedFile(destination)
    var portion = [UInt8](repeating: 0, count: Limits.bytesReadAtOnce)
    while true {
      let count = try POSIX.read(input, into: &portion, from: 0, source)
      if count == 0 { break }
      try file.write(portion.span.extracting(0..<count))
    }
    try file.publish(.replacing)
  }

  /// Settings hold no secrets, but where they are; a file that is there is kept.
  private static func copySettings(
    from source: ArchiveLocation, to destination: ArchiveLocation
  ) throws {
    let limit = Settings.Limits.configurationBytes
    let settings = FilePath(source.configurationFile)
    guard let bytes = try? SmallFile.read(settings, limit: limit) else { return }
    try SmallFile.replace(FilePath(destination.configurationFile), bytes)
  }
}

/// What a backup, or an archive that was restored, holds.
public struct BackupReport: Equatable, Sendable {
  public let fingerprint: String
  public let messages: Int
  /// Size of the store and the files beside it.
  public let bytes: Int64
  /// Number of rejected messages and other kept files in it.
  public let kept: Int
  /// What it does not hold of the settings, each as a phrase: "the password of work (from …)".
  public let missing: [String]

  fileprivate init(
    _ location: ArchiveLocation, fingerprint: String, kept: Int
  ) throws(ArchiveError) {
    self.fingerprint = fingerprint
    self.kept = kept
    let archive = try MailArchive.open(location, .reading)
    messages = try archive.messageCount()
    bytes = location.keptDirectories.reduce(MailArchive.bytes(ofFilesIn: location.directory)) {
      $0 + MailArchive.bytes(ofFilesIn: $1)
    }
    missing = archive.configuration.accounts.compactMap { account in
      switch account.secret {
      case .file(let path): "the password of \(account.name) (from \(path))"
      case .oauth(let settings) where settings.refreshCommand == nil:
        "the permission to read the mail of \(account.name)"
      default: nil
      }
    }
  }
}

extension ArchiveLocation {
  fileprivate var keptDirectories: [String] { [rejectedDirectory, incomingDirectory + "/new"] }

  /// What processes that were killed were writing.
  func removeAbandoned() {
    for place in [directory, accountsDirectory, rejectedDirectory, incomingDirectory + "/tmp"] {
      Unfinished.removeAbandoned(in: FilePath(place))
    }
  }
}
