internal import Net

extension POP3Client {
  /// Lists the maildrop, and gets what `receiver` chooses. Returns when all has arrived.
  ///
  /// With PIPELINING the first messages are asked for while the listing still arrives. If the server
  /// cannot pipeline after all, the session begins again without (`restarted`).
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
    try run(receiver, setup: [], requests: requests, mayRestart: false)
  }

  /// Marks messages as deleted; final with `quit`.
  ///
  /// - Returns: the numbers that the server refused, with its words.
  /// - Throws: also when something arrived that nobody asked for: then what was taken for a message
  ///   may be another.
  @discardableResult
  package func delete(_ numbers: [Int]) throws(POP3Error) -> [Int: String] {
    let deletion = Deletion(numbers, trace)
    try refuseUnasked()
    try run(deletion) { deletion.next() }
    return deletion.refused
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
    try run(receiver, setup: setup, requests: [], mayRestart: credentials != nil)
  }

  private func run(
    _ receiver: some MaildropReceiver, setup: [Command], requests: [Request], mayRestart: Bool
  ) throws(POP3Error) {
    let retrieval = Retrieval(
      receiver, setup: setup, requests: requests, limits: settings.limits,
      place: connection.place, trace: trace)
    do throws(POP3Error) { try run(retrieval) { retrieval.next() } } catch {
      if !(mayRestart && mayBePipelining(error)) { retrieval.abandon(because: error) }
      throw error
    }
    if let learned = retrieval.capabilities { capabilities = learned }
  }

  /// Sends what `next` gives, as much at once as may be, until all is answered.
  private func run(_ handler: some AnswerHandler, next: () -> Command?) throws(POP3Error) {
    while true {
      let most = pipelines ? settings.limits.inFlightCount : 1
      while dialogue.awaitedCount < most, let command = next() { say(command) }
      guard dialogue.awaitedCount > 0 else { return }
      try exchange(handler)
    }
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
