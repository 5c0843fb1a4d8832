import Bytes

/// OK, NO, BAD, BYE or PREAUTH with the words behind it (RFC 9051 §7.1).
package struct StatusResponse: Sendable, Equatable {
  package enum Status: String, Sendable {
    case ok = "OK"
    case no = "NO"
    case bad = "BAD"
    case bye = "BYE"
    case preauth = "PREAUTH"
  }

  package let status: Status
  /// Between brackets, in capitals: "UIDVALIDITY", "AUTHENTICATIONFAILED"; nil where there is none.
  package let code: String?
  /// What follows the code inside the brackets.
  package let argument: [UInt8]
  /// For people, as sent.
  package let words: [UInt8]

  /// - Parameter line: what stands behind the tag.
  init?(_ line: some Collection<UInt8>) {
    let word = line.prefix { !Byte.isBlank($0) }
    guard let status = Status(rawValue: String(decoding: word, as: UTF8.self).uppercased()) else {
      return nil
    }
    self.status = status
    let rest = Array(line.dropFirst(word.count).drop(while: Byte.isBlank))
    guard rest.first == UInt8(ascii: "["), let end = rest.firstIndex(of: UInt8(ascii: "]")) else {
      (code, argument, words) = (nil, [], rest)
      return
    }
    let inside = rest[1..<end]
    let name = inside.prefix { !Byte.isBlank($0) }
    code = String(decoding: name, as: UTF8.self).uppercased()
    argument = Array(inside.dropFirst(name.count).drop(while: Byte.isBlank))
    words = Array(rest[(end + 1)...].drop(while: Byte.isBlank))
  }

  /// The code's number: of UIDVALIDITY, UIDNEXT, HIGHESTMODSEQ.
  package var number: UInt64? { decimal(argument) }

  /// A refusal that has to do with when and how much is asked, and not with what: Exchange and iCloud
  /// say so in words.
  var isAboutAll: Bool {
    if isAboutNow { return true }
    if let code, ["LIMIT", "OVERQUOTA", "THROTTLED"].contains(code) { return true }
    let words = String(decoding: words, as: UTF8.self).lowercased()
    return words.contains("throttled") || words.contains("temporarily unavailable")
  }

  /// May also be said of one folder.
  var isAboutNow: Bool { code == "UNAVAILABLE" || code == "INUSE" }

  /// The words with the code before them, for people.
  var shownBytes: [UInt8] {
    guard let code else { return words }
    return Array("[\(code)] ".utf8) + words
  }
}
