import Bytes
import Files
import MIME

/// What programs noted about a message in its header fields while it lay in an mbox. The fields
/// stay where they are: a message's octets are not changed.
enum MboxFields {
  /// The message with flags, tags and ids, or a skip if Thunderbird had deleted it.
  static func apply(to message: RawMessage) throws(MailboxError) -> MailboxItem {
    let head = try message.octets.beginning(Limits.header)
    let notes = Notes(head.span)
    var message = message
    // Thunderbird's separators have "-" or nothing for the sender; elsewhere its fields are only
    // what came along with a copied message.
    if let sender = message.envelope?.sender, sender.isEmpty || sender == "-" {
      if notes.mozilla & 0x8 != 0 {
        return .skipped(Skip(origin: message.origin, reason: .expunged))
      }
      message.flags.formUnion(notes.mozillaFlags)
      message.tags += notes.mozillaKeys
    }
    message.flags.formUnion(notes.flags)
    message.tags = unique(message.tags + notes.tags)
    message.gmailThread = notes.gmailThread
    return .message(message)
  }

  static func unique(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.filter { seen.insert($0).inserted }
  }
}

private struct Notes {
  var flags: MessageFlags = []
  var tags: [String] = []
  var gmailThread: String?
  /// X-Mozilla-Status: 1 read, 2 replied, 4 marked, 8 expunged, 0x1000 forwarded.
  var mozilla: UInt16 = 0
  var mozillaKeys: [String] = []

  var mozillaFlags: MessageFlags {
    let bits: [(UInt16, MessageFlags)] = [
      (1, .seen), (2, .answered), (4, .flagged), (0x1000, .passed),
    ]
    return bits.reduce(into: []) { if mozilla & $1.0 != 0 { $0.insert($1.1) } }
  }

  init(_ bytes: Span<UInt8>) {
    let end = HeaderSection.end(in: bytes, from: 0) ?? min(bytes.count, Limits.header)
    HeaderSection.forEachField(in: bytes, 0..<end) { name, value in
      // Every field looked for begins with X or S.
      guard let first = name.isEmpty ? nil : bytes[name.lowerBound] | 0x20,
        first == UInt8(ascii: "x") || first == UInt8(ascii: "s")
      else { return }
      take(bytes, name, value)
    }
  }

  private mutating func take(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) {
    func text() -> String { HeaderSection.value(bytes, value) }
    func words() -> [String] { text().split(separator: " ").map(String.init) }
    func isNamed(_ wanted: StaticString) -> Bool { HeaderSection.named(bytes, name, wanted) }
    if isNamed("Status") {
      if text().contains("R") { flags.insert(.seen) }
    } else if isNamed("X-Status") {
      takeStatus(text())
    } else if isNamed("X-Keywords") {
      tags += words()
    } else if isNamed("X-Mozilla-Status") {
      mozilla = UInt16(text(), radix: 16) ?? 0
    } else if isNamed("X-Mozilla-Keys") {
      mozillaKeys = words()
    } else if isNamed("X-GM-THRID") {
      gmailThread = text()
    } else if isNamed("X-Gmail-Labels") {
      takeLabels(GmailLabels.parse(bytes.array(value)))
    }
  }

  /// As Pine, Mutt and Dovecot write X-Status.
  private mutating func takeStatus(_ text: String) {
    let letters: [(Character, MessageFlags)] = [
      ("A", .answered), ("F", .flagged), ("D", .deleted), ("T", .draft),
    ]
    for (letter, flag) in letters where text.contains(letter) { flags.insert(flag) }
  }

  private mutating func takeLabels(_ labels: [String]) {
    let meanings: [String: MessageFlags] = [
      "Opened": .seen, "Starred": .flagged, "Drafts": .draft,
    ]
    tags += labels
    for label in labels { flags.formUnion(meanings[label] ?? []) }
  }
}

/// X-Gmail-Labels of Google Takeout: labels between commas, one with a comma in quotation marks,
/// the whole as encoded-words where a label is not ASCII.
enum GmailLabels {
  /// - Parameter value: the field's octets after the colon, folds and all.
  static func parse(_ value: [UInt8]) -> [String] {
    var labels: [String] = []
    var label = ""
    var isQuoted = false
    for character in text(value) {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        labels.append(label)
        label = ""
      default: label.append(character)
      }
    }
    labels.append(label)
    return labels.map(trimmed).filter { !$0.isEmpty }
  }

  private static func text(_ value: [UInt8]) -> String {
    let field = Array("X-Gmail-Labels:".utf8) + value + Array("\n\n".utf8)
    let header = Message(parsing: field).header
    return header.first("x-gmail-labels").map { header.text(of: $0) } ?? ""
  }

  private static func trimmed(_ text: String) -> String {
    let front = text.drop { $0 == " " }
    return String(front.prefix(front.count - front.reversed().prefix { $0 == " " }.count))
  }
}
