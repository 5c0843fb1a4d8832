/// Every limit of this target, in bytes.
package enum Limits {
  /// Size of a message above which it is kept on disk instead of in memory.
  package static let inMemory = 8 << 20
  /// Maximum size of one write to a spill file.
  package static let writtenAtOnce = 1 << 20
  /// Maximum size of one read from a spill file.
  package static let stretch = 4 << 20
  /// Small files are read in portions of this size.
  static let readAtOnce = 64 << 10
}
