/// One thing that was looked at, and what to do about it.
public struct Finding: Equatable, Sendable {
  public enum Level: String, Sendable, CaseIterable {
    case good
    /// Good to know.
    case hint
    /// Will be a problem.
    case warning
    /// Something does not work, or is not safe.
    case problem
  }

  public enum Subject: String, Sendable, CaseIterable {
    case versions, archive, configuration, permissions, disk, store, lock, index, runs, clock
    case secrets, certificates, accounts, backup, attachments, decryption, outbox
  }

  public let subject: Subject
  public let level: Level
  /// One sentence without a full stop. May quote settings and servers.
  public let text: String
  /// What to do, as a sentence; empty where there is nothing to do.
  public let remedy: String

  public init(_ subject: Subject, _ level: Level, _ text: String, remedy: String = "") {
    self.subject = subject
    self.level = level
    self.text = text
    self.remedy = remedy
  }

  package init(_ subject: Subject, _ error: ArchiveError) {
    self.init(subject, .problem, "\(error.what): \(error.why)", remedy: error.remedy)
  }
}
