/// The limits of parsing a message. When a limit is reached, the parser stops descending, keeps
/// what it has and records a defect; the raw ranges still cover every byte.
package struct Limits: Sendable, Equatable {
  /// Maximum nesting of multiparts and messages. Real mail stays below 20.
  package var nesting = 100
  /// Maximum number of parts of one message.
  package var parts = 10_000
  /// Maximum number of header fields of one message, all parts together; further lines are skipped.
  package var fields = 100_000
  /// Maximum size of a header block that is searched for fields, in bytes.
  package var headerBytes = 16 << 20
  /// Maximum size of a field value that is decoded to text, in bytes.
  package var fieldBytes = 1 << 20
  /// Maximum number of parameters of one Content-Type or Content-Disposition field.
  package var parameters = 256
  /// Maximum number of addresses in one field.
  package var addresses = 10_000
  /// Maximum number of message ids in one References field.
  package var messageIDs = 5_000
  /// Number of bytes of a boundary that are compared (RFC 2046 section 5.1.1 allows 70).
  package var boundaryBytes = 1_000
  /// Maximum number of multiparts whose boundary is guessed from the body because the declared one
  /// does not occur.
  package var guessedBoundaries = 8
  /// Maximum nesting of encoded messages and multiparts that are decoded and parsed.
  package var encodedNesting = 4
  /// Maximum size of all compressed content of a message after decompressing (RFC 3274), in bytes.
  package var inflatedBytes = 64 << 20
  /// Maximum number of files extracted from one text body or TNEF part.
  package var embeddedFiles = 100
  /// Maximum number of groups in a delivery status; each recipient has one.
  package var deliveryGroups = 10_000
  /// Maximum number of attributes of one TNEF message.
  package var tnefAttributes = 10_000
  /// Maximum nesting of TNEF messages that are parsed.
  package var tnefNesting = 4
  /// Maximum number of recorded defects, for the structure and for the content of each part; one
  /// more records that there were others.
  package var defects = 1_000

  package static let `default` = Limits()

  package init() {}
}

/// How far the parser looks to recognise something, in bytes unless another unit is given. These
/// limits keep the work linear; real mail stays below them.
enum Reach {
  /// Maximum length of a field name that is recognised.
  static let fieldName = 1_000
  /// Maximum length of the name in a line that is not a proper field.
  static let damagedFieldName = 80
  /// Maximum number of empty lines before a message's header.
  static let emptyLines = 16
  /// Maximum number of lines of one field that lost their leading white space.
  static let unfoldedLines = 16
  /// Number of fields, with those of the parts, for which room is made at once; few messages have more.
  static let usualFields = 32
  /// Maximum number of CRs before an LF that count as part of the line end.
  static let lineEndRun = 4
  /// Maximum length of a type, subtype or parameter name.
  static let token = 255
  /// Size of the beginning of a part of unknown type that is examined to recognise text.
  static let looks = 4_096
  static let glance = 64
  /// Size of the beginning of a plain alternative that usually suffices to recognise that it is
  /// more than a stand-in for HTML.
  static let stub = 2_048
  /// Minimum size at which data without control characters counts as text although it is not UTF-8:
  /// other data of that size would contain some.
  static let leastLegacyText = 64
  /// Maximum length of name and parameters of a content line, which are parsed again at each of its
  /// soft line ends.
  static let contentLineHead = 1_000
  /// Maximum length of a terminal control string, such as the address of a link.
  static let controlString = 4_096
  /// Maximum length of a command of enriched text (RFC 1896 section 1).
  static let enrichedCommand = 60
  /// Maximum distance from a quote to what follows a parameter's value.
  static let parameterEnd = 200
  /// Maximum length of a parameter name after a missing semicolon.
  static let parameterName = 40
  /// Maximum number of lines at the start of a file that are examined for fields of a message.
  static let fileHeaderLines = 100
  /// Maximum nesting of signed and compressed content directly in each other.
  static let cmsLayers = 8
  /// Size of the beginning of a Cryptographic Message Syntax that has its type.
  static let cmsType = 64
  /// Maximum number of digits of a section number in RFC 2231.
  static let sectionDigits = 6
  /// Maximum length of charset and language of an encoded-word.
  static let charsetLabel = 100
  /// Maximum length of an encoded-word, which RFC 2047 section 2 limits to 75.
  static let encodedWord = 300
  static let domainLiteral = 100
  static let date = 200
  /// Maximum length of a date that may be encoded, or in another script.
  static let foreignDate = 600
  /// Maximum length of a language tag (RFC 5646) and of the last label of a domain name.
  static let language = 35
  /// Maximum number of bytes of a text whose letters tell its language.
  static let languageBytes = 4_096
  static let topLevelDomain = 8
  /// Maximum number of text parts that are examined for a charset if a header declares none.
  static let hintParts = 4
  /// Maximum number of fields, and of bytes of each of those parts, from which an undeclared
  /// charset is guessed.
  static let hintFields = 200
  static let hintBytes = 65_536
}

/// When a Date field is believed; in seconds.
enum DateLimits {
  /// Length of the first day of 1970: a clock that was never set shows a time in it.
  static let unsetClock: Int64 = 86_400
  /// Maximum time between a message's arrival and a Date after it: a year.
  static let aheadOfArrival: Int64 = 366 * 86_400
}

/// Limits of text decoding, HTML and embedded files.
enum TextLimits {
  /// Maximum length of a charset label that is looked up, in bytes.
  static let labelLength = 64
  /// Maximum number of labels whose charset is remembered; mail may use any number of unknown ones.
  static let rememberedLabels = 512
  /// One byte in this many may be invalid in a 7-bit encoding of East Asia that was recognised by
  /// its shift sequences.
  static let oddShifted = 16
  /// Maximum number of idle conversions kept open per charset for later texts.
  static let idleConversionsPerCharset = 4
  /// Number of invalid sequences in one text after which the rest is not converted.
  static let conversionFailures = 10_000
  /// Points added to a guess that is a charset of the sender's region; see `WritingModel`.
  static let regionalBonus = 0.4
  /// Subtracted from the cost of a guess that is a charset of the sender's region; see `LetterPairs`.
  static let regionalDiscount = 6.0
  /// Maximum number of high bytes of a sample that are too few for the frequency of letters.
  static let shortSample = 40
  /// Maximum number of bytes, of words with high bytes, that a guess examines.
  static let guessSample = 4_096
  /// Maximum number of open elements that an end tag is matched with, to stay linear.
  static let htmlEndTagReach = 128
  /// Maximum number of levels of quotation marks and list indentation that are drawn, because every
  /// line repeats them.
  static let drawnQuoteDepth = 12
  static let drawnListDepth = 6
  /// Maximum number of lists numbered backwards whose items are counted ahead, and size of each in
  /// bytes.
  static let countedLists = 32
  static let countedList = 65_536
  /// Maximum nesting of tables whose cells are laid out.
  static let laidOutTables = 8
  /// Maximum number of rules of a time zone in a calendar.
  static let zoneObservances = 200
  /// Maximum number of columns of a table of data.
  static let tableColumns = 40
  /// Maximum length of a link's address that is shown unchanged beside it, in bytes.
  static let shortAddress = 48
  /// Size of the beginning of an HTML document that is searched for its charset declaration, in
  /// bytes.
  static let htmlCharsetSearch = 8_192
}
