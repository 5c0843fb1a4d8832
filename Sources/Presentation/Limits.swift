/// The limits of what is shown.
enum Limits {
  /// Seconds that a browser may take to print a message, and bytes of the file that it writes.
  static let printSeconds = 60
  static let printedBytes = 256 << 20
  /// Declarations of one `style` attribute that are looked at, and bytes of one of them.
  static let declarations = 100
  static let declarationBytes = 500
  /// Messages of one kind of trouble that a fetch names one by one.
  static let messagesNamed = 20
  /// Bytes of a file of the tz database; the largest have 4 KiB.
  static let zoneFileBytes = 1 << 20
}
