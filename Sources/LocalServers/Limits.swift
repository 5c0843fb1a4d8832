/// Every limit of this target.
enum Limits {
  /// Maximum length of a client's command line, in bytes.
  static let commandLine = 4 << 10
}
