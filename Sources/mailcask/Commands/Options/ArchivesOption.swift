import Archive
import ArgumentParser
import Foundation

/// `--archive`, once for each archive to search.
struct ArchivesOption: ParsableArguments {
  @Option(
    name: .customLong("archive"),
    help: ArgumentHelp(
      "An archive's directory, or a file that names a remote index. Can be repeated.",
      discussion: """
        Default: $MAILCASK_ARCHIVE; else this directory or the nearest one above it that is an \
        archive; else ~/.local/share/mailcask. A remote index is one that xapian-tcpsrv or \
        xapian-progsrv serves; its file has a line such as: remote mail.example.org:33333
        """, valueName: "dir"))
  var archives: [String] = []

  @OptionGroup var verbosity: VerbosityOptions

  var areSeveral: Bool { archives.count > 1 }

  var group: ArchiveGroup {
    get throws { try Self.group(of: archives) }
  }

  /// - Parameter archives: the values of `--archive`.
  static func group(of archives: [String]) throws -> ArchiveGroup {
    guard !archives.isEmpty else {
      return ArchiveGroup([try ArchiveOption.openForReading(nil)])
    }
    let directory = FileManager.default.currentDirectoryPath
    var paths: [String] = []
    for path in archives.map({ ArchiveLocation.absolute($0, from: directory) })
    where !paths.contains(path) {
      paths.append(path)
    }
    return ArchiveGroup(
      try paths.filter { !isStub($0) }.map { try ArchiveOption.openForReading($0) },
      remotes: paths.filter(isStub))
  }

  /// Any other regular file is reported as "not an archive".
  private static func isStub(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let file = FileHandle(forReadingAtPath: path)
    else { return false }
    let beginning = try? file.read(upToCount: stubBytes)
    let lines = String(decoding: beginning ?? Data(), as: UTF8.self).split(separator: "\n")
    return lines.contains { $0.hasPrefix("remote ") }
  }

  private static let stubBytes = 4_096
}
