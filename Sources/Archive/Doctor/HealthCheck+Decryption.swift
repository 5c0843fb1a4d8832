import Decryption

extension HealthCheck {
  /// What decrypts mail, and what became of it. Nothing where there is no encrypted mail and none is wanted.
  static func decryption(_ state: DecryptionState, _ settings: DecryptSettings) -> [Finding] {
    var findings: [Finding] = []
    func add(_ level: Finding.Level, _ text: String, _ remedy: String = "") {
      findings.append(Finding(.decryption, level, text, remedy: remedy))
    }
    if settings.pgp {
      if let path = Decryptor.gpgPath {
        add(.good, "OpenPGP mail is decrypted by \(path)")
      } else {
        add(
          .warning, "gpg is not installed, so OpenPGP mail is not decrypted",
          "Install it (Debian: apt install gnupg), then run mailcask decrypt.")
      }
    }
    let known = DecryptionOutcome.allCases.compactMap { outcome in
      state.outcomes[outcome].map { "\($0) \(outcome.displayText)" }
    }
    if !known.isEmpty { add(.good, "encrypted messages: " + known.joined(separator: ", ")) }
    if state.outcomes[.locked] != nil {
      add(.hint, "some wait for a key that is locked", "Open it with: mailcask decrypt")
    }
    if state.untried > 0 {
      add(
        .hint, "encrypted messages that were not decrypted: \(state.untried)",
        settings.isOn
          ? "Decrypt them with: mailcask decrypt"
          : "If searches shall find what they say, see: mailcask help decrypt")
    }
    return findings
  }
}
