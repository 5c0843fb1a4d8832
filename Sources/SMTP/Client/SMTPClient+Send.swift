import Bytes
package import Files

/// What the server said of one recipient.
package enum RecipientOutcome: Equatable, Sendable {
  /// The server has the message and answers for it.
  case sent(String)
  /// The server will not take it for this recipient.
  case refused(String)
  /// It may take it later.
  case tryAgain(String)
}

extension SMTPClient {
  /// Hands in one message.
  ///
  /// - Parameter message: pieces that follow one another. Lines get CR LF on the way, nothing else is
  ///   changed.
  /// - Returns: what became of each recipient, in the envelope's order.
  /// - Throws: `unsendableMessage` before anything is sent; `unknownOutcome` if the connection broke
  ///   between the end of the message and the answer.
  package func send(
    _ message: [MessageBytes], _ envelope: Envelope
  ) throws(SMTPError) -> [RecipientOutcome] {
    let survey: WireSurvey
    do { survey = try WireSurvey(message) } catch {
      throw SMTPError(
        .unreadable, at: place, why: "the message cannot be read: \(error)",
        remedy: "see mailcask verify")
    }
    let usesUTF8 = try check(survey, envelope)
    let atOnce = min(extensions.recipients ?? Limits.recipients, Limits.recipients)
    var outcomes: [RecipientOutcome] = []
    for start in stride(from: 0, to: envelope.recipients.count, by: atOnce) {
      let part = envelope.recipients[start..<min(start + atOnce, envelope.recipients.count)]
      outcomes += try transact(
        message, survey, Envelope(from: envelope.sender, to: Array(part)), usesUTF8)
    }
    return outcomes
  }

  // MARK: Before

  /// Whether SMTPUTF8 is to be used.
  private func check(_ survey: WireSurvey, _ envelope: Envelope) throws(SMTPError) -> Bool {
    func unsendable(_ why: String, _ remedy: String) -> SMTPError {
      SMTPError(.unsendableMessage, at: place, why: why, remedy: remedy)
    }
    if let limit = extensions.size, survey.size > limit {
      throw unsendable(
        "the message has \(survey.size) bytes, and the server takes \(limit)",
        "send it another way, or with smaller attachments")
    }
    // Encoding it again would break signatures.
    if survey.has8Bit, !extensions.has("8BITMIME") {
      throw unsendable(
        "the message has bytes above 127, and the server does not take those (8BITMIME)",
        "let the mail program write it as quoted-printable or base64")
    }
    if survey.longestLine > Limits.messageLine {
      throw unsendable(
        "a line has \(survey.longestLine) bytes, and mail allows \(Limits.messageLine)",
        "let the mail program write it as quoted-printable or base64")
    }
    let isInternational = ([envelope.sender] + envelope.recipients).contains {
      $0.isInternational
    }
    guard extensions.has("SMTPUTF8") else {
      guard !isInternational else {
        throw unsendable(
          "an address has letters outside ASCII, and the server does not take those (SMTPUTF8)",
          "use an address in ASCII, or another server")
      }
      return false
    }
    return isInternational || survey.has8BitHeader && survey.headerIsUTF8
  }

  // MARK: One transaction

  private func transact(
    _ message: [MessageBytes], _ survey: WireSurvey, _ envelope: Envelope, _ usesUTF8: Bool
  ) throws(SMTPError) -> [RecipientOutcome] {
    let chunks = extensions.has("CHUNKING")
    let pipelines = extensions.has("PIPELINING")
    var commands = [mail(envelope.sender, survey, usesUTF8)]
    commands += envelope.recipients.map { recipient($0) }
    // BDAT does not wait for a go-ahead, and must not be sent for nothing.
    if !chunks { commands.append("DATA") }
    var replies: [Reply] = []
    if pipelines { for command in commands { try send(line: command) } }
    for (index, command) in commands.enumerated() {
      if !pipelines {
        let isPointless = command == "DATA" && !replies.dropFirst().contains { $0.isPositive }
        if isPointless || index > 0 && !(replies.first?.isPositive ?? false) { break }
        try send(line: command)
      }
      replies.append(try reply())
    }
    guard let first = replies.first, first.isPositive else {
      try giveUp(replies, chunks, envelope)
      return envelope.recipients.map { _ in outcome(of: replies.first) }
    }
    var outcomes = zip(envelope.recipients, replies.dropFirst()).map { outcome(of: $1) }
    let taken = outcomes.indices.filter { if case .sent = outcomes[$0] { true } else { false } }
    let goAhead = chunks ? nil : replies.dropFirst(envelope.recipients.count + 1).first
    guard !taken.isEmpty, chunks || goAhead?.isIntermediate ?? false else {
      try giveUp(replies, chunks, envelope)
      // A refused DATA is the answer for those that were taken.
      for index in taken { outcomes[index] = outcome(of: goAhead) }
      return outcomes
    }
    let answer = try transmit(message, survey, inOneChunk: chunks)
    for index in taken { outcomes[index] = outcome(of: answer) }
    return outcomes
  }

  private func mail(
    _ sender: EnvelopeAddress, _ survey: WireSurvey, _ usesUTF8: Bool
  ) -> String {
    var command = "MAIL FROM:<\(sender.text)>"
    if extensions.has("SIZE") { command += " SIZE=\(survey.size)" }
    if survey.has8Bit, extensions.has("8BITMIME") { command += " BODY=8BITMIME" }
    if usesUTF8 { command += " SMTPUTF8" }
    return command
  }

  private func recipient(_ address: EnvelopeAddress) -> String {
    "RCPT TO:<\(address.text)>" + (extensions.has("DSN") ? " NOTIFY=FAILURE" : "")
  }

  /// Ends a transaction in which nothing is to be sent. With pipelining a server may wait for the
  /// message although it took no recipient (RFC 2920 §3.1): it gets an empty one.
  private func giveUp(
    _ replies: [Reply], _ chunks: Bool, _ envelope: Envelope
  ) throws(SMTPError) {
    if !chunks, replies.dropFirst(envelope.recipients.count + 1).first?.isIntermediate ?? false {
      _ = try ask(".")
    }
    _ = try ask("RSET")
  }

  /// - Throws: `unknownOutcome` if it was sent whole and no answer came.
  private func transmit(
    _ message: [MessageBytes], _ survey: WireSurvey, inOneChunk chunks: Bool
  ) throws(SMTPError) -> Reply {
    if chunks { try send(line: "BDAT \(survey.size) LAST") }
    var encoder = WireEncoder(stuffsDots: !chunks)
    do {
      for piece in message {
        try piece.forEachStretch { stretch in try send(encoder.encode(stretch)) }
      }
    } catch let error as SMTPError { throw error } catch {
      throw SMTPError(
        .unreadable, at: place, why: "the message cannot be read: \(error)",
        remedy: "see mailcask verify")
    }
    try send(encoder.finish())
    if !chunks { try send(Array(".\r\n".utf8)) }
    do throws(SMTPError) { return try reply(patience: Limits.patienceAfterMessage) } catch {
      guard error.code != .notSMTP, error.code != .temporaryFailure else { throw error }
      throw SMTPError(
        .unknownOutcome, at: place,
        why: "the connection broke before the server said whether it has the message",
        remedy: "it is sent again")
    }
  }

  private func outcome(of reply: Reply?) -> RecipientOutcome {
    guard let reply else { return .tryAgain("the server did not answer") }
    let words = shown(reply)
    if reply.isPositive { return .sent(words) }
    return reply.isTransient ? .tryAgain(words) : .refused(words)
  }
}
