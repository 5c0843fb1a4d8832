package import Net
package import SASL

/// One session with a POP3 server. Synchronous: give it a thread of its own.
///
///     let client = try POP3Client.connect(settings)
///     try client.login(credentials)
///     try client.retrieve(receiver)     // listing and messages, pipelined
///     // … commit what arrived, and only then …
///     try client.delete(durable)        // numbers of messages whose bytes are on disk
///     try client.quit()                 // or abort(), which deletes nothing
///
/// QUIT makes deletions final and, on Gmail, marks all that was retrieved as taken: call it only when
/// everything retrieved is durable. Letting the client go out of scope without `quit` is `abort`.
/// After any error only `abort` makes sense, except after a refused `login`, which may be tried again.
package final class POP3Client {
  package let settings: POP3Settings
  package internal(set) var capabilities = Capabilities()
  /// The greeting's text as sent; it contains APOP's challenge.
  private(set) var greeting: [UInt8] = []
  var connection: Connection
  var dialogue: Dialogue
  let trace: Trace
  /// Needed to reconnect to a server whose pipelining is broken.
  var credentials: Credentials?
  /// Whether the capabilities were requested before the login.
  var capabilitiesAreStale = false
  /// False once the session had to continue without pipelining.
  package internal(set) var usesPipelining: Bool
  /// The server has shown that it cannot pipeline; remember it for the next session. A connection
  /// that breaks after pipelining had worked does not count.
  package private(set) var lacksPipelining = false
  private var hasQuit = false
  private var usesCapa = true
  /// Whether the client has already checked what a port without a POP3 greeting speaks.
  private var hasLooked = false
  let interrupt: Interrupt?
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  /// Connects, negotiates TLS according to the settings, and requests capabilities.
  ///
  /// - Parameter trace: receives each line of the dialogue, with secrets masked.
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
      return try settings.server.connect(interrupt: interrupt)
    } catch {
      if settings.server.mayBeMisfit(error), let other = settings.misfit(interrupt) { throw other }
      throw POP3Error(error)
    }
  }

  /// When the server's certificate expires, in seconds since 1970; nil without TLS.
  package var certificateEnd: Int64? { connection.certificateEnd }

  /// Connects again, without the commands that the server has shown it cannot handle.
  func reopen() throws(POP3Error) {
    try redial()
    try open()
  }

  /// Starts again without pipelining. If that fails too, pipelining was not the cause.
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

  /// If the server hangs up on CAPA, connects again and does not send it.
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
      throw refusal(answer.status, otherwise: .turnedAway, "refused the connection")
    }
    greeting = status.bytes
    if settings.security == .starttls { try upgrade() }
    try askCapabilities()
  }

  private func upgrade() throws(POP3Error) {
    try askCapabilities()
    guard !capabilities.isKnown || capabilities.has("STLS") else {
      throw settings.withoutSTLS(interrupt)
    }
    do throws(POP3Error) {
      guard try ask(.stls).status == .ok else {
        throw settings.withoutSTLS(interrupt)
      }
    } catch  where error.code == .protocolViolation {
      // Bytes after the response, in the same packet.
      throw injected()
    }
    do throws(NetError) {
      try settings.server.upgrade(connection)
    } catch { throw error.code == .injectedClearText ? injected() : POP3Error(error) }
    // Discard everything learned in clear text (RFC 2595 §4).
    dialogue = Dialogue(place: connection.place, expectsGreeting: false, shown: trace.shown)
    capabilities = Capabilities()
  }

  /// Explains a missing greeting: the port may speak something else.
  private func explained(_ error: POP3Error) -> POP3Error {
    switch error.code {
    case .notPOP3: settings.elsewhere(error, interrupt)
    case .closed, .network(.reset), .network(.timedOut):
      if let missing = dialogue.missingGreeting {
        settings.elsewhere(missing, interrupt)
      } else {
        hasLooked ? error : settings.misfit(interrupt) ?? error
      }
    default: error
    }
  }

  /// Requests the capabilities, and remembers if the server hangs up on CAPA or does not end its
  /// response.
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

  /// Sends CAPA again after the login: Gmail announces PIPELINING only then.
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
      remedy: "somebody on the network may be tampering: use TLS (port 995) or another network"
    )
  }

  // MARK: Small commands

  /// Keeps the server from hanging up while there is nothing else to send.
  package func keepAlive() throws(POP3Error) { try demand(.noop) }

  /// Cancels all deletions of this session.
  package func reset() throws(POP3Error) { try demand(.rset) }

  /// Ends the session and makes deletions final; throws if the server did not confirm it.
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

  /// Sends commands and returns the first refusal, or else the last response.
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

  /// Sends what is queued and reads until all responses have arrived.
  private func finish(_ handler: some AnswerHandler) throws(POP3Error) {
    repeat { try exchange(handler) } while dialogue.awaitedCount > 0
  }

  /// What silence of the server may mean before the idle limit is reached.
  private enum Silence {
    /// The port speaks something else.
    case noGreeting
    /// The message has ended, without a proper end.
    case endOfMessage
    /// The listing has ended, without its ".".
    case endOfListing
    /// A response was taken for a part of a message, or the server cannot pipeline.
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
      if let misfit = settings.misfit(interrupt) ?? dialogue.missingGreeting { throw misfit }
    case .endOfMessage:
      // With several pending responses the client cannot ask which one has ended; a session without
      // pipelining can.
      guard dialogue.awaitedCount == 1 else { throw POP3Error(connection.silent()) }
      dialogue.probeEnd()
    case .endOfListing: try dialogue.endListing(handler)
    case .lostAnswer: throw POP3Error(connection.silent())
    }
  }

  /// Throws if the server has sent something that nobody asked for.
  func refuseUnasked() throws(POP3Error) {
    guard dialogue.awaitedCount == 0 else { return }
    try take(SingleAnswer(at: connection.place, trace), patience: .zero) { () throws(POP3Error) in }
  }

  /// Sends what is queued and handles what arrives next.
  func exchange(_ handler: some AnswerHandler) throws(POP3Error) {
    let silence = silence
    try take(handler, patience: silence?.after) { () throws(POP3Error) in
      if let silence { try heed(silence.meaning, handler) }
    }
  }

  /// - Parameter silent: called if nothing arrives within `patience`.
  private func take(
    _ handler: some AnswerHandler, patience: Duration?, silent: () throws(POP3Error) -> Void
  ) throws(POP3Error) {
    // A span into a stored property could outlive it, so take the buffer out of `self` meanwhile.
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

  /// Advice for a refused login: many servers accept logins only over TLS, and report a wrong
  /// password otherwise.
  private func loginAdvice(_ words: String) -> String {
    let asksForTLS = ["tls", "ssl", "plaintext", "cleartext", "encrypt", "secure"].contains {
      words.lowercased().contains($0)
    }
    if !connection.isEncrypted, asksForTLS || capabilities.has("STLS") {
      let way =
        capabilities.has("STLS")
        ? PortProbe.Wanted.pop3.advice(.starttls) : PortProbe.Wanted.pop3.advice(.tls, port: 995)
      return asksForTLS
        ? "the server takes logins only over TLS: \(way)"
        : "check user and password; if they are right, the server may want TLS: \(way)"
    }
    return "check user and password; some providers want an app password or OAuth"
  }

  /// The error for -ERR, according to its response code.
  func refusal(
    _ status: StatusLine?, otherwise code: POP3Error.Code, _ did: String
  ) -> POP3Error {
    let words = trace.shown(status?.bytes ?? [])
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
        default: (code, "try again later; if it persists, tell the server's operator")
        }
      }
    return POP3Error(
      code, at: connection.place, why: "the server \(did): \(words)", remedy: advice)
  }
}
