/// Every limit and default of this target. Times are seconds.
enum Limits {
  /// Bytes from the start of a message in which its header is looked for.
  static let header = 1 << 20
  /// How long another process may write to the archive before a message is not accepted.
  static let writerPatience = 30.0
  /// How long another process may write to the archive before what became of a message is not recorded, so
  /// that it is sent again.
  static let recordPatience = 600.0
  /// Pauses before a message is tried again; the last one from then on.
  static let pauses: [Int64] = [5 * 60, 15 * 60, 60 * 60, 4 * 60 * 60]
  /// A message that is older is given up (RFC 5321 §4.5.4.1).
  static let patience: Int64 = 5 * 86_400
  /// Mail that waits longer is worth a warning.
  static let lateness: Int64 = 86_400
  /// More Received fields mean that a message goes round in circles.
  static let receivedFields = 50
  /// Recipients of one message.
  static let recipients = 1000
}
