package import Archive
package import Net
package import SASL
package import Store

/// An account with what a source needs to fetch from it.
package struct FetchedAccount: Sendable {
  package let settings: AccountSettings
  package let location: ArchiveLocation
  package let store: MailStore
  package let options: MailArchive.FetchOptions

  /// Wakes whatever waits for the server.
  package var interrupt: Interrupt? { options.cancellation?.interrupt }

  /// Gets the lines of the dialogue, secrets masked; nil where nobody wants them.
  package var trace: (@Sendable (TraceLine) -> Void)? {
    guard let show = options.trace else { return nil }
    return { show("\($0.direction.rawValue): \($0.text)") }
  }

  /// What a source remembers of the account from one fetch to the next, beside the store.
  package func state<State: Codable>(_: State.Type) -> AccountFile<State> {
    AccountFile(location, account: settings.name, .state)
  }
}
