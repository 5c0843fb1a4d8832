import Bytes
import Synchronization

/// What a message tells about the charset of 8-bit text that declares none.
package struct CharsetHint: Sendable, Equatable {
  /// Label of the charset that other text of the message is in; it is used when the bytes fit.
  package var label: String?
  /// Charsets of the sender's region: preferred when a guess is close.
  package var likely: Set<String>

  package init(label: String? = nil, likely: Set<String> = []) {
    self.label = label
    self.likely = likely
  }
}

/// The hint of a message once somebody asked for it: there may be as many texts that need it as
/// there are fields to look for it in.
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
  /// Found in other parts, encoded-words, the language of the message and the sender's domain.
  ///
  /// Finding it decodes no 8-bit text, which would ask for it again.
  var charsetHint: CharsetHint {
    hintMemory.hint {
      CharsetHint(label: declaredCharset ?? charsetOfEncodedWords, likely: regionalCharsets)
    }
  }

  /// Of the first text part that names a known charset.
  private var declaredCharset: String? {
    for part in parts.prefix(Reach.hintParts) where part.mediaType.type == "text" {
      let charset = contentType(of: part, hint: nil)["charset"]
      if let charset, Charset.named(charset) != nil { return charset }
    }
    return nil
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
    if let field = header.first("content-language") {
      let value = header.rawValue(of: field).drop(while: Byte.isSpace).prefix(Reach.language)
      let language = lowercased(value.prefix(while: Byte.isLetter))
      if let region = Region.all.first(where: { $0.languages.contains(language) }) {
        return region.charsets
      }
    }
    for field in header.all("from") + header.all("message-id") {
      let domain = topLevelDomain(in: source(field.source)[decoded(field)])
      if let region = Region.all.first(where: { $0.domains.contains(domain) }) {
        return region.charsets
      }
    }
    return []
  }

  /// The letters behind the last dot of what follows the last "@"; the names of a field are not
  /// looked at, since their charset is what this is asked for.
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
  /// Names of `WritingModel.candidates`.
  var charsets: Set<String>
  /// Of Content-Language (RFC 3282).
  var languages: Set<String>
  /// Country codes in domain names.
  var domains: Set<String>

  init(_ charsets: Set<String>, languages: Set<String>, domains: Set<String>) {
    self.charsets = charsets
    self.languages = languages
    self.domains = domains
  }

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
