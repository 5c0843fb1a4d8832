/// Every limit and default of import and export.
package enum Limits {
  /// Seconds between commits of an import. Files do not disappear meanwhile, and larger commits
  /// take less space.
  static let secondsPerImportCommit = 5.0
  /// Maximum number of bytes read ahead before they are used.
  static let bytesReadAhead = 4 << 20
  /// Stamps of files that are gone or have changed are kept until there are more than this and more
  /// than half of all.
  static let importedFilesGone = 1_000
  /// Maximum number of bytes of everything that was rejected and is kept. A small compressed file can
  /// hold very much that is no mail.
  package static let rejectedBytes: Int64 = 1 << 30
  /// Maximum length of the part's name in the file name of a split export, in Unicode scalars.
  static let partName = 60
  /// Maximum length of a line of an export's manifest, in bytes, and the number of bytes read at
  /// once.
  static let manifestLine = 64 << 10
  static let manifestPortion = 256 << 10
  /// Maximum length of a saved attachment's name, in Unicode scalars.
  static let attachmentName = 100
  /// Maximum number of damaged messages of an export that are listed individually.
  static let damageTold = 1_000
  /// Maximum size of the file with the positions of interrupted imports, in bytes.
  static let importPositionBytes = 16 << 20
  /// After this time somebody who imports again may want to know how much there is.
  static let secondsBeforeSurvey: Double = 5
  /// Seconds between two saves of an import's position.
  static let secondsPerImportPosition = 1.0
  /// Bytes of a delivered message that are copied at once.
  static let deliveryPortion = 64 << 10
  /// Maximum length of the line "From …" before a delivered message, in bytes.
  static let envelopeLine = 4 << 10
  /// Bytes of an envelope, and of one of its addresses, in a delivered file's name, which has 255 at most.
  static let envelopeName = 190
  static let envelopeAddress = 80
}
