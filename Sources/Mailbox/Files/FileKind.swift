import Bytes
import Files
import Packing

/// The kind of a file, recognised from its first bytes and, if they are ambiguous, its name and
/// place.
package enum FileKind: String, Sendable, CaseIterable {
  case mbox, mmdf, message, emlx
  case gzip, zstd, xz, bzip2, lz4
  case zip, tar, sevenZip, rar, pst
  /// In a format that cannot be read: see `ForeignForm`.
  case foreign
  case empty, notMail

  /// Whether the file contains exactly one compressed file.
  var isCompressed: Bool {
    switch self {
    case .gzip, .zstd, .xz, .bzip2, .lz4: true
    default: false
    }
  }

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
    } else if Clutter.isAppleDouble(head) {
      self = .notMail
    } else if Self.hasSuffix(identity.name, ".eml"), identity.setting != .maildir {
      // Known to be one message, even if it begins like an mbox.
      self = .message
    } else if ForeignForm.of(head, name: identity.name) != nil {
      self = .foreign
    } else if let packed = Self.packed(head, identity.name) {
      self = packed
    } else if identity.setting == .maildir || identity.setting == .mh {
      self = .message
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
    MboxSeparators().isSeparator(
      head, MboxGrammar.blankStart(head), emptyBefore: true, atEnd: isAll) == .yes
  }

  /// Other text comes first, but the person declares the file to be mail.
  private static func isNamedMbox(
    _ head: Span<UInt8>, _ isAll: Bool, _ identity: FileIdentity
  ) -> Bool {
    guard identity.setting == .named else { return false }
    return MboxSeparators.firstLine(in: head, isMidLine: false, atEnd: isAll).start != nil
  }

  private static func packed(_ head: Span<UInt8>, _ name: [UInt8]) -> FileKind? {
    if let mark = marks.first(where: { starts(head, $0.bytes) }) { return mark.kind }
    if isBzip2(head, name) { return .bzip2 }
    return TarHeader.begins(head) ? .tar : nil
  }

  private static let marks: [(bytes: [UInt8], kind: FileKind)] = [
    // PKWARE APPNOTE 4.3.7 and, for a zip without entries, 4.3.16.
    ([0x50, 0x4b, 3, 4], .zip), ([0x50, 0x4b, 5, 6], .zip), (Array("!BDN".utf8), .pst),
    // RFC 1952 section 2.3.1, RFC 8878 section 3.1.1.
    ([0x1f, 0x8b], .gzip), ([0x28, 0xb5, 0x2f, 0xfd], .zstd),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], .xz), ([4, 0x22, 0x4d, 0x18], .lz4),
    ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], .sevenZip),
    (Array("Rar!\u{1a}\u{7}".utf8), .rar),
  ]

  /// The file's mark is plain text, so also check the mark of a block, or of the end if there is no
  /// block.
  private static func isBzip2(_ head: Span<UInt8>, _ name: [UInt8]) -> Bool {
    guard head.count > 4, head.hasBytes("BZh", at: 0), (0x31...0x39).contains(head[3]) else {
      return false
    }
    return head[4] == 0x31 || head[4] == 0x17 || hasSuffix(name, ".bz2")
  }

  private static func starts(_ head: Span<UInt8>, _ mark: [UInt8]) -> Bool {
    head.count >= mark.count && mark.indices.allSatisfy { head[$0] == mark[$0] }
  }

  static func hasSuffix(_ name: [UInt8], _ suffix: String) -> Bool {
    name.suffix(suffix.utf8.count).map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
      .elementsEqual(suffix.utf8)
  }

  /// For a file that a person named, one usual field is enough, at the top or among lines that are
  /// mostly fields.
  private static func isNamedMessage(_ head: Span<UInt8>, _ identity: FileIdentity) -> Bool {
    guard identity.setting == .named, HeaderSection.startsField(head, at: 0) else { return false }
    var (start, fields, others) = (0, 0, 0)
    var hasUsual = false
    while start < head.count {
      let line = head.line(at: start)
      if HeaderSection.isEmpty(head, start..<line.end) { break }
      switch HeaderLine(head, start..<line.end, isFirst: start == 0) {
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

  /// Whether it begins with a header section: lines that are fields or folds, including at least
  /// two usual fields.
  static func isMessage(_ head: Span<UInt8>) -> Bool {
    let first = head.hasBytes("\u{FEFF}", at: 0) ? 3 : 0
    var (start, usual) = (first, 0)
    while start < head.count, usual < 2 {
      let line = head.line(at: start)
      if HeaderSection.isEmpty(head, start..<line.end) { break }
      switch HeaderLine(head, start..<line.end, isFirst: start == first) {
      case .usualField: usual += 1
      case .field, .fold: break
      case .other: return false
      }
      start = line.next
    }
    return usual >= 2
  }

  /// An .emlx file begins with a line that holds the number of bytes of the following message.
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
