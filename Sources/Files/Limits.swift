/// Every limit of this target, in bytes.
package enum Limits {
  /// Size of a message above which it is kept on disk instead of in memory.
  package static let inMemory = 8 << 20
  /// Maximum size of one write to a spill file.
  package static let writtenAtOnce = 1 << 20
  /// Maximum size of one read from a spill file.
  package static let stretch = 4 << 20
  /// The beginning of a message in which notes of programs that keep mail are looked for.
  package static let header = 256 << 10
  /// Maximum size of all notes in one message; with more it is stored for itself.
  static let notes = 64 << 10
  /// Bytes whose line ends are converted at once.
  static let converted = 32 << 10
  /// Small files are read in portions of this size.
  static let readAtOnce = 64 << 10
}
