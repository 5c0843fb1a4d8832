public import Archive

/// The result of one fetch from one account.
public struct FetchReport: Sendable {
  public let account: String
  /// Messages on the server.
  public var listed = 0
  /// Number of listed messages that were fetched before.
  public var known = 0
  public var totals = RunTotals()
  /// Number of copies that were not fetched because they are proven to be messages that are here.
  public var recognised = 0
  /// Left on the server because of `max_size`.
  public var tooLarge = 0
  /// New ones left for the next run because of `session_limit`.
  public var postponed = 0
  /// Left on the server because they reached it before `since`.
  public var old = 0
  /// What a real run would have fetched; nil unless this is a dry run.
  public var wouldFetch: (count: Int, bytes: Int)?
  /// Seconds that the server wants between two sessions.
  public var loginDelay: Double?
  /// The server answered RETR with -ERR; asked again next time.
  public var refused: [String] = []
  /// Refused by the server before: asked again in some days.
  public var refusedBefore = 0
  /// Came, but hardly as the server holds it: kept here with the tag "suspect", and left there. Each
  /// with the reason.
  public var suspect: [String] = []
  /// Suspect in two sessions, the same both times: left there until somebody takes the tag away.
  public var held = 0
  /// May have been cut off: kept here with the tag "incomplete", and asked again next time.
  public var incomplete: [String] = []
  /// The session broke in these; asked again next time.
  public var missing: [String] = []
  /// Deleted on the server, confirmed by its answer to QUIT.
  public var deleted = 0
  /// The server answered DELE with -ERR.
  public var deletionsRefused: [String] = []
  /// Deleted, but the server did not confirm it: they may be there or not.
  public var deletionsUncertain = 0
  /// Messages erased here because they were deleted and their grace period is over.
  public var erased = 0
  /// What else went wrong, without harm to what was fetched.
  public var warnings: [String] = []

  public init(account: String) { self.account = account }

  /// Adds what a further session did with the same list of messages.
  mutating func add(_ other: FetchReport) {
    refused += other.refused
    suspect += other.suspect
    deleted += other.deleted
    deletionsRefused += other.deletionsRefused
    deletionsUncertain += other.deletionsUncertain
    warnings += other.warnings
  }

  /// Adds what another connection of the same fetch did in folders of its own.
  mutating func merge(_ other: FetchReport) {
    add(other)
    listed += other.listed
    known += other.known
    recognised += other.recognised
    tooLarge += other.tooLarge
    postponed += other.postponed
    old += other.old
    refusedBefore += other.refusedBefore
    missing += other.missing
  }

  /// Nothing is left that should have come.
  public var isComplete: Bool {
    refused.isEmpty && suspect.isEmpty && incomplete.isEmpty && missing.isEmpty
      && totals.rejected == 0
  }
}

/// How far a fetch is, for a progress line.
public struct FetchProgress: Sendable {
  public let account: String
  /// On the server, decoded; empty where there is one folder only.
  public let folder: String
  /// Messages that arrived whole, and those asked for so far.
  public let arrived: Int
  public let asked: Int
  public let bytes: Int
}

/// The result of one account's fetch.
public struct FetchResult: Sendable {
  public let account: String
  public let outcome: MailArchive.FetchOutcome

  public init(account: String, outcome: MailArchive.FetchOutcome) {
    self.account = account
    self.outcome = outcome
  }

  /// Nothing is left that should have come.
  public var isComplete: Bool { (try? outcome.get().isComplete) ?? false }
}

/// The result of one fetch from several accounts.
public struct FetchRound: Sendable {
  /// In the order in which they ended.
  public let results: [FetchResult]
  public let index: IndexReport
}
