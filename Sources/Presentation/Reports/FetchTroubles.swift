package import Fetch

extension FetchReport {
  /// Problems of a fetch that a person should know about, one per line.
  package var troubles: [String] {
    lines("not sent by the server", refused)
      + lines("not fetched, tried again next time", missing)
      + lines("suspect, kept here with the tag \"suspect\" and left on the server", suspect)
      + lines("incomplete, fetched again next time", incomplete)
      + lines("not deleted, the server refuses", deletionsRefused) + warnings
  }

  /// Names the messages, unless there are very many.
  private func lines(_ what: String, _ messages: [String]) -> [String] {
    let named = messages.prefix(Limits.messagesNamed).map { "\(what): \($0)" }
    let more = messages.count - named.count
    return more > 0 ? named + ["\(what): \(more) more"] : named
  }
}
