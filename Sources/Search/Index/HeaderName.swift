/// Names of header fields as terms.
enum HeaderName {
  /// Which words of a field's value are in the index.
  enum Words {
    case all
    /// Letters alone and short numbers: hosts and addresses, not the ids and times beside them.
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

  /// Signatures and traces are different in each message: their words would be half of the
  /// vocabulary and are hardly looked for. They are found by reading the messages instead.
  static func indexedWords(_ folded: [UInt8]) -> Words {
    if traces.contains(folded) { return .names }
    return machineMade.contains { folded.starts(with: $0) } ? .none : .all
  }

  static func isIndexed(_ word: Span<UInt8>, _ words: Words) -> Bool {
    switch words {
    case .all: return true
    case .none: return false
    case .names:
      if word.count <= 3 { return true }
      for index in word.indices where 0x30...0x39 ~= word[index] { return false }
      return true
    }
  }

  private static let traces: Set<[UInt8]> = Set(
    [
      "received", "x-received", "return-path", "authentication-results", "received-spf",
      "x-me-proxy",
    ]
    .map { Array($0.utf8) })

  /// Beginnings of names.
  private static let machineMade: [[UInt8]] = [
    "dkim-", "domainkey-", "arc-", "x-google-", "x-gm-", "x-ms-", "x-microsoft-", "x-forefront-",
    "x-exchange-", "x-proofpoint-", "x-mimecast-", "x-spam-", "x-ymail-", "x-sid-", "x-me-",
    "x-uid", "x-incomingtop", "x-tm", "x-pm-", "x-ae-", "x-sg-", "x-mailgun-", "x-ses-",
    "x-ironport-", "x-barracuda-", "x-virus-", "x-amavis-", "x-provags-", "x-ui-", "x-mc-",
    "thread-index", "references", "in-reply-to", "content-", "date", "resent-message-id",
    "resent-date", "autocrypt", "openpgp", "face", "x-face", "x-get-message-sender-via",
  ].map { Array($0.utf8) }
}
