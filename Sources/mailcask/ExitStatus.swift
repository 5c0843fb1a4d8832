import Archive
import ArgumentParser
import Manual

/// What a command ends with; throwing one ends it when all has been printed already.
enum ExitStatus {
  static let done = of(.done)
  static let partial = of(.partial)
  static let usage = of(.usage)

  static func of(_ code: ArchiveError.Code) -> ExitCode { of(ExitMeaning(of: code)) }

  private static func of(_ meaning: ExitMeaning) -> ExitCode { ExitCode(meaning.rawValue) }
}
