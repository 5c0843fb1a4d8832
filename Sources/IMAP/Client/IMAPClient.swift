package import Net
package import SASL

/// One session with an IMAP server that only reads. Synchronous: give it a thread of its own.
///
///     let client = try IMAPClient.connect(settings)
///     try client.login(credentials)
///     let mailboxes = try client.listMailboxes()
///     let mailbox = try client.examine(name)
///     …
///     try client.logout()               // or abort()
///
/// After any error only `abort` makes sense, except after a refused `login`, which may be tried again,
/// and after `commandRefused`.
package final class IMAPClient {
  package let settings: IMAPSettings
  package internal(set) var capabilities = Capabilities()
  /// Names of mailboxes are UTF-8, by RFC 9755.
  package internal(set) var usesUTF8 = false
  var connection: Connection
  var dialogue: Dialogue
  let trace: Trace
  let interrupt: Interrupt?
  private var hasEnded = false
  /// From the answer to COMPRESS on.
  private var compression: Compression?
  /// What came behind the answer to COMPRESS.
  private var behindAnswer: [UInt8] = []
  /// From the first command behind the login to its answer, which takes no time in the server.
  private var roundTrip: Duration?
  private var hasAskedToCompress = false
  /// The next answer is to a command that the server need not think about.
  var hasLoggedIn = false
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  /// Connects, does TLS as the settings say, and asks for capabilities.
  ///
  /// - Parameter trace: gets each line of the dialogue with secrets masked.
  package static func connect(
    _ settings: IMAPSettings, interrupt: Interrupt? = nil, trace: ((TraceLine) -> Void)? = nil
  ) throws(IMAPError) -> IMAPClient {
    let client = try IMAPClient(settings, interrupt, Trace(hook: trace))
    try client.begin()
    return client
  }

  private init(
    _ settings: IMAPSettings, _ interrupt: Interrupt?, _ trace: Trace
  ) throws(IMAPError) {
    self.settings = settings
    self.interrupt = interrupt
    self.trace = trace
    do throws(NetError) {
      connection = try settings.server.connect(interrupt: interrupt)
    } catch {
      if settings.server.mayBeMisfit(error), let misfit = settings.misfit(interrupt) {
        throw misfit
      }
      throw IMAPError(error)
    }
    dialogue = Dialogue(place: connection.place, limits: settings.limits, shown: trace.shown)
  }

  deinit { if !hasEnded { connection.abort() } }

  package var place: String { connection.place }
  /// When the server's certificate ends, in seconds since 1970; nil without TLS.
  package var certificateEnd: Int64? { connection.certificateEnd }
  /// The server knows who we are without a login, by the certificate.
  package var isLoggedIn: Bool { dialogue.greeting?.status == .preauth }

  // MARK: Beginning

  private func begin() throws(IMAPError) {
    let answer = Answer(self)
    try greet(answer)
    guard let greeting = dialogue.greeting, greeting.status != .bye else {
      throw turnedAway()
    }
    if settings.security == .starttls {
      // An answer to PREAUTH would be a session without encryption (RFC 9051 §6.2.1).
      guard greeting.status != .preauth else {
        throw IMAPError(
          .loggedInWithoutTLS, at: place,
          why: "the server says before TLS that a login is not needed",
          remedy: "somebody on the way may be tampering: use implicit TLS (port 993)")
      }
      try upgrade()
    } else if let known = answer.capabilities {
      capabilities = known
    }
    if !capabilities.isKnown { try askCapabilities() }
  }

  /// Waits for the greeting. Where none comes, the port may speak something else.
  private func greet(_ answer: Answer) throws(IMAPError) {
    var patience: Duration? = min(settings.limits.greetingProbe, settings.time.idle)
    do throws(IMAPError) {
      while dialogue.greeting == nil {
        guard try !exchange(answer, patience: patience) else { continue }
        patience = nil
        if let misfit = settings.misfit(interrupt) { throw misfit }
      }
    } catch {
      switch error.code {
      case .notIMAP, .closed, .network(.reset), .network(.timedOut):
        throw patience == nil ? error : settings.misfit(interrupt) ?? error
      default: throw error
      }
    }
  }

  private func turnedAway() -> IMAPError {
    IMAPError(
      .turnedAway, at: place,
      why: "the server turned us away: \(trace.shown(dialogue.greeting?.shownBytes ?? []))",
      remedy: "try again later")
  }

  /// What the server says before TLS is not believed, nor what it says it can.
  private func upgrade() throws(IMAPError) {
    let status = try ask(.startTLS)
    guard status.status == .ok else {
      throw IMAPError(
        .encryptionMissing, at: place,
        why: "the server does not offer STARTTLS: \(trace.shown(status.words))",
        remedy: settings.explainsMisfits
          ? PortProbe(.imap, settings.server, interrupt).withoutUpgrade().remedy
          : PortProbe.Wanted.imap.advice(.tls, port: 993))
    }
    do throws(NetError) {
      try settings.server.upgrade(connection)
    } catch {
      throw error.code == .injectedClearText ? Dialogue.injected(place) : IMAPError(error)
    }
    dialogue = Dialogue(
      place: place, limits: settings.limits, expectsGreeting: false, shown: trace.shown)
    capabilities = Capabilities()
  }

  func askCapabilities() throws(IMAPError) {
    let answer = Answer(self)
    say(.capability)
    try finish(answer)
    capabilities = answer.capabilities ?? Capabilities([])
  }

  /// The server does what it was asked to (RFC 5161).
  func enabled(_ names: [String]) {
    if names.contains("UTF8=ACCEPT") { usesUTF8 = true }
  }

  // MARK: The end

  /// Ends the session without waiting for an answer: nothing was changed.
  package func logout() {
    say(.logout)
    if let output = try? compressed(dialogue.takeOutput()) { try? connection.send(output) }
    connection.close()
    hasEnded = true
  }

  package func abort() {
    connection.abort()
    hasEnded = true
  }

  // MARK: Exchange

  func say(_ command: Command) {
    trace.client(command.masked)
    dialogue.enqueue(command, takesLiterals: capabilities.takesLiterals)
  }

  func ask(_ command: Command) throws(IMAPError) -> StatusResponse {
    let answer = Answer(self)
    say(command)
    try finish(answer)
    guard let status = answer.status else { throw closed() }
    return status
  }

  /// Sends what is queued and reads until all answers are in.
  func finish(_ handler: some ResponseHandler) throws(IMAPError) {
    while dialogue.awaitedCount > 0 { try exchange(handler) }
  }

  /// Sends what `next` gives, as much at once as may be, until all is answered.
  func run(
    _ handler: some ResponseHandler, next: () -> Command?
  ) throws(IMAPError) {
    while true {
      while dialogue.awaitedCount < Limits.pipelined, !dialogue.isBlocked, let command = next() {
        say(command)
      }
      guard dialogue.awaitedCount > 0 else { return }
      try exchange(handler)
    }
  }

  /// Sends what is queued and takes in what arrives next.
  ///
  /// - Parameter patience: how long to wait instead of the idle limit.
  /// - Returns: false if nothing came within `patience`.
  @discardableResult
  func exchange(
    _ handler: some ResponseHandler, patience: Duration? = nil
  ) throws(IMAPError) -> Bool {
    // A span into a stored property could outlive it, so the buffer is ours for the moment.
    var incoming: [UInt8] = []
    swap(&incoming, &buffer)
    defer { swap(&incoming, &buffer) }
    let count: Int?
    let start = ContinuousClock.now
    let output = try compressed(dialogue.takeOutput())
    do throws(NetError) {
      try connection.send(output)
      count = try connection.receive(into: &incoming, patience: patience)
    } catch { throw ended(by: error) }
    guard let count else { return false }
    guard count > 0 else { throw closed() }
    if hasLoggedIn, roundTrip == nil { roundTrip = ContinuousClock.now - start }
    guard let compression else {
      let taken = try unsafe dialogue.receive(
        incoming.span.bytes.extracting(0..<count), handler)
      behindAnswer += incoming[taken..<count]
      return true
    }
    try expand(incoming[..<count], compression, handler)
    return true
  }

  /// Asks the server to compress all that follows (RFC 4978), where it can and is far enough away for
  /// that to pay.
  func compressIfUseful() throws(IMAPError) {
    guard !hasAskedToCompress, settings.compresses ?? isFar, capabilities.has("COMPRESS=DEFLATE")
    else { return }
    hasAskedToCompress = true
    guard let compression = Compression() else { return }
    let answer = Answer(self)
    say(.compress)
    while dialogue.awaitedCount > 0 { try exchange(answer) }
    guard answer.status?.status == .ok else {
      behindAnswer = []
      return
    }
    self.compression = compression
    let rest = behindAnswer
    behindAnswer = []
    try expand(rest[...], compression, answer)
  }

  private var isFar: Bool { roundTrip.map { $0 > Limits.nearRoundTrip } ?? false }

  private func compressed(_ output: [UInt8]) throws(IMAPError) -> [UInt8] {
    guard let compression else { return output }
    guard let packed = compression.compress(output) else { throw badCompression }
    return packed
  }

  private func expand(
    _ bytes: ArraySlice<UInt8>, _ compression: Compression, _ handler: some ResponseHandler
  ) throws(IMAPError) {
    let isWhole = try compression.expand(bytes) { (plain) throws(IMAPError) in
      try dialogue.receive(plain, handler)
    }
    guard isWhole else { throw badCompression }
  }

  private var badCompression: IMAPError {
    IMAPError(
      .protocolViolation, at: place, why: "the compressed connection cannot go on",
      remedy: "set compress = false in the account's settings")
  }

  /// The server's last words tell more than the end of the connection.
  private func ended(by error: NetError) -> IMAPError {
    dialogue.farewell != nil && error.code == .reset ? closed() : IMAPError(error)
  }

  func closed() -> IMAPError {
    guard let farewell = dialogue.farewell else {
      return IMAPError(
        .closed, at: place, why: "the server ended the connection", remedy: "try again later")
    }
    return IMAPError(
      .goodbye, at: place,
      why: "the server ended the session: \(trace.shown(farewell.shownBytes))",
      remedy: "try again later")
  }

  // MARK: Refusals

  /// The error for NO and BAD, by the response's code (RFC 5530).
  func refusal(
    _ status: StatusResponse, otherwise code: IMAPError.Code, _ did: String
  ) -> IMAPError {
    let (code, advice): (IMAPError.Code, String) =
      switch status.code {
      case "UNAVAILABLE"?, "LIMIT"?, "OVERQUOTA"?, "INUSE"?, "SERVERBUG"?:
        (.temporaryFailure, "try again later")
      case "AUTHENTICATIONFAILED"?, "AUTHORIZATIONFAILED"?, "EXPIRED"?, "CONTACTADMIN"?:
        (.loginRefused, Self.loginAdvice)
      case "PRIVACYREQUIRED"?:
        (.encryptionMissing, "the server takes logins only over TLS: use tls = \"implicit\"")
      default:
        switch code {
        case .loginRefused: (code, Self.loginAdvice)
        default: (code, "try again later; if it stays, tell the server's operator")
        }
      }
    return IMAPError(
      code, at: place, why: "the server \(did): \(trace.shown(status.words))", remedy: advice)
  }

  private static let loginAdvice =
    "check user and password; some providers want an app password or OAuth"

  /// A server's words for people's eyes.
  package func shown(_ bytes: [UInt8]) -> String { trace.shown(bytes) }
}
