/// Names of header fields as terms.
enum HeaderName {
  /// Which words of a field's value are in the index.
  enum Words {
    /// All, each with the name of the field.
    case all
    /// Names alone, once for all fields of this kind in a message.
    case names
    case none
  }

  static func folded(_ name: String) -> [UInt8] {
    IndexFormat.cut(
      name.utf8.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, to: Limits.headerNameBytes)
  }

  static func wordPrefix(_ folded: [UInt8]) -> [UInt8] {
    Array(IndexFormat.Exact.header.rawValue.utf8) + folded + [0x3A]
  }

  static let namePrefix = Array(IndexFormat.Exact.traceName.rawValue.utf8)

  /// Signatures and traces are different in each message: their words would be half of the
  /// vocabulary and are hardly looked for. They are found by reading the messages instead, of the
  /// traces those that have the names.
  static func indexedWords(_ folded: [UInt8]) -> Words {
    if traces.contains(folded) { return .names }
    return machineMade.contains { folded.starts(with: $0) } ? .none : .all
  }

  /// Hosts, people and programs: neither short words nor those of the protocols, which all traces
  /// have, nor ids and times.
  static func isName(_ word: Span<UInt8>) -> Bool {
    guard word.count > 3 else { return false }
    for index in word.indices where 0x30...0x39 ~= word[index] { return false }
    return !protocolWords.contains(WordPositions.key(of: word))
  }

  /// Fields that nearly all messages have: those that lack one have a term instead.
  static let usual: Set<[UInt8]> = set([
    "from", "to", "subject", "date", "message-id", "received", "return-path", "mime-version",
    "content-type", "content-transfer-encoding",
  ])

  /// Fields of RFC 5321 §4.4, RFC 8601 and RFC 2369, and what is made like them.
  private static let traces: Set<[UInt8]> = set([
    "received", "x-received", "return-path", "authentication-results", "received-spf",
    "x-original-authentication-results", "x-me-proxy", "envelope-to", "x-original-to", "errors-to",
    "list-archive", "list-help", "list-owner", "list-post", "list-subscribe", "list-unsubscribe",
    "x-beenthere", "x-mailing-list", "archived-at",
  ])

  /// `WordPositions.key(of:)` of the commonest words of trace fields in mail from many places.
  private static let protocolWords = Set(
    [
      "action", "authenticated", "authorized", "bits", "bounce", "bounces", "certificate",
      "cest", "cipher", "client", "compauth", "designates", "digest", "dkim", "dmarc",
      "domain", "drop", "ecdhe", "ecdsa", "ehlo", "email", "envelope", "esmtp", "esmtpa",
      "esmtps", "esmtpsa", "exim", "fail", "failed", "fetchmail", "flags", "from",
      "frontend", "google", "header", "helo", "help", "hostname", "http", "https", "imap",
      "invoked", "linux", "list", "listinfo", "lists", "lmtp", "local", "localdomain",
      "localhost", "mail", "mailfrom", "mailman", "mailto", "majordomo", "mapi", "message",
      "microsoft", "neutral", "none", "options", "orcpt", "outlook", "owner", "pass",
      "permitted", "pipermail", "policy", "port", "postfix", "present", "prod",
      "protection", "reason", "receiver", "record", "relay", "request", "requested",
      "rhost", "sender", "server", "signature", "signed", "single", "smtp", "softfail",
      "subject", "subscribe", "transport", "unknown", "unprotected", "unsubscribe", "user",
      "userid", "using", "verification", "verified", "verify", "version", "with",
    ].map { WordPositions.key(of: $0.utf8) })

  private static func set(_ names: [String]) -> Set<[UInt8]> { Set(names.map { Array($0.utf8) }) }

  /// Beginnings of names.
  private static let machineMade: [[UInt8]] = [
    "dkim-", "domainkey-", "arc-", "x-google-", "x-gm-", "x-ms-", "x-microsoft-", "x-forefront-",
    "x-exchange-", "x-proofpoint-", "x-mimecast-", "x-spam-", "x-spamd-", "x-mailman-version",
    "x-ymail-", "x-sid-", "x-me-",
    "x-uid", "x-incomingtop", "x-tm", "x-pm-", "x-ae-", "x-sg-", "x-mailgun-", "x-ses-",
    "x-ironport-", "x-barracuda-", "x-virus-", "x-amavis", "x-rspamd-", "x-provags-", "x-ui-",
    "x-mc-",
    "thread-index", "references", "in-reply-to", "content-", "date", "mime-version",
    "resent-message-id",
    "resent-date", "autocrypt", "openpgp", "face", "x-face", "x-get-message-sender-via",
  ].map { Array($0.utf8) }
}
