/// The limits of what is shown.
enum Limits {
  /// Seconds that a browser may take to print a message, and bytes of the file that it writes.
  static let printSeconds = 60
  static let printedOctets = 256 << 20
  /// Bytes of a file of the tz database; the largest have 4 KiB.
  static let zoneFileBytes = 1 << 20
}
