/// Every limit and default of import and export.
package enum Limits {
  /// Files do not go away meanwhile, and larger commits take less space.
  static let secondsPerImportCommit = 5.0
  /// And how many before what was read is used.
  static let octetsReadAhead = 4 << 20
  /// Files that are gone, or have changed, are remembered until there are more than these and than
  /// half of all.
  static let importedFilesGone = 1_000
  /// Bytes of all that was rejected and is kept. A small compressed file can hold very much that is no mail.
  package static let rejectedBytes: Int64 = 1 << 30
  /// Scalars of the part's name in the file name of a split export.
  static let partName = 60
  /// Bytes of one line of an export's manifest, and how many are read at once.
  static let manifestLine = 64 << 10
  static let manifestPortion = 256 << 10
  /// Scalars of a saved attachment's name.
  static let attachmentName = 100
  /// Damaged messages of an export that are named one by one.
  static let damageTold = 1_000
  /// Bytes of the notes how far interrupted imports are.
  static let importPositionOctets = 16 << 20
  /// Seconds between two notes of how far an import is.
  static let secondsPerImportPosition = 1.0
}
