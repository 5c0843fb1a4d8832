import Archive
import ArgumentParser

/// Options that override an account's settings for one run.
struct FetchPolicyOptions: ParsableArguments {
  enum OnServer: EnumerableFlag {
    case keep, delete

    static func help(for value: OnServer) -> ArgumentHelp? {
      switch value {
      case .keep: "Leave all mail on the server."
      case .delete: "Delete mail from the server once it is safe here."
      }
    }
  }

  @Flag var onServer: OnServer?

  @Option(
    help: ArgumentHelp("Fetch at most this many new messages per account.", valueName: "count"))
  var limit: Int?

  @Flag(help: "Fetch the newest mail first.")
  var newestFirst = false

  @Option(help: ArgumentHelp("Skip larger messages, such as 50M.", valueName: "size"))
  var maxSize: String?

  @Option(
    help: ArgumentHelp(
      "Fetch only mail that arrived on this day or later: 2024-01-31, or 30d.",
      valueName: "day"))
  var since: String?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit must be more than 0") }
    if let maxSize, parseBytes(maxSize) == nil {
      throw ValidationError("--max-size \(maxSize): write a number with K, M or G, as in 50M")
    }
    if let since, parseDay(since) == nil {
      throw ValidationError("--since \(since): write a day as in 2024-01-31, or 30d")
    }
  }

  func applied(to account: AccountSettings) -> AccountSettings {
    var account = account
    switch onServer {
    case .keep: account.onServer = .keep
    case .delete: account.onServer = .delete
    case nil: break
    }
    if let limit { account.sessionLimit = limit }
    if newestFirst { account.order = .newest }
    if let maxSize { account.maximumBytes = parseBytes(maxSize) }
    if let since { account.since = parseDay(since) }
    return account
  }
}
