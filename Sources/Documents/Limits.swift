/// The bounds of reading one document, with everything that is inside it. Sizes are in bytes.
enum Limits {
  /// Maximum size of text; the rest is left out.
  static let text = 16 << 20
  /// Maximum number of pages, sheets or slides.
  static let pages = 100_000

  /// Maximum size of everything that is decompressed.
  static let inflated = 64 << 20
  /// Maximum ratio of decompressed to compressed size of one file inside, checked after
  /// `expansionFree` bytes of output. Office files seldom exceed 30.
  static let expansionRatio = 200
  static let expansionFree = 1 << 20
  /// Maximum number of files in all archives.
  static let entries = 10_000
  /// Maximum number of archives and messages around a file that is read.
  static let depth = 3
  /// Maximum length of a name in an archive that is shown.
  static let entryName = 1_024

  /// Maximum nesting of elements in XML.
  static let xmlDepth: UInt32 = 256
  /// Maximum number of cells in all sheets of a workbook.
  static let cells = 1_000_000
  /// Maximum number of parts of a document that its relationships name.
  static let relationships = 20_000

  /// Maximum number of streams and storages in an old Office file.
  static let compoundEntries = 50_000
  /// Maximum number of properties of an old Office file that are read.
  static let summaryProperties = 1_000
  /// Maximum number of records in an old presentation, of its nested containers, and of its edits.
  static let slideRecords = 2_000_000
  static let slideDepth = 32
  static let slideEdits = 10_000
  /// Maximum number of recipients, and of files, of an Outlook message.
  static let outlookItems = 1_000

  /// Distance from the start within which a PDF's header must begin.
  static let pdfHeaderReach = 1_024
  /// Size of the beginning that is searched for the root of an XML document.
  static let xmlReach = 4_096
}
