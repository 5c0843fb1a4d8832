package import Archive

extension AttachmentReport {
  /// "48 with text, 16 without text, 3 locked with a password".
  package var displayText: String { outcomes.displayText }
}

extension [AttachmentOutcome: Int] {
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
    outcomes = Dictionary(
      uniqueKeysWithValues: report.outcomes.map { ($0.key.name, $0.value) })
    interrupted = report.isInterrupted
  }
}

extension AttachmentOutcome {
  /// For programs.
  package var name: String {
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
