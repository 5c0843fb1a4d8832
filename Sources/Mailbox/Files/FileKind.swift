import Bytes
import Files

/// What a file is, seen from its first octets and, where these leave it open, its name and place.
package enum FileKind: String, Sendable, CaseIterable {
  case mbox, mmdf, message, emlx
  case gzip, zstd, zip, tar, pst
  case empty, notMail

  package init(_ head: Span<UInt8>, name: String, isNamed: Bool = false) {
    var identity = FileIdentity(path: name, folder: "")
    identity.name = Array(name.utf8)
    identity.setting = isNamed ? .named : .found
    self.init(head, isAll: false, identity)
  }

  /// - Parameter isAll: `head` is the whole file.
  init(_ head: Span<UInt8>, isAll: Bool, _ identity: FileIdentity) {
    if head.count == 0 {
      self = .empty
    } else if identity.setting == .maildir || identity.setting == .mh {
      self = .message
    } else if let packed = Self.packed(head) {
      self = packed
    } else if Self.hasSuffix(identity.name, ".emlx"), Self.emlxCount(head) != nil {
      self = .emlx
    } else if MMDFReader.isMark(head, at: 0) {
      self = .mmdf
    } else if Self.startsAsMbox(head, isAll) {
      self = .mbox
    } else if Self.isMessage(head) || Self.isNamedMessage(head, identity) {
      self = .message
    } else if Self.hasSuffix(identity.name, ".mbox") || Self.isNamedMbox(head, isAll, identity) {
      self = .mbox
    } else {
      self = .notMail
    }
  }

  private static func startsAsMbox(_ head: Span<UInt8>, _ isAll: Bool) -> Bool {
    MboxGrammar.isSeparator(head, MboxGrammar.blankStart(head), atEnd: isAll) == .yes
  }

  /// Something else comes first, and the person says that it is mail.
  private static func isNamedMbox(
    _ head: Span<UInt8>, _ isAll: Bool, _ identity: FileIdentity
  ) -> Bool {
    guard identity.setting == .named else { return false }
    return MboxGrammar.firstSeparator(in: head, isMidLine: false, atEnd: isAll).start != nil
  }

  private static func packed(_ head: Span<UInt8>) -> FileKind? {
    let marks: [(StaticString, Int, FileKind)] = [
      ("PK\u{3}\u{4}", 0, .zip), ("PK\u{5}\u{6}", 0, .zip), ("!BDN", 0, .pst),
    ]
    for (mark, offset, kind) in marks where head.hasBytes(mark, at: offset) { return kind }
    if TarHeader.begins(head) { return .tar }
    // RFC 1952 section 2.3.1, RFC 8878 section 3.1.1: not texts, so not StaticStrings.
    if starts(head, [0x1f, 0x8b]) { return .gzip }
    if starts(head, [0x28, 0xb5, 0x2f, 0xfd]) { return .zstd }
    return nil
  }

  /// What holds mail, maybe, in a form that is not read here, and what to do about it.
  static func unreadable(_ head: Span<UInt8>, name: [UInt8]) -> String? {
    let packed = "is not read here; unpack it first"
    let marks: [(mark: [UInt8], suffix: String, what: String)] = [
      ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "", "compressed with xz, which \(packed)"),
      (Array("BZh".utf8), "", "compressed with bzip2, which \(packed)"),
      ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "", "a 7z archive, which \(packed)"),
      (Array("Rar!".utf8), "", "a rar archive, which \(packed)"),
      (
        [0xd0, 0xcf, 0x11, 0xe0], ".msg",
        "a message of Outlook, which is not read here; turn it into .eml with msgconvert"
      ),
      (
        [0xcf, 0xad, 0x12, 0xfe], "",
        "a folder of Outlook Express, which is not read here; turn it into mbox with undbx"
      ),
      (Array("*mbx*\r\n".utf8), "", "a folder of UW IMAP in mbx form; turn it into mbox first"),
    ]
    return marks.first { starts(head, $0.mark) && hasSuffix(name, $0.suffix) }?.what
  }

  private static func starts(_ head: Span<UInt8>, _ mark: [UInt8]) -> Bool {
    head.count >= mark.count && mark.indices.allSatisfy { head[$0] == mark[$0] }
  }

  static func hasSuffix(_ name: [UInt8], _ suffix: String) -> Bool {
    name.suffix(suffix.utf8.count).map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
      .elementsEqual(suffix.utf8)
  }

  /// What is called .eml is a message whatever is in it. Of a file that a person names, one usual
  /// field is enough, on top or among lines most of which are fields.
  private static func isNamedMessage(_ head: Span<UInt8>, _ identity: FileIdentity) -> Bool {
    guard !hasSuffix(identity.name, ".eml") else { return true }
    guard identity.setting == .named, HeaderSection.startsField(head, at: 0) else { return false }
    var (start, fields, others) = (0, 0, 0)
    var hasUsual = false
    while start < head.count {
      let line = head.line(at: start)
      if line.end == start { break }
      switch LineOfHeader(head, start..<line.end, isFirst: start == 0) {
      case .usualField where start == 0: return true
      case .usualField: (fields, hasUsual) = (fields + 1, true)
      case .field: fields += 1
      case .fold: break
      case .other: others += 1
      }
      start = line.next
    }
    return hasUsual && fields > others
  }

  /// Whether it begins with a header section: lines that are fields or folds, and two usual fields
  /// or more among them.
  static func isMessage(_ head: Span<UInt8>) -> Bool {
    var (start, usual) = (0, 0)
    while start < head.count, usual < 2 {
      let line = head.line(at: start)
      if line.end == start { break }
      switch LineOfHeader(head, start..<line.end, isFirst: start == 0) {
      case .usualField: usual += 1
      case .field, .fold: break
      case .other: return false
      }
      start = line.next
    }
    return usual >= 2
  }

  /// An .emlx begins with a line that holds a number: octets of the message that follows.
  static func emlxCount(_ head: Span<UInt8>) -> (length: Int, start: Int)? {
    let line = head.line(at: 0)
    guard line.next > line.end, line.end <= 32 else { return nil }
    let digits = head.array(0..<line.end).filter { $0 != 0x20 && $0 != Byte.cr }
    guard isNumber(digits[...]), let length = Int(String(decoding: digits, as: UTF8.self)) else {
      return nil
    }
    return (length, line.next)
  }
}

/// What a line is in a header section.
private enum LineOfHeader {
  case usualField, field, fold, other

  /// Fields one of which every message has or gets on its way; vCards, YAML and logs also have
  /// lines with colons.
  private static let usual: [StaticString] = [
    "From", "To", "Subject", "Date", "Received", "Message-ID", "Return-Path", "MIME-Version",
    "Delivered-To", "Content-Type", "Reply-To", "Cc",
  ]

  init(_ head: Span<UInt8>, _ line: Range<Int>, isFirst: Bool) {
    if !isFirst, head[line.lowerBound] == 0x20 || head[line.lowerBound] == 0x09 {
      self = .fold
    } else if head.hasBytes(">From ", at: line.lowerBound) {
      // A mailer's line that was once a separator stands among the fields of some files.
      self = .field
    } else if HeaderSection.startsField(head, at: line.lowerBound),
      let colon = head.firstIndex(of: Byte.colon, in: line)
    {
      self =
        Self.usual.contains { HeaderSection.named(head, line.lowerBound..<colon, $0) }
        ? .usualField : .field
    } else {
      self = .other
    }
  }
}
