package import Archive

extension DecryptionReport {
  /// "48 decrypted, 3 without a key here".
  package var displayText: String { outcomes.displayText }
}

extension [DecryptionOutcome: Int] {
  package var displayText: String {
    DecryptionOutcome.allCases.compactMap { outcome in
      self[outcome].map { "\(grouped($0)) \(outcome.displayText)" }
    }.joined(separator: ", ")
  }

  /// For programs.
  var named: [String: Int] {
    [String: Int](uniqueKeysWithValues: map { ($0.key.name, $0.value) })
  }
}

/// See Schemas/Output/decrypt.schema.json.
package struct DecryptionSummary: Encodable {
  let tried: Int
  let outcomes: [String: Int]
  let interrupted: Bool

  package init(_ report: DecryptionReport) {
    tried = report.total
    outcomes = report.outcomes.named
    interrupted = report.isInterrupted
  }
}

/// See Schemas/Output/decrypt-forget.schema.json.
package struct ForgottenSummary: Encodable {
  let erased: Int
  let backups: [String]
  let unknownBackups: [String]

  package init(_ forgotten: MailArchive.ForgottenText) {
    erased = forgotten.messages
    backups = forgotten.backups
    unknownBackups = forgotten.unknownBackups
  }
}
