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

  /// Copies store and settings as they are at one moment, while fetching may go on, and verifies the
  /// copy. It is an archive itself: searching there makes it an index. To an older backup of the same
  /// archive only what changed is written, all of it or nothing; anything else is refused.
  ///
  /// - Parameter anew: copy and verify everything, whatever is there.
  /// - Returns: the fingerprint of what the backup holds.
  /// - Throws: `alreadyThere`, `fileSystem`, `damaged`, `interrupted`.
  public func backup(
    to destination: ArchiveLocation, anew: Bool = false,
    progress: @escaping (MaintenanceProgress) -> Void = { _ in },
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(ArchiveError) -> String {
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
      let digest = try store.backup(to: destination.storeFile, anew: anew) {
        try check()
        progress($0)
      }
      try Self.copySettings(from: location, to: destination)
      return digest.hex
    }
  }

  /// Makes an archive from a backup, and verifies it.
  ///
  /// - Returns: the fingerprint of what was restored.
  /// - Throws: `alreadyThere` where an archive is, `notAnArchive`, `fileSystem`, `damaged`,
  ///   `interrupted`.
  public static func restore(
    from backup: ArchiveLocation, to location: ArchiveLocation,
    progress: @escaping (MaintenanceProgress) -> Void = { _ in },
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(ArchiveError) -> String {
    try stoppable(
      isInterrupted, "restore to \(location.directory)", whatIsSafe: "No archive was made there"
    ) { check in
      guard !location.isArchive else {
        throw ArchiveError(
          .alreadyThere, "restore to \(location.directory)", why: "an archive is there",
          remedy: "Name another directory; nothing is overwritten.")
      }
      // An index that was made for another state is of no use.
      if FileManager.default.fileExists(atPath: location.indexDirectory) {
        throw ArchiveError(
          .alreadyThere, "restore to \(location.directory)", why: "there is an index already",
          remedy: "Restore to a new directory.")
      }
      guard backup.isArchive else {
        throw ArchiveError(
          .notAnArchive, "restore \(backup.directory)", why: "there is no mail.sqlite in it",
          remedy: "Name the directory that mailcask backup made.")
      }
      try makePrivateDirectory(location.directory, what: "restore")
      let digest = try MailStore.restore(from: backup.storeFile, to: location.storeFile) {
        try check()
        progress($0)
      }
      try copySettings(from: backup, to: location)
      return digest.hex
    }
  }

  /// Any failure after a request to stop is told as that.
  ///
  /// - Parameter body: calls what it is given wherever it may be stopped.
  private static func stoppable<Value>(
    _ isInterrupted: @escaping () -> Bool, _ what: String, whatIsSafe: String,
    _ body: (_ check: @escaping () throws -> Void) throws -> Value
  ) throws(ArchiveError) -> Value {
    let interruption = ArchiveError(
      .interrupted, what, why: "stopped on request",
      remedy: "\(whatIsSafe); the same command begins anew.")
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

  /// Settings hold no secrets, but where they are; a file that is there is kept.
  private static func copySettings(
    from source: ArchiveLocation, to destination: ArchiveLocation
  ) throws {
    let limit = Limits.configurationOctets
    let settings = FilePath(source.configurationFile)
    guard let bytes = try? SmallFile.read(settings, limit: limit) else { return }
    try SmallFile.replace(FilePath(destination.configurationFile), bytes)
  }
}
