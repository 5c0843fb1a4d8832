/// What an import came to.
public struct ImportReport: Equatable, Sendable {
  public var totals = IngestTotals()
  /// Files and entries that are no mail, or were marked as deleted: not offered, so not in the books.
  public var skipped = 0
  /// What could not be taken in, each with file, offset and reason.
  public var rejections: [String] = []

  public init() {}
}

/// How far an import is.
public struct ImportProgress: Sendable {
  public let path: String
  public let messages: Int
  /// Octets of raw mail so far.
  public let octets: Int
}
