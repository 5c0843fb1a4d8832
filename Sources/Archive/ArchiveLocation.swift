import Errors
import Glibc

/// An archive is one directory; this names what lies in it and finds it.
public struct ArchiveLocation: Equatable, Sendable {
  public let directory: String

  public init(directory: String) {
    self.directory = directory
  }

  /// Settings, to be edited by hand.
  public var configurationFile: String { directory + "/mailcask.toml" }
  /// The truth: messages, ledger, accounts' state, threads, tags.
  public var storeFile: String { directory + "/mail.sqlite" }
  /// Derived from the store: may be deleted, is rebuilt.
  public var indexDirectory: String { directory + "/index" }
  /// Numbers of messages in the mailboxes that are served; may be deleted: programs then read them again.
  package var serveFile: String { directory + "/serve.sqlite" }
  /// What mail programs log in with; a new one is made if it is deleted.
  package var servePasswordFile: String { directory + "/serve-password" }
  /// How far imports are that were interrupted; may be deleted: they then begin again.
  public var importsFile: String { directory + "/imports.json" }
  /// Messages that could not be taken in, byte for byte, so that nothing is lost even there.
  public var rejectedDirectory: String { directory + "/rejected" }

  /// A Maildir with messages that were delivered and are not imported yet.
  public var incomingDirectory: String { directory + "/incoming" }

  /// The time of the latest backup: seconds since 1970, as text.
  package var lastBackupFile: String { directory + "/last-backup" }
  /// Where backups were made, the latest first, as lines.
  package var backupsFile: String { directory + "/backups" }
  /// What is remembered of accounts and may be forgotten, and tokens; for the owner alone.
  public var accountsDirectory: String { directory + "/accounts" }

  /// Whether an archive lies here: the store's file is what makes it one.
  public var isArchive: Bool { unsafe access(storeFile, F_OK) == 0 }

  /// Why nobody can tell whether an archive is here; nil: one can.
  var reasonItIsHidden: String? {
    guard unsafe access(storeFile, F_OK) != 0, errno != ENOENT, errno != ENOTDIR else { return nil }
    return systemReason()
  }

  /// Whether both are one archive, by whatever names.
  func isSame(as other: ArchiveLocation) -> Bool {
    var (mine, others) = (stat(), stat())
    return unsafe stat(storeFile, &mine) == 0 && stat(other.storeFile, &others) == 0
      && mine.st_dev == others.st_dev && mine.st_ino == others.st_ino
  }

  /// The archive to use, in this order: `explicit` (from `--archive`), `MAILCASK_ARCHIVE`, the
  /// working directory or the nearest one above it that is an archive, and the default place.
  ///
  /// An archive that is not named but found is used only if it is the user's own: another user may
  /// have put it there, as in /tmp.
  ///
  /// - Parameters:
  ///   - environment: the value of a variable.
  ///   - warn: gets a sentence about an archive of another user that is passed over.
  /// - Throws: `notAnArchive` when the place that was named holds none, or none was found.
  public static func find(
    explicit: String?, environment: (String) -> String?, workingDirectory: String,
    warn: (String) -> Void = { _ in }
  ) throws -> ArchiveLocation {
    let named =
      explicit.map { ($0, "--archive") }
      ?? environment("MAILCASK_ARCHIVE").flatMap { $0.isEmpty ? nil : ($0, "MAILCASK_ARCHIVE") }
    if let (path, source) = named {
      let location = ArchiveLocation(directory: absolute(path, from: workingDirectory))
      guard location.isArchive else {
        if let reason = location.reasonItIsHidden {
          throw ArchiveError(
            .fileSystem, "open archive \(location.directory) (from \(source))",
            why: "it cannot be looked into (\(reason))",
            remedy: "Run as its owner, or ask the owner for permission.")
        }
        throw ArchiveError(
          .notAnArchive, "open archive \(location.directory) (from \(source))",
          why: "there is no mail.sqlite in it",
          remedy: "Make one with: mailcask init \(location.directory)")
      }
      return location
    }
    for directory in selfAndAbove(workingDirectory) {
      let location = ArchiveLocation(directory: directory)
      guard location.isArchive else { continue }
      guard let owner = location.foreignOwner(environment: environment) else { return location }
      warn(
        "the archive in \(directory) is not used: it belongs to \(owner), not to you. Name it with"
          + " --archive to read it, or trust it: mailcask trust \(directory)")
    }
    let fallback = ArchiveLocation(directory: defaultDirectory(environment: environment))
    guard fallback.isArchive else {
      throw ArchiveError(
        .notAnArchive, "find the archive",
        why: "none in this directory or above it, and none at \(fallback.directory)",
        remedy: "Name one with --archive DIR or MAILCASK_ARCHIVE, or make one: mailcask init")
    }
    return fallback
  }

  /// The user whom the directory, the store or the settings belong to if that is somebody else and
  /// the archive is not trusted; else nil.
  private func foreignOwner(environment: (String) -> String?) -> String? {
    let users = FileOwnership.ownUsers(environment: environment)
    let owners = [directory, storeFile, configurationFile].compactMap {
      FileOwnership(of: $0)?.owner
    }
    guard let foreign = owners.first(where: { !users.contains($0) }),
      !TrustedArchives(environment: environment).contains(self)
    else { return nil }
    return FileOwnership.name(of: foreign)
  }

  /// A symbolic link where the archive writes; nil where there is none. In another user's archive
  /// a link would turn a write to it into a write to a file of one's own.
  var firstLink: String? {
    [
      storeFile, storeFile + "-wal", storeFile + "-shm", storeFile + "-lock", indexDirectory,
      importsFile, rejectedDirectory, accountsDirectory, configurationFile,
    ].first { FileOwnership(of: $0)?.isLink == true }
  }

  /// `$XDG_DATA_HOME/mailcask`, or `~/.local/share/mailcask` (XDG Base Directory Specification).
  public static func defaultDirectory(environment: (String) -> String?) -> String {
    if let data = environment("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/mailcask" }
    return home(environment: environment) + "/.local/share/mailcask"
  }

  /// `$HOME`, or what the system knows of the user where that is not set or empty.
  public static func home(environment: (String) -> String?) -> String {
    if let home = environment("HOME"), !home.isEmpty { return home }
    guard let user = unsafe getpwuid(getuid()), let home = unsafe user.pointee.pw_dir else {
      return ""
    }
    return unsafe String(cString: home)
  }

  /// `path` made absolute without asking the file system, without a trailing slash.
  public static func absolute(_ path: String, from workingDirectory: String) -> String {
    let full = path.hasPrefix("/") ? path : workingDirectory + "/" + path
    var absolute = ""
    for component in full.split(separator: "/") where component != "." {
      if component == ".." {
        absolute = String(absolute[..<(absolute.lastIndex(of: "/") ?? absolute.startIndex)])
      } else {
        absolute.append("/")
        absolute.append(contentsOf: component)
      }
    }
    return absolute.isEmpty ? "/" : absolute
  }

  private static func selfAndAbove(_ directory: String) -> [String] {
    let components = directory.split(separator: "/")
    return (0...components.count).reversed().map {
      "/" + components.prefix($0).joined(separator: "/")
    }
  }
}
