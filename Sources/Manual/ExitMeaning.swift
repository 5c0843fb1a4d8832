package import Archive

/// What a command ends with. Every command keeps to these three.
package enum ExitMeaning: Int32 {
  /// Everything that was asked for was done.
  case done = 0
  /// Nothing was found, or a part failed: an account, a file, a message.
  case partial = 1
  /// Wrong use: arguments, a query, the settings, no archive.
  case usage = 2

  package init(of code: ArchiveError.Code) {
    switch code {
    case .notAnArchive, .alreadyThere, .newerVersion, .fileSystem, .configuration, .query:
      self = .usage
    case .locked, .credentials, .network, .certificate, .server, .notFound, .damaged, .index,
      .mailbox, .interrupted:
      self = .partial
    }
  }
}
