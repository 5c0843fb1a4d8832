import Extraction
public import Mail

/// How the text of attachments is read.
public struct AttachmentOptions: Sendable {
  /// What runs Mailcask's worker with the arguments that follow: the program itself unless another
  /// program embeds it.
  public var worker = ["/proc/self/exe", DocumentWorker.command]
  /// Called after each commit.
  public var committed: @Sendable () -> Void = {}
  /// Messages with attachments that were looked through, and the number of all to look through.
  public var progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  /// What was read until then is kept.
  public var isInterrupted: @Sendable () -> Bool = { false }

  public init() {}
}

/// What reading attachments found.
public struct AttachmentReport: Equatable, Sendable {
  /// Number of attachments by the result of reading them, each counted once however many messages hold
  /// it.
  public var outcomes: [AttachmentOutcome: Int] = [:]
  /// Number of messages that have some.
  public var messages = 0
  public var isInterrupted = false

  public var total: Int { outcomes.values.reduce(0, +) }

  public init() {}
}
