/// Every limit of this target.
enum Limits {
  /// Maximum time for a browser to print a message, in seconds, and maximum size of the resulting
  /// file, in bytes.
  static let printSeconds = 60
  static let printedBytes = 256 << 20
  /// Messages that are printed to one file, bytes of the document that they make, and messages for each
  /// second that a browser gets in addition.
  static let printedMessages = 2_000
  static let printedDocumentBytes = 128 << 20
  static let messagesPrintedPerSecond = 10
  /// Maximum number of declarations read from one `style` attribute, and maximum length of each, in
  /// bytes.
  static let declarations = 100
  static let declarationBytes = 500
  /// Maximum number of messages that a fetch names individually for each kind of problem.
  static let messagesNamed = 20
  /// Maximum size of a file of the tz database, in bytes; the largest have 4 KiB.
  static let zoneFileBytes = 1 << 20
  /// Maximum size of the images of one message that are put into its document, in bytes.
  static let imageBytes = 16 << 20
  /// Bytes of a link's text in which the name of a host is looked for.
  static let linkTextBytes = 1_000
}
