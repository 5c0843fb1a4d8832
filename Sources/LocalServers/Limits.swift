/// Every bound of this module.
enum Limits {
  /// Longest command line of a client, in bytes.
  static let commandLine = 4 << 10
}
