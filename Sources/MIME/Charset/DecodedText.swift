/// Text decoded from the bytes of a message, and how it was decoded.
package struct DecodedText: Sendable, Equatable {
  /// Why `used` was chosen.
  package enum Reason: String, Sendable {
    /// The declared charset, according to its label.
    case declared
    /// The bytes are all ASCII, which the declared charset (if any) contains.
    case ascii
    /// A byte order mark overrides the declaration.
    case byteOrderMark
    /// Nothing usable was declared and the bytes are valid UTF-8.
    case validUTF8
    /// A single-byte charset was declared, but the bytes are valid multi-byte UTF-8.
    case declaredButUTF8
    /// Nothing usable was declared; the caller's hint fits.
    case hint
    /// Nothing usable was declared; the best guess.
    case guessed
    /// The bytes are not valid in the declared charset; the best guess.
    case declaredButInvalid
    /// UTF-8 with single bytes of windows-1252 between; each is decoded accordingly.
    case mixed
  }

  package var text: String
  /// The label as declared; nil if there was none.
  package var declared: String?
  /// Lower-case name of the charset that the text was read as.
  package var used: String
  package var reason: Reason
  /// Number of places where bytes had no meaning in `used` and were replaced by U+FFFD (or, for
  /// ASCII characters that `used` forbids, by the character itself). Zero for a faithful decode.
  package var replacements: Int

  package init(
    text: String, declared: String? = nil, used: String, reason: Reason, replacements: Int = 0
  ) {
    self.text = text
    self.declared = declared
    self.used = used
    self.reason = reason
    self.replacements = replacements
  }

  /// Some bytes could not be read.
  package var isLossy: Bool { replacements > 0 }

  /// The declaration was missing, unknown or wrong, and Mailcask chose the charset.
  package var isGuess: Bool {
    switch reason {
    case .declared, .ascii, .byteOrderMark: false
    case .validUTF8, .declaredButUTF8, .hint, .guessed, .declaredButInvalid, .mixed: true
    }
  }
}
