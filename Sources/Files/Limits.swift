/// Every limit of the target, in bytes.
package enum Limits {
  /// More than these wait on disk instead of in memory.
  package static let inMemory = 8 << 20
  /// Bytes that are written to a spill file at once …
  package static let writtenAtOnce = 1 << 20
  /// … and read from there at once.
  package static let stretch = 4 << 20
  /// Small files are read in portions of this size.
  static let readAtOnce = 64 << 10
}
