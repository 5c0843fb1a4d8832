import Bytes
package import Net
package import SASL

/// One session with a server that mail is handed in to (RFC 6409). Synchronous: give it a thread of its
/// own.
///
///     let client = try SMTPClient.connect(settings)
///     try client.logIn(credentials)
///     let outcomes = try client.send(message, envelope)
///     client.quit()
///
/// After any error only `abort` makes sense, except after `unsendableMessage`.
package final class SMTPClient {
  package let settings: ServerSettings
  package private(set) var extensions = Extensions()
  private let connection: Connection
  private var reader = ReplyReader()
  private let trace: DialogueTrace
  private let interrupt: Interrupt?
  private var hasEnded = false
  private var buffer = [UInt8](repeating: 0, count: 16 << 10)

  /// Connects, does TLS as the settings say, and asks what the server can.
  ///
  /// - Parameter trace: gets each line of the dialogue with secrets masked.
  package static func connect(
    _ settings: ServerSettings, interrupt: Interrupt? = nil, trace: ((TraceLine) -> Void)? = nil
  ) throws(SMTPError) -> SMTPClient {
    let client = try SMTPClient(settings, interrupt, DialogueTrace(hook: trace))
    try client.begin()
    return client
  }

  private init(
    _ settings: ServerSettings, _ interrupt: Interrupt?, _ trace: DialogueTrace
  ) throws(SMTPError) {
    self.settings = settings
    self.interrupt = interrupt
    self.trace = trace
    do throws(NetError) { connection = try settings.connect(interrupt: interrupt) } catch {
      if settings.mayBeMisfit(error), let misfit = settings.misfit(.smtp, interrupt) {
        throw SMTPError(misfit, at: settings.endpoint.description)
      }
      throw SMTPError(error)
    }
  }

  deinit { if !hasEnded { connection.abort() } }

  package var place: String { connection.place }

  // MARK: Beginning

  private func begin() throws(SMTPError) {
    let greeting = try greeting()
    guard greeting.isPositive else { throw refusal(greeting, "turned us away") }
    try greet()
    guard settings.security == .starttls else { return }
    guard extensions.has("STARTTLS") else {
      throw SMTPError(
        .encryptionMissing, at: place, why: "the server does not offer STARTTLS",
        remedy: "use smtp_tls = \"implicit\" with smtp_port = 465")
    }
    let answer = try ask("STARTTLS")
    guard answer.isPositive else { throw refusal(answer, "refused STARTTLS") }
    // What came behind the answer was not said under TLS (CVE-2011-0411).
    guard !reader.hasMore else { throw injected() }
    do throws(NetError) {
      try settings.upgrade(connection)
    } catch { throw SMTPError(error) }
    try greet()
  }

  /// Waits for the server's first words. Where none come, or other ones, the port may speak something else.
  private func greeting() throws(SMTPError) -> Reply {
    do throws(SMTPError) { return try reply(patience: Limits.greetingProbe) } catch {
      switch error.code {
      case .closed, .notSMTP, .network(.reset), .network(.timedOut):
        if let misfit = settings.misfit(.smtp, interrupt) {
          throw SMTPError(misfit, at: settings.endpoint.description)
        }
        guard error.code == .network(.timedOut) else { throw error }
        return try reply()
      default: throw error
      }
    }
  }

  private func injected() -> SMTPError {
    SMTPError(
      .serverNotGenuine, at: place, why: "unencrypted data came where only TLS may begin",
      remedy: "somebody on the network may be tampering: use smtp_tls = \"implicit\"")
  }

  /// The server learns no name of this machine: submission does not need it (RFC 6409 §6.1).
  private func greet() throws(SMTPError) {
    let answer = try ask("EHLO [127.0.0.1]")
    guard answer.isPositive else { throw refusal(answer, "does not know EHLO") }
    extensions = Extensions(answer)
  }

  // MARK: Login (RFC 4954)

  package func logIn(_ credentials: Credentials) throws(SMTPError) {
    guard credentials.areSendable else {
      throw SMTPError(
        .unsendableLogin, at: place, why: "user or password has a line end or NUL inside",
        remedy: "check where they come from: a file or command may add a line end")
    }
    trace.hide(credentials.secret)
    let conditions = loginConditions
    guard let choice = credentials.mechanism ?? conditions.strongestMechanism else {
      throw missing("a login that may be used here")
    }
    guard choice.hidesSecret || conditions.allowsClearText else {
      throw SMTPError(
        .encryptionMissing, at: place,
        why: "the password would go over the network in clear text",
        remedy: "use smtp_tls = \"implicit\" or \"starttls\"")
    }
    var login = try step { () throws(SASLFailure) in
      try SASLAnswers(credentials.dialogue(by: choice, conditions))
    }
    let name = login.mechanism.name
    guard extensions.mechanisms.contains(name) else { throw missing(name) }
    let answer = try converse(&login)
    guard answer.isPositive else {
      let words = login.mechanism.refusal.map { " (\(trace.shown(Array($0.utf8))))" } ?? ""
      if answer.isTransient { throw refusal(answer, "could not log in\(words)") }
      throw SMTPError(
        .loginRefused, at: place, why: "the server refused the login\(words): \(shown(answer))",
        remedy: "check smtp_user and its password; some providers want an app password")
    }
    guard login.mechanism.isComplete else {
      throw failure(.notGenuine("it could not prove that it knows the password"))
    }
  }

  private var loginConditions: LoginConditions {
    LoginConditions(extensions.mechanisms, connection, settings)
  }

  private func converse(_ login: inout SASLAnswers) throws(SMTPError) -> Reply {
    var command = "AUTH \(login.mechanism.name)"
    if let response = login.waiting, response.utf8.count <= Limits.initialResponse {
      trace.hide(response)
      command += " \(response)"
      login.sentFirst()
    }
    var answer = try ask(command)
    while answer.code == 334 {
      let challenge = answer.lines.first ?? []
      let line = try step { () throws(SASLFailure) in try login.answer(challenge) }
      trace.hide(line)
      answer = try ask(line)
    }
    return answer
  }

  private func step<R>(_ body: () throws(SASLFailure) -> R) throws(SMTPError) -> R {
    do throws(SASLFailure) { return try body() } catch { throw failure(error) }
  }

  private func failure(_ failure: SASLFailure) -> SMTPError {
    let code: SMTPError.Code =
      switch failure {
      case .notGenuine: .serverNotGenuine
      case .unpreparable: .unsendableLogin
      case .digest: .mechanismMissing
      }
    return SMTPError(
      code, at: place, why: failure.words.why, remedy: failure.words.remedy)
  }

  private func missing(_ mechanism: String) -> SMTPError {
    let offered = extensions.mechanisms.sorted().joined(separator: ", ")
    return SMTPError(
      .mechanismMissing, at: place, why: "the server has no login by \(mechanism)",
      remedy: offered.isEmpty
        ? "use smtp_tls = \"implicit\" or \"starttls\": the server offers no login at all"
        : "choose another login with auth; it offers \(shownText(offered.utf8))")
  }

  // MARK: The end

  /// Ends the session without waiting for an answer.
  package func quit() {
    try? send(line: "QUIT")
    connection.close()
    hasEnded = true
  }

  package func abort() {
    connection.abort()
    hasEnded = true
  }

  // MARK: Exchange

  func ask(_ command: String) throws(SMTPError) -> Reply {
    try send(line: command)
    return try reply()
  }

  func send(line: String) throws(SMTPError) {
    trace.client(line)
    try send(Array("\(line)\r\n".utf8))
  }

  /// Waits for the network when much is unsent.
  func send(_ bytes: [UInt8]) throws(SMTPError) {
    do throws(NetError) {
      try connection.send(bytes)
      if connection.unsent > Limits.unsent { try connection.flush() }
    } catch { throw SMTPError(error) }
  }

  /// - Parameter patience: how long it may take; nil: as long as the settings say.
  func reply(patience: Duration? = nil) throws(SMTPError) -> Reply {
    while true {
      if let reply = reader.next() {
        trace.server(shown(reply))
        guard reply.code != 421 else { throw refusal(reply, "ended the session") }
        return reply
      }
      let count: Int?
      do throws(NetError) {
        count = try connection.receive(into: &buffer, patience: patience)
        if count == nil { throw connection.silent() }
      } catch { throw SMTPError(error) }
      guard let count, count > 0 else {
        throw SMTPError(
          .closed, at: place, why: "the server ended the connection", remedy: "try again later")
      }
      do throws(ReplyReader.Failure) { try reader.receive(buffer[..<count]) } catch {
        throw SMTPError(
          .notSMTP, at: place,
          why: error == .tooLong
            ? "the server's answer has no end" : "the answer is not that of an SMTP server",
          remedy: "check smtp_host, smtp_port and smtp_tls: 465 with implicit, 587 with starttls")
      }
    }
  }

  // MARK: Refusals

  func refusal(_ reply: Reply, _ did: String) -> SMTPError {
    SMTPError(
      reply.isTransient ? .temporaryFailure : .commandRefused, at: place,
      why: "the server \(did): \(shown(reply))",
      remedy: reply.isTransient
        ? "try again later" : "the server's words may say what it wants")
  }

  /// A server's words for people's eyes.
  func shown(_ reply: Reply) -> String { trace.shown(Array(reply.displayText.utf8)) }
}
