/// The limits of what is shown.
enum Limits {
  /// Seconds that a browser may take to print a message, and bytes of the file that it writes.
  static let printSeconds = 60
  static let printedOctets = 256 << 20
  /// Messages of one kind of trouble that a fetch names one by one.
  static let messagesNamed = 20
}
