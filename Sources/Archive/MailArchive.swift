import Files
import FoundationEssentials
import Glibc
package import Store

/// An archive: one directory with settings, the store and its index. What a program that embeds
/// Mailcask works with.
///
/// Safe to use from several threads. One process writes at a time; any number read.
public final class MailArchive: Sendable {
  public enum Access: Sendable {
    case reading
    /// Seconds to wait for another writer before giving up with `locked`.
    case writing(wait: Double)
  }

  public let location: ArchiveLocation
  public let configuration: Configuration
  package let store: MailStore
  /// Whether what the settings run and point to is obeyed.
  package let trust: SettingsTrust

  private init(
    location: ArchiveLocation, configuration: Configuration, store: MailStore,
    trust: SettingsTrust = SettingsTrust(objection: nil)
  ) {
    self.location = location
    self.configuration = configuration
    self.store = store
    self.trust = trust
  }

  /// Makes a new archive: the directory (0700), the commented settings, an empty store. What a run that
  /// was cut off has left is completed; settings that are there are kept.
  ///
  /// - Throws: `alreadyThere` where one is, or where the directory holds other things;
  ///   `fileSystem`. Nothing half made is left behind.
  public static func create(at location: ArchiveLocation) throws(ArchiveError) -> MailArchive {
    let what = "make an archive in \(location.directory)"
    let madeDirectory = try makeDirectory(location.directory, what)
    let hasSettings = POSIX.exists(FilePath(location.configurationFile))
    do {
      if !hasSettings {
        try writePrivateFile(location.configurationFile, Configuration.template, what)
      }
      let archive = MailArchive(
        location: location, configuration: Configuration(),
        store: try MailStore.create(at: location.storeFile))
      try archive.bringIndexUpToDate()
      return archive
    } catch {
      let store = location.storeFile
      let settings = hasSettings ? [] : [location.configurationFile]
      for made in settings + [
        store, store + "-wal", store + "-shm", store + "-lock", location.indexDirectory,
      ] {
        try? POSIX.removeTree(FilePath(made))
      }
      if madeDirectory { unsafe rmdir(location.directory) }
      throw ArchiveError(any: error)
    }
  }

  /// - Throws: `notAnArchive`, `newerVersion`, `locked`, `configuration`, `fileSystem`, `damaged`.
  public static func open(
    _ location: ArchiveLocation, _ access: Access
  ) throws(ArchiveError) -> MailArchive {
    var configuration: Configuration
    switch access {
    case .reading:
      // An account has nothing to do with mail that is here.
      configuration = try .readToleratingAccounts(file: location.configurationFile)
    case .writing: configuration = try .read(file: location.configurationFile)
    }
    let trust = SettingsTrust.of(location, environment: environmentVariable)
    if trust.objection != nil {
      configuration.rules = []
      configuration.search = SearchSettings()
      configuration.decrypt = DecryptSettings()
      if case .writing = access { try refuseLinks(in: location) }
    }
    do {
      let store: MailStore
      switch access {
      case .reading: store = try MailStore.open(at: location.storeFile, .reading)
      case .writing(let wait):
        store = try MailStore.open(at: location.storeFile, .writing(wait: wait))
        location.removeAbandoned()
        try store.setOwners(configuration.accounts.map(\.user).filter { $0.contains("@") })
      }
      return MailArchive(
        location: location, configuration: configuration, store: store, trust: trust)
    } catch { throw ArchiveError(error) }
  }

  private static func refuseLinks(in location: ArchiveLocation) throws(ArchiveError) {
    guard let link = location.firstLink else { return }
    throw ArchiveError(
      .configuration, "write to the archive in \(location.directory)",
      why: "\(link) is a symbolic link, and the archive's settings are not yours",
      remedy: "Ask its owner, or copy the mail out of it with: mailcask export")
  }

  /// Folds the log into the store's file, so that this one file is a valid copy, and lets another
  /// process write. Nothing may be called after. What is committed is safe without it.
  public func close() {
    try? store.close()
  }

  /// Whether the directory was made here; one that is there must be empty.
  private static func makeDirectory(
    _ path: String, _ what: String
  ) throws(ArchiveError) -> Bool {
    let directory = FilePath(path)
    if let contents = try? POSIX.list(directory) {
      let isFree = try contents.count == 0 ? true : isUnfinished(contents, path)
      guard isFree else {
        throw ArchiveError(
          .alreadyThere, what,
          why: contents.contains("mail.sqlite") ? "an archive is there" : "it is not empty",
          remedy: "Name another directory.")
      }
      unsafe chmod(path, 0o700)
      return false
    }
    do {
      try POSIX.makeDirectories(directory)
      return true
    } catch {
      throw ArchiveError(
        .fileSystem, what, why: "the directory cannot be made (\(error.cause))",
        remedy: "Choose a place that you may write to.")
    }
  }

  /// Whether a directory has nothing but what `create` makes, and not yet an archive; then only settings
  /// are left in it.
  private static func isUnfinished(
    _ contents: NameList, _ path: String
  ) throws(ArchiveError) -> Bool {
    let names = (0..<contents.count).map { String(decoding: contents[$0], as: UTF8.self) }
    // Settings that were being written.
    let drafts = names.filter { $0.hasPrefix("mailcask.toml.") && $0.hasSuffix(".new") }
    let made: Set = [
      "mailcask.toml", "mail.sqlite", "mail.sqlite-wal", "mail.sqlite-shm", "mail.sqlite-journal",
      "mail.sqlite-lock",
    ]
    guard made.union(drafts).isSuperset(of: names) else { return false }
    do {
      guard try MailStore.removeUnfinished(at: path + "/mail.sqlite") else { return false }
    } catch { throw ArchiveError(error) }
    for name in drafts { POSIX.remove(FilePath("\(path)/\(name)")) }
    return true
  }

  private static func writePrivateFile(
    _ path: String, _ text: String, _ what: String
  ) throws(ArchiveError) {
    do { try SmallFile.create(FilePath(path), Array(text.utf8)) } catch {
      throw ArchiveError(
        .fileSystem, what, why: "mailcask.toml cannot be written (\(error.cause))",
        remedy: "Check free space and permissions.")
    }
  }
}
