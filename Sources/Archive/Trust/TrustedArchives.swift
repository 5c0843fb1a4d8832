import Files
import FoundationEssentials
import Glibc
import Text

/// The archives of other users whose settings a person said to obey (`mailcask trust DIR`), until
/// that is withdrawn. An entry counts only for the very directory: path, device, inode and owner.
public struct TrustedArchives: Sendable {
  public struct Entry: Codable, Equatable, Sendable {
    public let path: String
    let device: UInt64
    let inode: UInt64
    let owner: UInt32

    init?(directory: String) {
      var status = stat()
      guard unsafe lstat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        return nil
      }
      path = directory
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
      owner = status.st_uid
    }
  }

  private let directory: String
  private var file: String { directory + "/trusted.json" }

  /// `$XDG_CONFIG_HOME/mailcask`, or `~/.config/mailcask` (XDG Base Directory Specification).
  public init(environment: (String) -> String?) {
    if let settings = environment("XDG_CONFIG_HOME"), settings.hasPrefix("/") {
      directory = settings + "/mailcask"
    } else {
      directory = ArchiveLocation.home(environment: environment) + "/.config/mailcask"
    }
  }

  public var entries: [Entry] {
    // A list that others may write to says nothing.
    guard let ownership = FileOwnership(of: file),
      ownership.objection(from: [geteuid()]) == nil,
      let bytes = try? SmallFile.read(FilePath(file), limit: Limits.trustListBytes)
    else { return [] }
    return (try? JSONDecoder().decode([Entry].self, from: Data(bytes))) ?? []
  }

  func contains(_ location: ArchiveLocation) -> Bool {
    guard let entry = Entry(directory: location.directory) else { return false }
    return entries.contains(entry)
  }

  /// - Throws: `notAnArchive`, `fileSystem`.
  public func add(_ location: ArchiveLocation) throws(ArchiveError) {
    guard location.isArchive, let entry = Entry(directory: location.directory) else {
      throw ArchiveError(
        .notAnArchive, "trust \(location.directory)", why: "there is no mail.sqlite in it",
        remedy: "Name the directory of an archive.")
    }
    try save(entries.filter { $0.path != entry.path } + [entry])
  }

  /// - Throws: `notFound` where the archive was not trusted; `fileSystem`.
  public func withdraw(_ location: ArchiveLocation) throws(ArchiveError) {
    let rest = entries.filter { $0.path != location.directory }
    guard rest.count < entries.count else {
      throw ArchiveError(
        .notFound, "withdraw trust in \(location.directory)", why: "it was not trusted",
        remedy: "See the list with: mailcask trust --list")
    }
    try save(rest)
  }

  private func save(_ entries: [Entry]) throws(ArchiveError) {
    let bytes = JSONValue(encoding: entries, names: .asDeclared).bytes
    do {
      try POSIX.makeDirectories(FilePath(directory))
      try SmallFile.replace(FilePath(file), bytes)
    } catch { throw ArchiveError(error) }
  }
}
