package import Archive

extension AttachmentReport {
  /// "48 with text, 16 without text, 3 locked with a password".
  package var displayText: String { outcomes.displayText }
}

extension [AttachmentOutcome: Int] {
  /// For programs.
  var named: [String: Int] {
    [String: Int](uniqueKeysWithValues: map { ($0.key.name, $0.value) })
  }

  package var displayText: String {
    AttachmentOutcome.allCases.compactMap { outcome in
      self[outcome].map { "\(grouped($0)) \(outcome.displayText)" }
    }.joined(separator: ", ")
  }
}

/// See Schemas/Output/read-attachments.schema.json.
package struct AttachmentSummary: Encodable {
  let messages: Int
  let read: Int
  let outcomes: [String: Int]
  let interrupted: Bool

  package init(_ report: AttachmentReport) {
    messages = report.messages
    read = report.total
    outcomes = report.outcomes.named
    interrupted = report.isInterrupted
  }
}

extension AttachmentOutcome {
  /// For programs.
  fileprivate var name: String {
    switch self {
    case .text: "text"
    case .noText: "none"
    case .encrypted: "encrypted"
    case .damaged: "damaged"
    case .limit: "too_large"
    case .needsProgram: "needs_program"
    case .crashed: "crashed"
    }
  }
}
