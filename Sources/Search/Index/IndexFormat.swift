/// The index format, version 8. A change to anything here raises `version`, and older indexes
/// are then rebuilt from the store; so does a change of what is read out of messages. Until then,
/// and where the archive cannot be written to, one that is `readable` serves, and finds less.
///
/// The document number is that of the message's row. Words are folded (see `Analyser`), so they
/// never begin with an ASCII capital, and prefixes are made of those alone. A full stop is in pairs
/// of numbers only (`NumberPair`). A word with a letter like ü has its other spelling beside it, at
/// the same position (`Transcription`); so has a word with digits the number in it (`NumberParts`), and
/// a group of digits the number that it is a part of (`NumberForms`).
///
/// ## Terms of text (prefix, then a word)
/// | prefix | text |
/// |---|---|
/// | – | body, text attachments, nested messages; `Limits.pieceGap` positions between pieces |
/// | `S` | subject |
/// | `F` `T` `C` `B` | names and mailboxes of From, To, Cc, Bcc |
/// | `N` | names of attachments |
/// | `L` | list id |
///
/// ## Boolean terms
/// | prefix | value |
/// |---|---|
/// | `Q` | Message-ID |
/// | `G` | thread, decimal |
/// | `K` | tag, folded |
/// | `P` | folder and each one above it, folded, "/" between levels |
/// | `A` | account, folded |
/// | `XAF` `XAT` `XAC` `XAB` | mailbox in From, To, Cc, Bcc, folded whole |
/// | `XH` | name of a header field in lower case, unless usual; `name:word` for words of it |
/// | `XN` | name of a usual header field (`HeaderName.usual`) that the message lacks |
/// | `XR` | words of the trace fields that may be names (`HeaderName.isName`), without the field |
/// | `XI` | flag (`MessageState`) |
/// | `XM` | media type of a part, plain text only if attached: `image/png`, `image`, and `png`; |
/// | | also what the names of attachments end in: `docx` |
/// | `XO` | what there is in the message (`Feature`) |
/// | `XD` | period of the date (`DatePeriod`), 3 bytes, most significant first |
///
/// Values longer than `Limits.termBytes` with their prefix are cut to that, whole characters.
///
/// ## Values
/// | slot | value |
/// |---|---|
/// | 0 | date: seconds since 1970 plus 2^39, 5 bytes, most significant first |
/// | 1 | bytes of the message, 5 bytes in the same form |
/// | 2 | thread, 5 bytes in the same form |
/// | 3 | account, the first |
/// | 4 | mailbox of the sender, folded |
/// | 5 | list id, folded |
/// | 6 | year of the date in UTC, four digits |
/// | 7 | media types of the attachments, ascending, null-separated |
/// | 8 | proof: 8 bytes of the store's row (`StoreRow`), 8 bytes digest of all else |
///
/// ## Positions
/// Xapian keeps none, since its table of them takes some 17 bytes for each word of a document.
/// All positions of a document's terms of text are one value, in the metadata, of some 5 bytes a
/// word; `WordPositions` tells how. A phrase is first looked for as terms alone.
///
/// ## Metadata
/// | key | value |
/// |---|---|
/// | `version` | of this format |
/// | `languages` | of the stems, comma-separated |
/// | `archive` | the uuid of the archive that it is of, in hexadecimal |
/// | `revision` | of the store, 20 digits: all changes up to this one are in the index |
/// | `d` and 4 bytes | sums of both halves of the proofs of 64 documents: number divided by 64 |
/// | `p` and 4 bytes | positions in the document of that number, most significant byte first |
/// | `stem:LL:STEM` | words of language LL with that stem, null-separated, without STEM itself |
package enum IndexFormat {
  package static let version = 8
  /// Versions that searches understand.
  static let readable = 6...version

  enum Field: String, CaseIterable {
    case body = ""
    case subject = "S"
    case from = "F"
    case to = "T"
    case cc = "C"
    case bcc = "B"
    case attachment = "N"
    case list = "L"
  }

  enum Exact: String {
    case messageID = "Q"
    case thread = "G"
    case tag = "K"
    case folder = "P"
    case account = "A"
    case mailboxFrom = "XAF"
    case mailboxTo = "XAT"
    case mailboxCc = "XAC"
    case mailboxBcc = "XAB"
    case header = "XH"
    case headerMissing = "XN"
    case traceName = "XR"
    case flag = "XI"
    case type = "XM"
    case feature = "XO"
    case period = "XD"
  }

  enum Slot: UInt32, CaseIterable {
    case date = 0
    case size, thread, account, sender, list, year, types
  }

  enum Metadata {
    static let version = "version"
    static let languages = "languages"
    static let archive = "archive"
    static let revision = "revision"
    static let stem = "stem:"
    static func stem(_ language: String, _ stem: [UInt8]) -> [UInt8] {
      Array("\(self.stem)\(language):".utf8) + stem
    }
  }

  /// Sortable bytes of a number of up to 39 bits and a sign.
  static func bytes(_ number: Int64, signed: Bool = false) -> [UInt8] {
    let bias: Int64 = signed ? 1 << 39 : 0
    let limited = min(max(number, -bias), signed ? (1 << 39) - 1 : (1 << 40) - 1)
    let raised = UInt64(bitPattern: limited &+ bias)
    return (0..<5).map { UInt8(truncatingIfNeeded: raised >> (UInt64(4 - $0) * 8)) }
  }

  static func number(_ bytes: some Sequence<UInt8>, signed: Bool = false) -> Int64 {
    let value = Int64(bitPattern: unsigned(bytes))
    return signed ? value &- (1 << 39) : value
  }

  static func unsigned(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A boolean term, cut where Xapian would refuse it.
  static func term(_ exact: Exact, _ value: some Sequence<UInt8>) -> [UInt8] {
    cut(Array(exact.rawValue.utf8) + value, to: Limits.termBytes)
  }

  /// Cut at a character boundary.
  static func cut(_ bytes: [UInt8], to limit: Int) -> [UInt8] {
    guard bytes.count > limit else { return bytes }
    var end = limit
    while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return Array(bytes[..<end])
  }
}
