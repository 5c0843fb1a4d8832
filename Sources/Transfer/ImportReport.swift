public import Archive

/// Options of an import.
public struct ImportOptions: Sendable {
  /// Nil: use the manifest beside a file, or else detect the dialect.
  public var dialect: MboxDialect?
  /// Also read files that were imported before and have not changed since.
  public var readsAgain = false
  /// What the source is called in the books instead of its path, where that is only its place for now.
  public var sourceName: String?
  /// Each file of a Maildir is one message, whatever it looks like.
  package var entriesAreMessages = false
  /// Bytes that what is rejected and kept may take in all.
  package var rejectedBytes = Limits.rejectedBytes
  public var progress: @Sendable (ImportProgress) -> Void = { _ in }
  /// Called after each commit.
  public var committed: @Sendable () -> Void = {}
  /// Called between messages; true ends the import, and what was read is stored.
  public var isInterrupted: @Sendable () -> Bool = { false }

  public init() {}
}

/// The result of an import.
public struct ImportReport: Equatable, Sendable {
  public var totals = RunTotals()
  /// Number of skipped files and entries by reason, such as "no mail"; empty ones are not counted. Of
  /// these only messages that were left out count as offered and are in the run's ledger.
  public var skipped: [String: Int] = [:]
  /// The number of copies in files that were not read again because they have not changed since
  /// they were imported. The run's ledger does not include them.
  public private(set) var unchanged = 0
  /// What could not be imported, each with file, offset and reason.
  public var rejections: [String] = []
  /// Messages erased because they were deleted and their grace period is over.
  public var erased = 0
  /// Stopped on request; the same import continues from there.
  public var isInterrupted = false
  /// Sources whose earlier import was interrupted and continued now.
  public var resumed: [String] = []

  public init() {}

  mutating func addUnchanged(bytes: Int) {
    unchanged += 1
    totals.copies += 1
    totals.bytes += bytes
  }
}

/// Progress of an import.
public struct ImportProgress: Sendable {
  public let path: String
  public let messages: Int
  /// Bytes read from the source so far; for compressed files, before decompression.
  public let bytes: UInt64
  /// Size of the whole source in bytes; 0 if it is not known.
  public let allBytes: UInt64
}
