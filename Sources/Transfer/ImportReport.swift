public import Archive

/// How files are taken in.
public struct ImportOptions: Sendable {
  /// Nil: as the manifest beside a file says, else recognised by looking.
  public var dialect: MboxDialect?
  /// Files that were imported and have not changed since are read all the same.
  public var readsAgain = false
  /// Bytes that what is rejected and kept may take in all.
  package var rejectedBytes = Limits.rejectedBytes
  public var progress: @Sendable (ImportProgress) -> Void = { _ in }
  /// Told after each commit.
  public var committed: @Sendable () -> Void = {}
  /// Asked between messages; true ends the import, and what was read is stored.
  public var isInterrupted: @Sendable () -> Bool = { false }

  public init() {}
}

/// The result of an import.
public struct ImportReport: Equatable, Sendable {
  public var totals = RunTotals()
  /// Files and entries left out, which are not offered, by why: "no mail". Empty ones are not counted.
  /// Messages that were deleted in their mail program are in the run's books, with the reason; files
  /// without mail are not.
  public var skipped: [String: Int] = [:]
  /// How many of the copies are in files that have not changed since they were imported, so that they
  /// were not read again. The run's books don't have them.
  public private(set) var unchanged = 0
  /// What could not be taken in, each with file, offset and reason.
  public var rejections: [String] = []
  /// Messages erased because they were deleted and their grace period is over.
  public var erased = 0
  /// Ended on request; the same import goes on from there.
  public var isInterrupted = false
  /// Sources whose earlier import was interrupted and that went on from there.
  public var resumed: [String] = []

  public init() {}

  /// Messages that the books have as rejected and `skipped` has, too.
  var leftOut = 0

  /// They were not offered, so that nothing went wrong with them.
  mutating func forgiveLeftOut() {
    totals.rejected -= leftOut
    leftOut = 0
  }

  mutating func addUnchanged(octets: Int) {
    unchanged += 1
    totals.copies += 1
    totals.bytes += octets
  }
}

/// How far an import is.
public struct ImportProgress: Sendable {
  public let path: String
  public let messages: Int
  /// Octets read from the source so far, of compressed files as they are.
  public let octets: UInt64
  /// Octets of the whole source; 0 where that is not known.
  public let allOctets: UInt64
}
