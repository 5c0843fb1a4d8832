import Archive
import ArgumentParser

/// What the shell is told. Every command keeps to these three.
enum ExitStatus {
  /// Everything that was asked for was done.
  static let done: Int32 = 0
  /// Nothing was found, or a part failed: an account, a file, a message.
  static let partial: Int32 = 1
  /// Wrong use: arguments, a query, the settings, no archive.
  static let usage: Int32 = 2

  static func of(_ code: ArchiveError.Code) -> Int32 {
    switch code {
    case .notAnArchive, .alreadyThere, .newerVersion, .fileSystem, .configuration, .query: usage
    case .locked, .credentials, .network, .certificate, .server, .notFound, .damaged, .index,
      .mailbox, .interrupted:
      partial
    }
  }
}

/// Ends a command with "nothing found or partly failed" when all has been said already.
let partlyFailed = ExitCode(ExitStatus.partial)
