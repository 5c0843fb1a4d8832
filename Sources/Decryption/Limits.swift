/// Every limit of decryption, in one place.
package enum Limits {
  /// Bytes of a message, and of what is decrypted in it.
  package static let messageBytes = 48 << 20
  /// Seconds that gpg may take for one message in the background.
  static let seconds = 60.0
  /// Encryption inside encryption that is opened.
  static let layers = 3
  /// Encrypted parts, and blocks of text between the lines, that are decrypted in one message.
  static let pieces = 50
  /// Bytes of the file with S/MIME keys, and keys or certificates in it.
  package static let keyFileBytes = 1 << 20
  static let keys = 100
  /// Bytes of a passphrase.
  static let passphraseBytes = 1 << 10
}
