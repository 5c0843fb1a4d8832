/// How far the parser follows a message. Past a limit it stops descending, keeps what it has and
/// records a defect; the raw ranges still cover every byte.
package struct Limits: Sendable, Equatable {
  /// Multiparts and messages inside each other. Real mail stays below 20.
  package var nesting = 100
  /// Parts of one message.
  package var parts = 10_000
  /// Header fields of one message, all parts together; further lines are skipped.
  package var fields = 100_000
  /// Octets of one header block that are looked at for fields.
  package var headerOctets = 16 << 20
  /// Octets of one field value that are decoded to text.
  package var fieldOctets = 1 << 20
  /// Parameters of one Content-Type or Content-Disposition field.
  package var parameters = 256
  /// Addresses of one field.
  package var addresses = 10_000
  /// Message ids of one References field.
  package var messageIDs = 5_000
  /// Octets of a boundary that are compared (RFC 2046 section 5.1.1 allows 70).
  package var boundaryOctets = 1_000
  /// Multiparts whose boundary is looked for in the body because the declared one is absent.
  package var guessedBoundaries = 8
  /// Encoded messages and multiparts that are opened inside each other.
  package var encodedNesting = 4
  /// Files that are taken out of one text body or TNEF part.
  package var embeddedFiles = 100
  /// Groups of a delivery status, one for each recipient.
  package var deliveryGroups = 10_000
  /// Attributes of one TNEF message.
  package var tnefAttributes = 10_000
  /// TNEF messages that are opened inside each other.
  package var tnefNesting = 4
  /// Defects that are kept, of the structure and of the content of each part; one more says that
  /// there were others.
  package var defects = 1_000

  package static let `default` = Limits()

  package init() {}
}

/// How far the parser looks to tell what something is, in octets where nothing else is said. These
/// keep the work linear; nothing real is longer.
enum Reach {
  /// A field name that is recognised.
  static let fieldName = 1_000
  /// The name in a line that is no proper field.
  static let damagedFieldName = 80
  /// Empty lines on top of a message with a header below them.
  static let emptyLines = 16
  /// Lines of one field that lost the white space in front of them.
  static let unfoldedLines = 16
  /// CRs before an LF that belong to the same line end.
  static let lineEndRun = 4
  /// Type, subtype, or parameter name.
  static let token = 255
  /// Octets of a part of unknown type that tell whether it is text.
  static let looks = 4_096
  static let glance = 64
  /// Bytes of a plain alternative that mostly tell that it is more than a stand-in for HTML.
  static let stub = 2_048
  /// Bytes without control characters that are text although they are no UTF-8: so many of
  /// anything else would have some.
  static let leastLegacyText = 64
  /// Name and parameters of a content line, which are looked at again at each of its soft line ends.
  static let contentLineHead = 1_000
  /// What a terminal is told in words, such as the address of a link.
  static let controlString = 4_096
  /// A command of enriched text (RFC 1896 section 1).
  static let enrichedCommand = 60
  /// From a quote to what follows a parameter's value.
  static let parameterEnd = 200
  /// A parameter name behind a missing semicolon.
  static let parameterName = 40
  /// Digits of a section number in RFC 2231.
  static let sectionDigits = 6
  /// Charset and language of an encoded-word.
  static let charsetLabel = 100
  /// An encoded-word, which RFC 2047 section 2 limits to 75.
  static let encodedWord = 300
  static let domainLiteral = 100
  static let date = 200
  /// The same where it may be encoded, or in another script.
  static let foreignDate = 600
  /// A language tag (RFC 5646), and the last label of a domain name.
  static let language = 35
  static let topLevelDomain = 8
  /// Text parts that are asked for a charset when a header has none.
  static let hintParts = 4
  /// Fields, and bytes of each of those parts, that an undeclared charset is guessed from together.
  static let hintFields = 200
  static let hintBytes = 65_536
}

/// When a Date field is believed, in seconds.
enum DateLimits {
  /// A clock that starts at 1970 and was not set yet shows this day.
  static let unsetClock: Int64 = 86_400
  /// A Date so long after the message arrived is not believed: a year.
  static let aheadOfArrival: Int64 = 366 * 86_400
}

/// Limits of text decoding, HTML and embedded files.
enum TextLimits {
  /// Longest charset label that is looked up, in bytes.
  static let labelLength = 64
  /// Labels whose charset is remembered; mail may name any number of unknown ones.
  static let rememberedLabels = 512
  /// Bytes for each of which one may have no meaning in a 7-bit encoding of East Asia that was
  /// recognised by its shift sequences.
  static let oddShifted = 16
  /// Conversions kept open per charset for the next text.
  static let idleConversionsPerCharset = 4
  /// Places without meaning in one text after which the rest is not converted any more.
  static let conversionFailures = 10_000
  /// Points that a guess gets for being a charset of the sender's region; see `WritingModel`.
  static let regionalBonus = 0.4
  /// Bytes of the words with high bytes that a guess looks at.
  static let guessSample = 4_096
  /// Open elements that an end tag is matched with; beyond it is ignored, to stay linear.
  static let htmlEndTagReach = 128
  /// Levels of quotation marks and list indentation that are drawn, because every line bears them.
  static let drawnQuoteDepth = 12
  static let drawnListDepth = 6
  /// Tables inside each other whose cells are collected to be laid out.
  static let laidOutTables = 8
  /// Rules of a time zone that a calendar brings along.
  static let zoneObservances = 200
  /// Columns of a table of data.
  static let tableColumns = 40
  /// Bytes of the address of a link that stands beside it as it is.
  static let shortAddress = 48
  /// Bytes of an HTML document in which its own charset declaration is looked for.
  static let htmlCharsetSearch = 8_192
}
