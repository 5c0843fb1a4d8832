/// Every bound of this module.
enum Limits {
  /// Longest command line of a client, in octets.
  static let commandLine = 4 << 10
}
