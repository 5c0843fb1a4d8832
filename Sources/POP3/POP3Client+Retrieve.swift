internal import Net

extension POP3Client {
  /// Lists the maildrop, and gets what `receiver` chooses. Returns when all has arrived.
  ///
  /// With PIPELINING the first messages are asked for while the listing still arrives, and deletions
  /// that the receiver names go out in between. If the server cannot pipeline after all, the session
  /// begins anew without (`restarted`).
  package func retrieve(_ receiver: some MaildropReceiver) throws(POP3Error) {
    do throws(POP3Error) { try listAndRetrieve(receiver) } catch
      where mayBePipelining(error)
    {
      guard let credentials else { throw error }
      try reopenWithoutPipelining(credentials)
      receiver.restarted(because: "the server does not answer pipelined commands")
      try listAndRetrieve(receiver)
    }
  }

  /// Gets more, of numbers known from a listing of this session.
  package func retrieve(
    _ requests: [Request], into receiver: some MaildropReceiver
  ) throws(POP3Error) {
    try run(receiver, setup: [], requests: requests)
  }

  /// Marks messages as deleted; final with `quit`. Gives the numbers that the server refused.
  @discardableResult
  package func delete(_ numbers: [Int]) throws(POP3Error) -> [Int] {
    let log = DeletionLog(numbers)
    try run(log, setup: [])
    return log.refused
  }

  var pipelines: Bool { usesPipelining && capabilities.pipelining }

  private func listAndRetrieve(_ receiver: some MaildropReceiver) throws(POP3Error) {
    // PIPELINING holds for the whole session (RFC 2449 §6.6): where it is known, nothing waits for CAPA.
    var setup: [Command] = [.list, .uidl]
    if capabilitiesAreStale {
      if pipelines { setup.insert(.capa, at: 0) } else { try refreshCapabilities() }
      capabilitiesAreStale = false
    }
    if pipelines, !dialogue.hasPipelined {
      // LIST may take a server minutes. These two do not, so silence after the first tells.
      if setup.first == .list { setup.insert(.noop, at: 0) }
      setup.insert(.noop, at: 1)
    }
    try run(receiver, setup: setup)
  }

  private func run(
    _ receiver: some MaildropReceiver, setup: [Command], requests: [Request] = []
  ) throws(POP3Error) {
    let retrieval = Retrieval(
      receiver, setup: setup, requests: requests, limits: settings.limits,
      place: connection.place, trace: trace)
    while true {
      retrieval.refill(pipelining: pipelines, say)
      guard dialogue.awaitedCount > 0 else { break }
      try exchange(retrieval)
    }
    if let learned = retrieval.capabilities { capabilities = learned }
  }

  /// Whether a session without pipelining may do better.
  func mayBePipelining(_ error: POP3Error) -> Bool {
    guard pipelines, dialogue.awaitedCount > 1 || dialogue.awaitsOverlapped else { return false }
    switch error.code {
    case .network(.timedOut): return true
    case .closed, .network(.reset), .commandRefused, .protocolViolation:
      return !dialogue.hasPipelined
    default: return false
    }
  }
}

/// Deletes and remembers what was refused.
private final class DeletionLog: MaildropReceiver {
  private var numbers: [Int]
  private(set) var refused: [Int] = []

  init(_ numbers: [Int]) { self.numbers = numbers }

  func deletable() -> [Int] {
    defer { numbers = [] }
    return numbers
  }

  func deletionFailed(_ number: Int, reply: String) { refused.append(number) }
  func choose(_ message: ListedMessage) -> Choice { .skip }
  func began(_ request: Request) {}
  func received(_ octets: borrowing RawSpan) {}
  func ended(_ request: Request, octets: UInt64) {}
  func failed(_ request: Request, reply: String) {}
  func restarted(because reason: String) {}
}
