/// Every limit of the target, in octets.
package enum Limits {
  /// More than these wait on disk instead of in memory.
  package static let inMemory = 8 << 20
  /// They are written there in portions of so many …
  package static let writtenAtOnce = 1 << 20
  /// … and read from there in stretches of so many.
  package static let stretch = 4 << 20
}
