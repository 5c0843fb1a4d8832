internal import Net

extension POP3Client {
  /// Lists the maildrop and gets the messages that `receiver` chooses. Returns when all have
  /// arrived.
  ///
  /// With PIPELINING, the first messages are requested while the listing still arrives. If the
  /// server turns out not to support pipelining, the session starts again without it (`restarted`).
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

  /// Gets further messages, by numbers from a listing of this session.
  package func retrieve(
    _ requests: [Request], into receiver: some MaildropReceiver
  ) throws(POP3Error) {
    try run(receiver, setup: [], requests: requests, mayRestart: false)
  }

  /// Marks messages as deleted; `quit` makes this final.
  ///
  /// - Parameter refused: gets the numbers that the server refused, with its text, also those before an
  ///   error.
  /// - Throws: also if unexpected data arrived: then what was taken for one message may be another.
  package func delete(_ numbers: [Int], refused: inout [Int: String]) throws(POP3Error) {
    let deletion = Deletion(numbers, trace)
    defer { refused = deletion.refused }
    try refuseUnasked()
    try run(deletion) { deletion.next() }
  }

  var pipelines: Bool { usesPipelining && capabilities.pipelining }

  private func listAndRetrieve(_ receiver: some MaildropReceiver) throws(POP3Error) {
    // PIPELINING holds for the whole session (RFC 2449 §6.6): if it is known, do not wait for CAPA.
    var setup: [Command] = [.list, .uidl]
    if capabilitiesAreStale {
      if pipelines { setup.insert(.capa, at: 0) } else { try refreshCapabilities() }
      capabilitiesAreStale = false
    }
    if pipelines, !dialogue.hasPipelined {
      // LIST may take a server minutes. CAPA and NOOP do not, so silence after the first command
      // means that the server cannot pipeline.
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

  /// Sends the commands that `next` returns, as many at once as allowed, until all are answered.
  private func run(_ handler: some AnswerHandler, next: () -> Command?) throws(POP3Error) {
    while true {
      let most = pipelines ? settings.limits.inFlightCount : 1
      while dialogue.awaitedCount < most, let command = next() { say(command) }
      guard dialogue.awaitedCount > 0 else { return }
      try exchange(handler)
    }
  }

  /// Whether a session without pipelining may succeed after this error.
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
