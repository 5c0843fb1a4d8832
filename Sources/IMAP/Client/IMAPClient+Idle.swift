package import Net
internal import SASL

extension IMAPClient {
  /// The server can tell of new mail when it comes.
  package var canIdle: Bool { capabilities.has("IDLE") }

  /// From now on `interrupt` ends what the client waits for.
  package func listen(to interrupt: Interrupt) { connection.interrupt = interrupt }

  /// Waits for new mail in the open mailbox.
  ///
  /// - Parameters:
  ///   - counts: what opening it said.
  ///   - time: maximum time to wait; servers end a session after half an hour of silence.
  /// - Returns: the number of messages when there are more than before; nil when the time is over.
  package func idle(_ counts: MailboxCounts, for time: Duration) throws(IMAPError) -> UInt32? {
    let listener = Listener(trace, counts.messages ?? 0)
    let end = ContinuousClock.now + time
    say(.idle)
    while dialogue.question == nil, dialogue.awaitedCount > 0 { try exchange(listener) }
    guard dialogue.awaitedCount > 0 else {
      throw IMAPError(
        .commandRefused, at: place, why: "the server refuses to tell of new mail",
        remedy: "nothing has to be done: it is asked for new mail from time to time")
    }
    while !listener.hasNews, dialogue.awaitedCount > 0 {
      let left = end - ContinuousClock.now
      guard left > .zero, try exchange(listener, patience: left) else { break }
    }
    if dialogue.awaitedCount > 0 {
      trace.client("DONE")
      dialogue.answer("DONE")
      try finish(listener)
    }
    return listener.hasNews ? listener.messages : nil
  }
}

/// Counts the messages of a mailbox while others change it.
private final class Listener: ResponseHandler {
  private let trace: Trace
  private(set) var messages: UInt32
  private(set) var hasNews = false

  init(_ trace: Trace, _ messages: UInt32) {
    self.trace = trace
    self.messages = messages
  }

  func received(_ response: Response) {
    switch response {
    case .exists(let count):
      hasNews = hasNews || count > messages
      messages = count
    case .expunge: if messages > 0 { messages -= 1 }
    case .status(let status): trace.server(status)
    default: break
    }
  }

  func completed(_ command: Command, _ status: StatusResponse) {
    trace.server(status, of: command)
  }
}
