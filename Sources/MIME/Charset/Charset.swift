import Synchronization

/// A character encoding that this machine can read.
struct Charset: Sendable {
  enum Codec: Sendable {
    case utf8
    case singleByte(SingleByteTable)
    /// UTF-16 whose byte order is read from a mark or guessed.
    case utf16
    /// A charset of iconv, optionally after conversion to one that iconv reads better.
    case iconv(String, unit: Int, rewriting: ShiftedEncoding?)
  }

  /// In lower case; WHATWG's name if there is one.
  let name: String
  let codec: Codec
  /// Whether bytes 00 to 7F are always ASCII, apart from shift sequences.
  let containsASCII: Bool

  /// Decodes bytes in this charset without any checks.
  func decode(_ bytes: Span<UInt8>) -> (text: String, replacements: Int) {
    switch codec {
    case .utf8:
      return decodeUTF8(bytes)
    case .singleByte(let table):
      return table.decode(bytes)
    case .utf16:
      let name = isLittleEndianUTF16(bytes) ? "UTF-16LE" : "UTF-16BE"
      return Self.convert(bytes, from: name, unit: 2)
    case .iconv("GB18030", let unit, nil):
      guard let rewritten = withTwoByteEuros(bytes) else {
        return Self.convert(bytes, from: "GB18030", unit: unit)
      }
      return Self.convert(rewritten.span, from: "GB18030", unit: unit)
    case .iconv(let name, let unit, let rewriting):
      guard let rewriting else { return Self.convert(bytes, from: name, unit: unit) }
      return Self.convert(rewriting.eightBit(bytes).span, from: name, unit: unit)
    }
  }

  private static func convert(
    _ bytes: Span<UInt8>, from name: String, unit: Int
  ) -> (text: String, replacements: Int) {
    var utf8: [UInt8] = []
    utf8.reserveCapacity(bytes.count / 2 * 3)
    var replacements = 0
    // A charset is created only if iconv knows its name, so this always runs.
    _ = Iconv.withPooled(name) { iconv in
      replacements = iconv.convert(bytes, unit: unit, into: &utf8).failures
    }
    return (String(decoding: utf8, as: UTF8.self), replacements)
  }
}

extension Charset {
  static let utf8 = Charset(name: "utf-8", codec: .utf8, containsASCII: true)

  /// Results by label as written in mail, and charsets by the key of a label that names one. The
  /// number of the latter is limited by what this machine knows.
  private struct Memory {
    var answers: [String: Charset?] = [:]
    var charsets: [String: Charset] = [:]
  }

  private static let memory = Mutex(Memory())

  /// The charset that a label in mail means; nil if it cannot be read.
  /// - Parameter label: as found, including quotes and junk.
  static func named(_ label: String) -> Charset? {
    if let answer = memory.withLock({ $0.answers[label] }) { return answer }
    let key = CharsetLabel.key(label)
    let charset =
      find(key, spelled: CharsetLabel.firstWord(label))
      ?? CharsetLabel.codePage(key).flatMap { find($0, spelled: nil) }
      ?? find(CharsetLabel.withoutTrailingLetters(key), spelled: nil)
    guard label.utf8.count <= TextLimits.labelLength else { return charset }
    memory.withLock {
      if $0.answers.count < TextLimits.rememberedLabels { $0.answers[label] = .some(charset) }
    }
    return charset
  }

  private static func find(_ key: String, spelled: String?) -> Charset? {
    if let known = memory.withLock({ $0.charsets[key] }) { return known }
    guard let charset = resolve(key, spelled: spelled) else { return nil }
    memory.withLock { $0.charsets[key] = charset }
    return charset
  }

  private static func resolve(_ key: String, spelled: String?) -> Charset? {
    if CharsetLabel.meaningless.contains(key) { return nil }
    if key == "utf8" { return utf8 }
    if let special = CharsetLabel.special[key] { return special }
    if let (name, iconvName) = CharsetLabel.names[key] { return make(name, iconv: iconvName) }
    // iconv's own two-letter names are those of countries, which would match by accident.
    guard key.utf8.count > 2 else { return nil }
    if let spelled, let charset = make(spelled, iconv: spelled.uppercased()) { return charset }
    return make(key, iconv: key.uppercased())
  }

  private static func make(_ name: String, iconv iconvName: String) -> Charset? {
    Iconv.withPooled(iconvName) { iconv in
      if let table = SingleByteTable(iconv: iconv) {
        let filled = name.hasPrefix("windows-125") ? table.fillingControls() : table
        return Charset(
          name: name, codec: .singleByte(filled), containsASCII: filled.containsASCII)
      }
      return Charset(
        name: name, codec: .iconv(iconvName, unit: 1, rewriting: nil),
        containsASCII: containsASCII(iconv))
    }
  }

  /// Whether every byte below 80 means that ASCII character: no shift sequences, no wide units.
  private static func containsASCII(_ iconv: Iconv) -> Bool {
    (UInt8(0)..<0x80).allSatisfy { byte in
      var utf8: [UInt8] = []
      let (failures, _) = iconv.convert([byte].span, unit: 2, into: &utf8)
      return failures == 0 && utf8 == [byte]
    }
  }
}
