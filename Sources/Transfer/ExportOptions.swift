import Archive
public import Mail

/// Options of an export.
public struct ExportOptions: Sendable {
  public enum Format: Hashable, Sendable {
    case mbox(MboxDialect)
    case maildir, eml, zip, jsonl, csv

    /// The format writes a directory of files.
    public var isDirectory: Bool { self == .maildir || self == .eml }
    /// The format writes rows about messages, not the messages.
    public var isTable: Bool { self == .jsonl || self == .csv }
    /// The mbox dialect; nil for other formats.
    public var dialect: MboxDialect? { if case .mbox(let dialect) = self { dialect } else { nil } }
  }

  public enum Compression: String, Sendable, CaseIterable { case gzip, zstd }

  /// How an export is split into several files.
  public enum Split: Equatable, Sendable {
    /// By the year of the date, in UTC.
    case year
    /// By the account in which it was seen; if there are several, the first by name.
    case account
    /// By List-Id.
    case list
    /// Maximum number of bytes of messages in one file.
    case size(Int)
  }

  public var format = Format.mbox(.mboxrd)
  public var compression: Compression?
  public var split: Split?
  /// Write CRLF as LF; only in an mbox.
  public var convertsLineEnds = false
  /// Read the export back and compare every digest.
  public var proves = true
  /// Leave out messages that cannot be read back, and name them in the report; else the first of them ends
  /// the export.
  public var leavesOutDamaged = false
  /// Path of the manifest; nil: beside the export, or none if that is standard output.
  public var manifest: String?
  public var progress: @Sendable (ExportProgress) -> Void = { _ in }
  /// Called between messages; true ends the export with `interrupted` and leaves no file.
  public var isInterrupted: @Sendable () -> Bool = { false }

  public init() {}

  /// Describes options that exclude each other; nil if there are none.
  public func contradiction(output: String) -> String? {
    if convertsLineEnds, format.dialect == nil { return "line ends are converted only in an mbox" }
    if compression != nil, format.isDirectory || format == .zip {
      return "\(format.rawValue) is not compressed as a whole"
    }
    if manifest != nil, split != nil { return "an export in parts has one manifest per part" }
    guard output == "-" else { return nil }
    if format.isDirectory { return "\(format.rawValue) is a directory: name one" }
    return split == nil ? nil : "standard output is one file, which cannot be split"
  }
}

/// The names used by commands and manifests.
extension ExportOptions.Format: RawRepresentable, CaseIterable {
  public static let allCases: [Self] =
    MboxDialect.allCases.map(Self.mbox) + [.maildir, .eml, .zip, .jsonl, .csv]

  public init?(rawValue: String) {
    guard let format = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = format
  }

  public var rawValue: String {
    switch self {
    case .mbox(let dialect): dialect.rawValue
    case .maildir: "maildir"
    case .eml: "eml"
    case .zip: "zip"
    case .jsonl: "jsonl"
    case .csv: "csv"
    }
  }
}

public struct ExportProgress: Sendable {
  /// "write" or "prove".
  public let step: String
  public let messages: Int
  public let allMessages: Int
  /// Message bytes processed so far.
  public let bytes: Int
}

/// The result of an export, which is complete or does not exist.
public struct ExportReport: Equatable, Sendable {
  /// What a manifest is called behind the name of the file that it is of.
  package static let manifestSuffix = ManifestHeader.suffix

  public var messages = 0
  /// Message bytes written.
  public var bytes = 0
  /// The files or directories that were written.
  public var files: [String] = []
  /// Numbers of messages that the format cannot restore byte for byte.
  public var lossy: [Int64] = []
  /// A message that is damaged in the archive, and why it cannot be read.
  public struct LeftOut: Equatable, Sendable {
    public let message: Int64
    public let reason: String
  }

  /// What is not in the export because it is damaged in the archive.
  public var leftOut: [LeftOut] = []
  /// The export was read back and is complete.
  public var isProven = false

  public init() {}
}
