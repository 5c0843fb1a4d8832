/// A date as given in a message.
package struct MessageDate: Sendable, Hashable {
  /// Seconds since 1970-01-01T00:00:00Z.
  package var seconds: Int64
  /// Seconds east of Greenwich.
  package var zoneOffset: Int
  package var origin: Origin

  /// The field that contains the date.
  package enum Origin: String, Sendable {
    case date
    /// The newest Received field that has a date, because Date is missing or unreadable.
    case received
  }

  package init(seconds: Int64, zoneOffset: Int, origin: Origin = .date) {
    self.seconds = seconds
    self.zoneOffset = zoneOffset
    self.origin = origin
  }
}
