import Bytes
import Files
import MIME
internal import Mail

/// Header fields in which mail programs stored information about a message in their files. The
/// fields are kept: a message's bytes are not changed.
///
/// The position of a field shows who wrote it, because a message may arrive with any field:
///
/// * Thunderbird's X-Mozilla-Status and X-Mozilla-Keys, and Takeout's X-Gmail-Labels and
///   X-GM-THRID, directly follow a separator written by these programs, and the first of a name
///   counts.
/// * Status, X-Status and X-Keywords are written by many programs at the end of the header, only in
///   an mbox: the last of a name counts.
enum MboxFields {
  /// The message with flags, tags and ids, or a skip if Thunderbird had deleted it.
  ///
  /// - Parameter isThunderbirds: the file's first separator is Thunderbird's. A line in the text of
  ///   a message may look like one, too, and must not make mail disappear.
  static func apply(
    to message: RawMessage, isThunderbirds: Bool = false
  ) throws(MailboxError) -> MailboxItem {
    let head = try message.bytes.beginning(Limits.header)
    let writer = message.envelope.map { Writer(of: $0) } ?? .other
    let notes = Notes(head.span, writer)
    if notes.isExpunged, isThunderbirds {
      return .skipped(Skip(origin: message.origin, reason: .expunged))
    }
    var message = message
    message.flags.formUnion(notes.flags)
    message.tags = unique(message.tags + notes.tags)
    message.gmailThread = notes.gmailThread
    return .message(message)
  }

  /// Reads what Thunderbird wrote at the top of a file of its Maildir store.
  static func thunderbird(_ head: Span<UInt8>) -> (flags: MessageFlags, tags: [String]) {
    let notes = Notes(head, .thunderbird, hasStatus: false)
    return (notes.flags, notes.tags)
  }

  static func unique(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.filter { seen.insert($0).inserted }
  }
}

/// The program that wrote the separator and its own fields after it.
private enum Writer {
  case thunderbird, takeout, other

  init(of envelope: MboxEnvelope) {
    let sender = envelope.sender.utf8
    if sender.isEmpty || sender.elementsEqual("-".utf8) {
      self = .thunderbird
    } else if sender.count > 4, sender.suffix(4).elementsEqual("@xxx".utf8),
      isNumber(Array(sender.dropLast(4))[...])
    {
      self = .takeout
    } else {
      self = .other
    }
  }

  /// Whether it writes fields of this name.
  func writes(_ bytes: Span<UInt8>, _ name: Range<Int>) -> Bool {
    switch self {
    case .thunderbird:
      bytes.hasBytes("X-Mozilla-", at: name.lowerBound)
        || HeaderSection.named(bytes, name, "X-Account-Key")
        || HeaderSection.named(bytes, name, "X-UIDL")
    case .takeout:
      bytes.hasBytes("X-GM-", at: name.lowerBound)
        || bytes.hasBytes("X-Gmail-", at: name.lowerBound)
    case .other: false
    }
  }
}

private struct Notes {
  private let writer: Writer
  private let hasStatus: Bool
  private var isBehindSeparator = true
  private var status: String?
  private var moreStatus: String?
  private var keywords: [String] = []
  private var labels: [String]?
  /// Bits of X-Mozilla-Status: 1 read, 2 replied, 4 marked, 8 expunged, 0x1000 forwarded.
  private var mozilla: UInt16?
  private var mozillaKeys: [String]?
  private(set) var gmailThread: String?

  var isExpunged: Bool { (mozilla ?? 0) & 0x8 != 0 }

  var flags: MessageFlags {
    var flags = GmailLabels.flags(of: labels ?? [])
    // The letters used by Unix mail programs.
    let letters: [(Character, MessageFlags)] = [
      ("A", .answered), ("F", .flagged), ("D", .deleted), ("T", .draft),
    ]
    if status?.contains("R") == true { flags.insert(.seen) }
    for (letter, flag) in letters where moreStatus?.contains(letter) == true { flags.insert(flag) }
    let bits: [(UInt16, MessageFlags)] = [
      (1, .seen), (2, .answered), (4, .flagged), (0x1000, .passed),
    ]
    for (bit, flag) in bits where (mozilla ?? 0) & bit != 0 { flags.insert(flag) }
    return flags
  }

  var tags: [String] { (mozillaKeys ?? []) + keywords + (labels ?? []) }

  /// - Parameter hasStatus: use Status and related fields.
  init(_ bytes: Span<UInt8>, _ writer: Writer, hasStatus: Bool = true) {
    self.writer = writer
    self.hasStatus = hasStatus
    let end = HeaderSection.end(in: bytes, from: 0) ?? min(bytes.count, Limits.header)
    HeaderSection.forEachField(in: bytes, 0..<end) { name, value in
      // All relevant fields begin with X or S.
      guard let first = name.isEmpty ? nil : bytes[name.lowerBound] | 0x20,
        first == UInt8(ascii: "x") || first == UInt8(ascii: "s")
      else {
        isBehindSeparator = false
        return
      }
      isBehindSeparator = isBehindSeparator && writer.writes(bytes, name)
      if isBehindSeparator { takeFirst(bytes, name, value) }
      if hasStatus { takeLast(bytes, name, value) }
    }
  }

  private mutating func takeFirst(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) {
    func text() -> String { HeaderSection.value(bytes, value) }
    if HeaderSection.named(bytes, name, "X-Mozilla-Status") {
      mozilla = mozilla ?? UInt16(text(), radix: 16) ?? 0
    } else if HeaderSection.named(bytes, name, "X-Mozilla-Keys") {
      mozillaKeys = mozillaKeys ?? text().split(separator: " ").map(String.init)
    } else if HeaderSection.named(bytes, name, "X-GM-THRID") {
      gmailThread = gmailThread ?? text()
    } else if HeaderSection.named(bytes, name, "X-Gmail-Labels") {
      labels = labels ?? GmailLabels.parse(bytes.array(value))
    }
  }

  private mutating func takeLast(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) {
    if HeaderSection.named(bytes, name, "Status") {
      status = HeaderSection.value(bytes, value)
    } else if HeaderSection.named(bytes, name, "X-Status") {
      moreStatus = HeaderSection.value(bytes, value)
    } else if HeaderSection.named(bytes, name, "X-Keywords") {
      keywords = HeaderSection.value(bytes, value).split(separator: " ").map(String.init)
    }
  }
}
