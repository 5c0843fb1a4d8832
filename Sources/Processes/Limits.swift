/// Every limit of running other programs, in one place.
enum Limits {
  /// Bytes of what a program says of a document that it cannot read.
  static let complaintBytes = 4 << 10
  /// Bytes of what a program says of itself for other programs.
  static let statusBytes = 64 << 10
  /// From one look to the next whether to stop.
  static let millisecondsBetweenLooks: Int32 = 100
  /// Descriptors of this process that another is given have at least this number.
  static let firstDescriptor = 16
}
