import Archive
import ArgumentParser

/// What a command ends with. Every command keeps to these three; throwing one ends it when all has been
/// printed already.
enum ExitStatus {
  /// Everything that was asked for was done.
  static let done = ExitCode(0)
  /// Nothing was found, or a part failed: an account, a file, a message.
  static let partial = ExitCode(1)
  /// Wrong use: arguments, a query, the settings, no archive.
  static let usage = ExitCode(2)

  static func of(_ code: ArchiveError.Code) -> ExitCode {
    switch code {
    case .notAnArchive, .alreadyThere, .newerVersion, .fileSystem, .configuration, .query: usage
    case .locked, .credentials, .network, .certificate, .server, .notFound, .damaged, .index,
      .mailbox, .interrupted:
      partial
    }
  }
}
