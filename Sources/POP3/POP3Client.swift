package import Net
package import SASL

/// One session with a POP3 server. Synchronous: give it a thread of its own.
///
///     let client = try POP3Client.connect(settings)
///     try client.login(credentials)
///     try client.retrieve(receiver)     // listing and messages, pipelined
///     // … commit what arrived, and only then …
///     try client.delete(durable)        // numbers of messages whose octets are on disk
///     try client.quit()                 // or abort(), which deletes nothing
///
/// QUIT makes deletions final and, on Gmail, marks all that was retrieved as taken: call it only when
/// everything retrieved is durable. Letting the client go out of scope without `quit` is `abort`.
/// After any error only `abort` makes sense, except after a refused `login`, which may be tried again.
package final class POP3Client {
  package let settings: POP3Settings
  package internal(set) var capabilities = Capabilities()
  /// The greeting's words as sent; APOP's challenge is in it.
  private(set) var greeting: [UInt8] = []
  var connection: Connection
  var dialogue: Dialogue
  let trace: Trace
  /// For the reconnection that a server with broken pipelining needs.
  var credentials: Credentials?
  /// Whether capabilities date from before the login.
  var capabilitiesAreStale = false
  /// False once the session had to go on without.
  package internal(set) var usesPipelining: Bool
  /// The server has shown that it cannot: worth remembering for the next session. A connection that
  /// died after pipelining had worked is no proof.
  package private(set) var lacksPipelining = false
  private var hasQuit = false
  private var usesCapa = true
  /// Whether we have looked what else may stand at a port that does not greet.
  private var hasLooked = false
  let interrupt: Interrupt?
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  /// Connects, does TLS as the settings say, and asks for capabilities.
  ///
  /// - Parameter trace: gets each line of the dialogue with secrets masked.
  package static func connect(
    _ settings: POP3Settings, interrupt: Interrupt? = nil, trace: ((TraceLine) -> Void)? = nil
  ) throws(POP3Error) -> POP3Client {
    let client = try POP3Client(settings, interrupt, Trace(hook: trace))
    try client.open()
    return client
  }

  private init(
    _ settings: POP3Settings, _ interrupt: Interrupt?, _ trace: Trace
  ) throws(POP3Error) {
    self.settings = settings
    self.interrupt = interrupt
    self.trace = trace
    usesPipelining = settings.usesPipelining
    connection = try Self.dial(settings, interrupt)
    dialogue = Dialogue(place: connection.place, shown: trace.shown)
  }

  deinit { if !hasQuit { connection.abort() } }

  // MARK: Beginning

  private static func dial(
    _ settings: POP3Settings, _ interrupt: Interrupt?
  ) throws(POP3Error) -> Connection {
    do throws(NetError) {
      let connection = try Connection(
        to: settings.endpoint, proxy: settings.proxy, limits: settings.time, interrupt: interrupt)
      if settings.security == .tls {
        try connection.startTLS(settings.tls, host: settings.endpoint.host)
      }
      return connection
    } catch {
      if settings.security == .tls, error.code == .handshakeFailed || error.code == .reset,
        let other = PortProbe(settings, interrupt).misfit()
      {
        throw other
      }
      throw POP3Error(error)
    }
  }

  /// When the server's certificate ends, in seconds since 1970; nil without TLS.
  package var certificateEnd: Int64? { connection.certificateEnd }

  /// Connects again, without what the server has shown it cannot bear.
  func reopen() throws(POP3Error) {
    try redial()
    try open()
  }

  /// Begins anew without pipelining. If not even that works, it was not the pipelining.
  func reopenWithoutPipelining(_ credentials: Credentials) throws(POP3Error) {
    let isProven = !dialogue.hasPipelined || dialogue.mayHaveEndedBefore
    usesPipelining = false
    do throws(POP3Error) {
      try reopen()
      try login(credentials)
      lacksPipelining = isProven
    } catch {
      usesPipelining = true
      throw error
    }
  }

  private func redial() throws(POP3Error) {
    connection.abort()
    connection = try Self.dial(settings, interrupt)
    dialogue = Dialogue(place: connection.place, shown: trace.shown)
    capabilities = Capabilities()
  }

  /// A server that hangs up on CAPA gets a second connection without.
  private func open() throws(POP3Error) {
    let triesCapa = usesCapa
    do throws(POP3Error) { try begin() } catch {
      guard triesCapa, !usesCapa else { throw error }
      try redial()
      try begin()
    }
  }

  private func begin() throws(POP3Error) {
    let answer = SingleAnswer(at: connection.place, trace)
    do throws(POP3Error) { try finish(answer) } catch { throw explained(error) }
    guard let status = answer.status, status.status == .ok else {
      throw refusal(answer.status, otherwise: .turnedAway, "turned us away")
    }
    greeting = status.octets
    if settings.security == .stls { try upgrade() }
    try askCapabilities()
  }

  private func upgrade() throws(POP3Error) {
    try askCapabilities()
    guard !capabilities.isKnown || capabilities.has("STLS") else {
      throw PortProbe(settings, interrupt).withoutSTLS()
    }
    do throws(POP3Error) {
      guard try ask(.stls).status == .ok else {
        throw PortProbe(settings, interrupt).withoutSTLS()
      }
    } catch  where error.code == .protocolViolation {
      // Octets behind the answer, in the same packet.
      throw injected()
    }
    do throws(NetError) {
      try connection.refuseEarlyClearText()
      try connection.startTLS(settings.tls, host: settings.endpoint.host)
    } catch { throw error.code == .injectedClearText ? injected() : POP3Error(error) }
    // Nothing learned in clear text counts (RFC 2595 §4).
    dialogue = Dialogue(place: connection.place, expectsGreeting: false, shown: trace.shown)
    capabilities = Capabilities()
  }

  /// Why there is no greeting: perhaps the port speaks something else.
  private func explained(_ error: POP3Error) -> POP3Error {
    switch error.code {
    case .notPOP3: PortProbe(settings, interrupt).elsewhere(error)
    case .closed, .network(.reset), .network(.timedOut):
      hasLooked ? error : PortProbe(settings, interrupt).misfit() ?? error
    default: error
    }
  }

  /// Notes when the server hangs up on CAPA, or does not end its answer.
  private func askCapabilities() throws(POP3Error) {
    guard usesCapa else { return }
    let answer = SingleAnswer(at: connection.place, trace)
    do throws(POP3Error) {
      say(.capa)
      try finish(answer)
      if !answer.isProper { usesCapa = false }
    } catch {
      usesCapa = error.code != .closed(inMessage: false) && error.code != .network(.reset)
      throw error
    }
    capabilities = Capabilities()
    guard answer.status?.status == .ok else { return }
    capabilities.begin()
    for line in answer.lines { capabilities.add(line) }
  }

  /// CAPA after the login: Gmail names PIPELINING only then.
  func refreshCapabilities() throws(POP3Error) {
    do throws(POP3Error) { try askCapabilities() } catch {
      guard !usesCapa, let credentials else { throw error }
      try reopen()
      try login(credentials)
    }
    capabilitiesAreStale = false
  }

  private func injected() -> POP3Error {
    POP3Error(
      .network(.injectedClearText), at: connection.place,
      why: "unencrypted data follows the answer to STLS",
      remedy: "somebody on the way may be tampering: use implicit TLS (port 995) or another network"
    )
  }

  // MARK: Small commands

  /// Keeps the server from hanging up while nothing else is to be said.
  package func keepAlive() throws(POP3Error) { try demand(.noop) }

  /// Takes back all deletions of this session.
  package func reset() throws(POP3Error) { try demand(.rset) }

  /// Ends the session and makes deletions final; throws if the server did not confirm that.
  package func quit() throws(POP3Error) {
    try demand(.quit)
    connection.close()
    hasQuit = true
  }

  /// Ends the connection without QUIT: the server deletes nothing.
  package func abort() { connection.abort() }

  // MARK: Exchange

  private func demand(_ command: Command) throws(POP3Error) {
    let status = try ask(command)
    guard status.status == .ok else {
      throw refusal(status, otherwise: .commandRefused, "refused \(command.masked)")
    }
  }

  /// Of several commands, the first refusal, or else the last answer.
  func ask(_ commands: Command...) throws(POP3Error) -> StatusLine {
    let answer = SingleAnswer(at: connection.place, trace)
    commands.forEach(say)
    try finish(answer)
    guard let status = answer.status else { throw closed() }
    return status
  }

  func say(_ command: Command) {
    trace.client(command)
    dialogue.enqueue(command)
  }

  /// Sends what is queued and reads until all answers are in.
  private func finish(_ handler: some AnswerHandler) throws(POP3Error) {
    repeat { try exchange(handler) } while dialogue.awaitedCount > 0
  }

  /// What the server's silence may mean before it has lasted as long as any may.
  private enum Silence {
    /// The port speaks something else.
    case noGreeting
    /// The message has ended, without a proper end.
    case endOfMessage
    /// The listing has ended, without its ".".
    case endOfListing
    /// An answer was taken for a part of a message, or the server cannot pipeline.
    case lostAnswer
  }

  private var silence: (meaning: Silence, after: Duration)? {
    guard let silence = doubt, silence.after < settings.time.idle else { return nil }
    return silence
  }

  private var doubt: (meaning: Silence, after: Duration)? {
    let limits = settings.limits
    if dialogue.awaitsGreeting { return hasLooked ? nil : (.noGreeting, limits.greetingProbe) }
    if dialogue.mayHaveEnded { return (.endOfMessage, limits.endProbe) }
    if dialogue.mayLackEnd { return (.endOfListing, limits.listingProbe) }
    guard pipelines, dialogue.awaitedCount > 1 else { return nil }
    if dialogue.hasDoubtfulEnd { return (.lostAnswer, limits.endProbe) }
    return dialogue.hasPipelined ? nil : (.lostAnswer, limits.pipelineProbe)
  }

  private func heed(_ silence: Silence, _ handler: some AnswerHandler) throws(POP3Error) {
    switch silence {
    case .noGreeting:
      hasLooked = true
      if let misfit = PortProbe(settings, interrupt).misfit() { throw misfit }
    case .endOfMessage:
      // Of several answers it cannot be asked which has ended: a session without pipelining can.
      guard dialogue.awaitedCount == 1 else { throw POP3Error(connection.silent()) }
      dialogue.probeEnd()
    case .endOfListing: try dialogue.endListing(handler)
    case .lostAnswer: throw POP3Error(connection.silent())
    }
  }

  /// Throws if the server has said something that nobody asked for.
  func refuseUnasked() throws(POP3Error) {
    guard dialogue.awaitedCount == 0 else { return }
    try take(SingleAnswer(at: connection.place, trace), patience: .zero) { () throws(POP3Error) in }
  }

  /// Sends what is queued and takes in what arrives next.
  func exchange(_ handler: some AnswerHandler) throws(POP3Error) {
    let silence = silence
    try take(handler, patience: silence?.after) { () throws(POP3Error) in
      if let silence { try heed(silence.meaning, handler) }
    }
  }

  /// - Parameter silent: called when nothing arrives for as long as `patience`.
  private func take(
    _ handler: some AnswerHandler, patience: Duration?, silent: () throws(POP3Error) -> Void
  ) throws(POP3Error) {
    // A span into a stored property could outlive it, so the buffer is ours for the moment.
    var incoming: [UInt8] = []
    swap(&incoming, &buffer)
    defer { swap(&incoming, &buffer) }
    let count: Int?
    do throws(NetError) {
      try connection.send(dialogue.takeOutput())
      count = try connection.receive(into: &incoming, patience: patience)
    } catch { throw POP3Error(error) }
    guard let count else { return try silent() }
    guard count > 0 else { throw closed() }
    try unsafe dialogue.receive(incoming.span.bytes.extracting(0..<count), handler)
  }

  private func closed() -> POP3Error {
    POP3Error(
      .closed(inMessage: dialogue.isInMessage), at: connection.place,
      why: "the server ended the connection", remedy: "try again later")
  }

  /// Many servers take logins only over TLS, and call that a wrong password.
  private func loginAdvice(_ words: String) -> String {
    let asksForTLS = ["tls", "ssl", "plaintext", "cleartext", "encrypt", "secure"].contains {
      words.lowercased().contains($0)
    }
    if !connection.isEncrypted, asksForTLS || capabilities.has("STLS") {
      let way =
        capabilities.has("STLS") ? PortProbe.advice(.stls) : PortProbe.advice(.tls, port: 995)
      return asksForTLS
        ? "the server takes logins only over TLS: \(way)"
        : "check user and password; if they are right, the server may want TLS: \(way)"
    }
    return "check user and password; some providers want an app password or OAuth"
  }

  /// The error for -ERR, by its response code.
  func refusal(
    _ status: StatusLine?, otherwise code: POP3Error.Code, _ did: String
  ) -> POP3Error {
    let words = trace.shown(status?.octets ?? [])
    let (code, advice): (POP3Error.Code, String) =
      switch status?.code {
      case "IN-USE"?: (.inUse, "another program has the mailbox open: try again later")
      case "LOGIN-DELAY"?: (.loginDelay, "the server wants more time between two sessions")
      case "SYS/TEMP"?: (.temporaryFailure, "try again later")
      case "SYS/PERM"?: (.permanentFailure, "tell the server's operator")
      case "AUTH"?: (.loginRefused, loginAdvice(words))
      default:
        switch code {
        case .loginRefused: (code, loginAdvice(words))
        case .turnedAway: (code, "try again later")
        default: (code, "try again later; if it stays, tell the server's operator")
        }
      }
    return POP3Error(
      code, at: connection.place, why: "the server \(did): \(words)", remedy: advice)
  }
}
