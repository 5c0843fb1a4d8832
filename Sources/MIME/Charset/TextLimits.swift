/// Limits of text decoding, HTML and embedded files.
enum TextLimits {
  /// Longest charset label that is looked up, in bytes.
  static let labelLength = 64
  /// Labels whose charset is remembered; mail may name any number of unknown ones.
  static let rememberedLabels = 512
  /// Conversions kept open per charset for the next text.
  static let idleConversionsPerCharset = 4
  /// Places without meaning in one text after which the rest is not converted any more.
  static let conversionFailures = 10_000
  /// Bytes of the words with high bytes that a guess looks at.
  static let guessSample = 4_096
  /// Open elements that an end tag is matched with; beyond it is ignored, to stay linear.
  static let htmlEndTagReach = 128
  /// Levels of quotation marks and list indentation that are drawn, because every line bears them.
  static let drawnQuoteDepth = 12
  static let drawnListDepth = 6
  /// Bytes of an HTML document in which its own charset declaration is looked for.
  static let htmlCharsetSearch = 8_192
}
