import Bytes
import Synchronization

/// What a message reveals about the charset of 8-bit text without a declaration.
package struct CharsetHint: Sendable, Equatable {
  /// The charset label of other text in the message; used if the bytes are valid in it.
  package var label: String?
  /// The most likely charset of all undeclared text of the message together; used if the bytes are
  /// valid in it and not in `label`.
  package var guess: String?
  /// Charsets of the sender's region: preferred if a guess is close.
  package var likely: Set<String>

  package init(label: String? = nil, guess: String? = nil, likely: Set<String> = []) {
    self.label = label
    self.guess = guess
    self.likely = likely
  }
}

/// Caches the hint of a message: as many texts may need it as there are fields to search for it.
final class CharsetHintMemory: Sendable {
  private let hint = Mutex<CharsetHint?>(nil)

  func hint(_ find: () -> CharsetHint) -> CharsetHint {
    if let known = hint.withLock({ $0 }) { return known }
    let found = find()
    hint.withLock { $0 = found }
    return found
  }
}

extension Message {
  /// Derived from other parts, encoded-words, declarations inside HTML, the language of the
  /// message, the sender's domain, and all undeclared 8-bit text together: the fields and texts of
  /// a message come from the same author.
  ///
  /// Does not decode any 8-bit text, because that would ask for the hint again.
  var charsetHint: CharsetHint {
    hintMemory.hint {
      let texts = parts.lazy.filter { $0.kind == .leaf && $0.mediaType.type == "text" }
        .prefix(Reach.hintParts).map { ($0, usableCharset(of: $0)) }
      let label =
        texts.compactMap(\.1).first ?? charsetOfEncodedWords
        ?? texts.lazy.compactMap { part, _ in charsetInside(part) }.first
      let likely = regionalCharsets
      let undeclared = texts.filter { $0.1.map(isUTF8) ?? true }.map(\.0)
      let sample = legacyText(of: Array(undeclared))
      let guess = sample.isEmpty ? nil : guessCharset(of: sample.span, likely: likely)
      return CharsetHint(label: label, guess: guess?.name, likely: likely)
    }
  }

  private func usableCharset(of part: Part) -> String? {
    contentType(of: part, hint: nil)["charset"].flatMap { Charset.named($0) == nil ? nil : $0 }
  }

  private func isUTF8(_ label: String) -> Bool { Charset.named(label)?.name == "utf-8" }

  /// The charset that an HTML part declares inside.
  private func charsetInside(_ part: Part) -> String? {
    guard textForm(of: part) == .html else { return nil }
    let label = withDecodedBody(of: part) { htmlCharset(in: $0) }
    return label.flatMap { Charset.named($0) == nil ? nil : $0 }
  }

  /// Words with bytes above 7F that are not UTF-8, from the fields and from the beginnings of these
  /// parts.
  private func legacyText(of texts: [Part]) -> [UInt8] {
    var sample: [UInt8] = []
    func add(_ bytes: Span<UInt8>) {
      guard sample.count < TextLimits.guessSample, bytes.firstHighByte() != nil,
        validUTF8(bytes) == nil
      else { return }
      sample += sampleAroundHighBytes(bytes) + [Byte.lf]
    }
    for field in fields.prefix(Reach.hintFields) where sample.count < TextLimits.guessSample {
      add(source(field.source).span.extracting(decoded(field)))
    }
    for part in texts where sample.count < TextLimits.guessSample {
      withDecodedBody(of: part) { body in
        var end = min(body.count, Reach.hintBytes)
        // Cutting at a line end does not split a character.
        while end < body.count, end > 0, body[end - 1] != Byte.lf { end -= 1 }
        add(body.extracting(..<end))
      }
    }
    return sample
  }

  private var charsetOfEncodedWords: String? {
    for field in header.all("subject") + header.all("from") {
      let source = source(field.source)
      let charset = charsetOfFirstEncodedWord(source.span, decoded(field))
      if let charset, Charset.named(charset) != nil { return charset }
    }
    return nil
  }

  private var regionalCharsets: Set<String> {
    if let language = declaredLanguage,
      let region = Region.all.first(where: { $0.languages.contains(language) })
    {
      return region.charsets
    }
    let regions = senderDomains.lazy.compactMap { domain in
      Region.all.first { $0.domains.contains(domain) }
    }
    return regions.first?.charsets ?? []
  }

  /// The most likely languages of the message (RFC 5646): the one that it declares, and those of
  /// the sender's country.
  var languages: [String] {
    let ofCountries = senderDomains.flatMap { Region.languages[$0] ?? [$0] }
    return (declaredLanguage.map { [$0] } ?? []) + ofCountries
  }

  private var declaredLanguage: String? {
    guard let field = header.first("content-language") else { return nil }
    let value = header.rawValue(of: field).drop(while: Byte.isSpace).prefix(Reach.language)
    return lowercased(value.prefix(while: Byte.isLetter))
  }

  private var senderDomains: [String] {
    (header.all("from") + header.all("message-id")).map {
      topLevelDomain(in: source($0.source)[decoded($0)])
    }
  }

  /// The letters after the last dot of what follows the last "@". Names in the field are not
  /// examined, because their charset is what the caller wants to know.
  private func topLevelDomain(in value: ArraySlice<UInt8>) -> String {
    guard let at = value.lastIndex(of: Byte.at) else { return "" }
    let domain = value[at...].prefix { $0 != Byte.greater && !Byte.isSpace($0) }
    guard let dot = domain.lastIndex(of: Byte.dot) else { return "" }
    return lowercased(domain[(dot + 1)...].prefix(Reach.topLevelDomain))
  }

  private func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.map(Byte.lowercased), as: UTF8.self)
  }
}

/// Charsets that 8-bit mail of a region used before UTF-8.
private struct Region {
  /// Names in `WritingModel.candidates`.
  var charsets: Set<String>
  /// Values of Content-Language (RFC 3282).
  var languages: Set<String>
  /// Country codes in domain names.
  var domains: Set<String>

  init(_ charsets: Set<String>, languages: Set<String>, domains: Set<String>) {
    self.charsets = charsets
    self.languages = languages
    self.domains = domains
  }

  /// Languages of countries whose domain is not the tag of their language.
  static let languages: [String: [String]] = [
    "cz": ["cs"], "si": ["sl"], "ua": ["uk"], "by": ["be"], "rs": ["sr"], "ba": ["bs"],
    "dk": ["da"], "se": ["sv"], "gr": ["el"], "ee": ["et"], "at": ["de"], "ch": ["de", "fr"],
    "be": ["nl", "fr"], "br": ["pt"], "mx": ["es"], "ar": ["es"], "cl": ["es"], "cn": ["zh"],
    "jp": ["ja"], "kr": ["ko"], "il": ["he"], "ir": ["fa"], "in": ["hi"], "vn": ["vi"],
    "my": ["ms"], "al": ["sq"], "am": ["hy"], "ge": ["ka"], "mu": ["mfe"], "mg": ["mg"],
    "us": ["en"], "uk": ["en"], "au": ["en"], "nz": ["en"], "ca": ["en", "fr"],
  ]

  static let all = [
    Region(
      ["windows-1251", "koi8-r", "ibm866", "iso-8859-5"],
      languages: ["ru", "uk", "be", "bg", "mk", "kk"],
      domains: ["ru", "su", "ua", "by", "bg", "mk", "kz"]),
    Region(
      ["windows-1250", "iso-8859-2"], languages: ["pl", "cs", "sk", "hu", "ro", "sl", "hr"],
      domains: ["pl", "cz", "sk", "hu", "ro", "si", "hr"]),
    Region(
      ["windows-1252"],
      languages: ["de", "en", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "nb", "fi", "is"],
      domains: [
        "de", "at", "ch", "uk", "ie", "fr", "be", "es", "it", "pt", "nl", "se", "dk", "no", "fi",
        "is", "us", "edu", "gov", "ca", "au", "nz", "br", "mx", "ar", "cl",
      ]),
    Region(["windows-1257"], languages: ["lt", "lv"], domains: ["lt", "lv"]),
    Region(["windows-1253"], languages: ["el"], domains: ["gr", "cy"]),
    Region(["windows-1254"], languages: ["tr"], domains: ["tr"]),
    Region(["windows-1255"], languages: ["he", "iw"], domains: ["il"]),
    Region(["windows-1256"], languages: ["ar", "fa"], domains: ["ir", "sa", "eg", "ae"]),
    Region(["windows-874"], languages: ["th"], domains: ["th"]),
    Region(["shift_jis", "euc-jp"], languages: ["ja"], domains: ["jp"]),
    Region(["gb18030", "big5"], languages: ["zh"], domains: ["cn", "tw", "hk"]),
    Region(["euc-kr"], languages: ["ko"], domains: ["kr"]),
  ]
}
