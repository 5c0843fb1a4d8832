/// Limits of text decoding, HTML and embedded files.
enum TextLimits {
  /// Longest charset label that is looked up, in bytes.
  static let labelLength = 64
  /// Labels whose charset is remembered; mail may name any number of unknown ones.
  static let rememberedLabels = 512
  /// Conversions kept open per charset for the next text.
  static let idleConversionsPerCharset = 4
  /// Bytes with the high bit set that a guess looks at.
  static let guessSample = 16_384
}
