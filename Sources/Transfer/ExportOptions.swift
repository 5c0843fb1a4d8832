import Archive
public import Mail

/// How messages leave the archive.
public struct ExportOptions: Sendable {
  public enum Format: Hashable, Sendable {
    case mbox(MboxDialect)
    case maildir, eml, zip, jsonl, csv

    /// Written as a directory of files.
    public var isDirectory: Bool { self == .maildir || self == .eml }
    /// Rows about messages, not the messages.
    public var isTable: Bool { self == .jsonl || self == .csv }
    /// Nil unless it is an mbox.
    public var dialect: MboxDialect? { if case .mbox(let dialect) = self { dialect } else { nil } }
  }

  public enum Compression: String, Sendable, CaseIterable { case gzip, zstd }

  /// What goes into a file of its own.
  public enum Split: Equatable, Sendable {
    /// The year of the date, in UTC.
    case year
    /// That it was seen in; of several the first by name.
    case account
    /// List-Id.
    case list
    /// Maximum number of bytes of messages in one file.
    case size(Int)
  }

  public var format = Format.mbox(.mboxrd)
  public var compression: Compression?
  public var split: Split?
  /// CRLF is written as LF, in an mbox.
  public var convertsLineEnds = false
  /// The export is read back and every digest compared.
  public var proves = true
  /// Where the manifest goes; nil is beside the export, or nowhere if that is standard output.
  public var manifest: String?
  public var progress: @Sendable (ExportProgress) -> Void = { _ in }
  /// Asked between messages; true ends the export with `interrupted` and leaves no file.
  public var isInterrupted: @Sendable () -> Bool = { false }

  public init() {}

  /// What cannot be had together, in words; nil when all can.
  public func contradiction(output: String) -> String? {
    if convertsLineEnds, format.dialect == nil { return "line ends are converted in an mbox only" }
    if compression != nil, format.isDirectory || format == .zip {
      return "\(format.rawValue) is not compressed as a whole"
    }
    if manifest != nil, split != nil { return "an export in parts has a manifest beside each" }
    guard output == "-" else { return nil }
    if format.isDirectory { return "\(format.rawValue) is a directory: name one" }
    return split == nil ? nil : "standard output is one file, which cannot be split"
  }
}

/// As commands and manifests name them.
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
  /// Octets of mail.
  public let octets: Int
}

/// The result of an export: all of it is there, or none.
public struct ExportReport: Equatable, Sendable {
  public var messages = 0
  /// Of mail.
  public var octets = 0
  /// Files or directories made.
  public var files: [String] = []
  /// Messages that the format cannot give back byte for byte, by number.
  public var lossy: [Int64] = []
  /// Read back and found to be whole.
  public var isProven = false

  public init() {}
}
