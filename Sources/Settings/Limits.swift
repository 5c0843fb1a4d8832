/// Every limit of the settings.
package enum Limits {
  /// Bytes of `mailcask.toml`.
  package static let configurationBytes = 1 << 20
  /// Maximum number of connections of one IMAP account.
  static let connections = 8
}
