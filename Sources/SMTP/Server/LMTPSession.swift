import Bytes

/// The server's side of one LMTP session (RFC 2033), without I/O. A message is acknowledged, once for
/// each recipient, after the sink says that it is durable.
///
/// There is no sending code behind it: it keeps messages, and relays none.
struct LMTPSession {
  private enum Mode {
    case commands
    case data(DataReader)
    /// Bytes of a chunk that are still to come, and whether it is the message's last.
    case chunk(left: Int, isLast: Bool)
  }

  /// What arrives of a message.
  private struct Arrival {
    /// Nil after a failure: the rest is read and dropped.
    var message: (any ArrivingMessage)?
    var size = 0
    /// The reply instead of 250: code, status and words.
    var failure: String?
  }

  private let sink: any MessageSink
  private var input: [UInt8] = []
  private var output: [UInt8] = []
  private var mode = Mode.commands
  private var isGreeted = false
  private var sender: String?
  private var recipients: [String] = []
  private var arrival: Arrival?
  private var badCommands = 0
  /// The connection is to be closed when the output is sent.
  private(set) var isOver = false

  init(sink: any MessageSink) {
    self.sink = sink
    say("220 Mailcask LMTP")
  }

  /// Words for a connection that cannot be served.
  static let tooMany = Array("421 4.7.0 too many sessions, try again later\r\n".utf8)
  static let silent = Array("421 4.4.2 nothing came for too long\r\n".utf8)

  mutating func takeOutput() -> [UInt8] {
    defer { output = [] }
    return output
  }

  mutating func receive(_ bytes: ArraySlice<UInt8>) {
    input += bytes
    var position = 0
    while !isOver, position < input.count {
      let before = position
      switch mode {
      case .commands: takeLine(&position)
      case .data(let reader): takeData(reader, &position)
      case .chunk(let left, let isLast): takeChunk(left, isLast, &position)
      }
      if position == before { break }
    }
    input.removeFirst(position)
    if case .commands = mode, input.count > Limits.commandLine {
      end("500 5.5.6 the line is too long")
    }
  }

  // MARK: Commands

  private mutating func takeLine(_ position: inout Int) {
    guard let end = input[position...].firstIndex(of: Byte.lf) else { return }
    let line = input[position..<end]
    position = end + 1
    guard line.count <= Limits.commandLine else {
      return self.end("500 5.5.6 the line is too long")
    }
    guard line.last == Byte.cr else {
      return self.end("521 5.5.2 a line ends in CR LF")
    }
    perform(LMTPCommand(line.dropLast()), hasMore: position < input.count)
  }

  /// - Parameter hasMore: bytes came behind the command before it was answered.
  private mutating func perform(_ command: LMTPCommand, hasMore: Bool) {
    switch command {
    case .lhlo, .data, .otherGreeting:
      // What stands behind these may not be sent ahead (RFC 2920 §3.1): it could be meant otherwise.
      guard !hasMore else { return end("503 5.5.1 that may not be sent before the answer") }
    default: break
    }
    switch command {
    case .lhlo: greet()
    case .mail(let sender, let size): begin(from: sender, size)
    case .rcpt(let address): add(address)
    case .rcptElsewhere: bad("553 5.7.1 no mail is passed on")
    case .data: startData()
    case .bdat(let size, let isLast): startChunk(size, isLast)
    case .rset:
      reset()
      say("250 2.0.0 forgotten")
    case .noop: say("250 2.0.0 here")
    case .vrfy: say("252 2.5.0 mail for everybody is kept")
    case .help: say("214 2.0.0 RFC 2033; see mailcask serve --help")
    case .quit: end("221 2.0.0 goodbye")
    case .otherGreeting: bad("500 5.5.1 this is LMTP: say LHLO")
    case .unknown: bad("500 5.5.2 that command is not known here")
    case .malformed(let why): bad("501 5.5.4 \(why)")
    }
  }

  private mutating func greet() {
    isGreeted = true
    reset()
    let extensions = [
      "PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "CHUNKING",
      "SIZE \(Limits.acceptedMessage)",
    ]
    output += "250-Mailcask\r\n".utf8
    for (index, name) in extensions.enumerated() {
      output += "250\(index == extensions.count - 1 ? " " : "-")\(name)\r\n".utf8
    }
  }

  private mutating func begin(from sender: String, _ size: Int?) {
    guard isGreeted else { return bad("503 5.5.1 say LHLO first") }
    guard self.sender == nil else { return bad("503 5.5.1 a message has begun already") }
    guard size ?? 0 <= Limits.acceptedMessage else { return say(Self.tooLarge) }
    self.sender = sender
    say("250 2.1.0 go on")
  }

  private mutating func add(_ address: String) {
    guard sender != nil, arrival == nil else { return bad("503 5.5.1 say MAIL first") }
    guard recipients.count < Limits.acceptedRecipients else {
      return say("452 4.5.3 too many recipients")
    }
    recipients.append(address)
    say("250 2.1.5 go on")
  }

  private mutating func startData() {
    guard !recipients.isEmpty, arrival == nil else { return bad("503 5.5.1 say RCPT first") }
    arrival = arrive()
    mode = .data(DataReader())
    say("354 go on; end with CR LF . CR LF")
  }

  private mutating func startChunk(_ size: Int, _ isLast: Bool) {
    // The sender goes on with the chunk in any case.
    if recipients.isEmpty, arrival == nil {
      arrival = Arrival(failure: "503 5.5.1 say RCPT first")
    } else if arrival == nil {
      arrival = arrive()
    }
    mode = .chunk(left: size, isLast: isLast)
    if size == 0 { endChunk(isLast) }
  }

  // MARK: A message

  private func arrive() -> Arrival {
    do { return Arrival(message: try sink.begin(from: sender ?? "", to: recipients)) } catch {
      return Arrival(failure: Self.reply(to: error))
    }
  }

  private mutating func takeData(_ reader: DataReader, _ position: inout Int) {
    var reader = reader
    var bytes: [UInt8] = []
    let result = reader.read(input[position...], to: &bytes)
    append(bytes[...])
    switch result {
    case .more:
      position = input.count
      mode = .data(reader)
    case .end(let rest):
      position = rest
      mode = .commands
      acknowledge()
    case .loneLineEnd:
      position = input.count
      arrival = nil
      end("521 5.5.2 a CR or LF stands alone: lines end in CR LF")
    }
  }

  private mutating func takeChunk(_ left: Int, _ isLast: Bool, _ position: inout Int) {
    let end = position + min(left, input.count - position)
    append(input[position..<end])
    let rest = left - (end - position)
    position = end
    mode = .chunk(left: rest, isLast: isLast)
    if rest == 0 { endChunk(isLast) }
  }

  private mutating func endChunk(_ isLast: Bool) {
    mode = .commands
    if isLast {
      acknowledge()
    } else {
      say(arrival?.failure ?? "250 2.0.0 go on")
    }
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    guard let arriving = arrival?.message else { return }
    let size = (arrival?.size ?? 0) + bytes.count
    arrival?.size = size
    do {
      guard size <= Limits.acceptedMessage else { return fail(Self.tooLarge) }
      try arriving.append(bytes)
    } catch { fail(Self.reply(to: error)) }
  }

  private mutating func fail(_ reply: String) {
    arrival?.message = nil
    arrival?.failure = reply
  }

  /// One reply for each recipient (RFC 2033 §4.2), after the message is durable.
  private mutating func acknowledge() {
    if let arriving = arrival?.message {
      if arrival?.size == 0 {
        fail("554 5.6.0 the message is empty")
      } else {
        do { try arriving.commit() } catch { fail(Self.reply(to: error)) }
      }
    }
    let reply = arrival?.failure
    for address in recipients {
      say(reply ?? "250 2.0.0 <\(address)> kept")
    }
    // Without recipients there is the one command to answer.
    if recipients.isEmpty { bad(reply ?? "503 5.5.1 say RCPT first") }
    reset()
  }

  private mutating func reset() {
    sender = nil
    recipients = []
    arrival = nil
  }

  private static let tooLarge = "552 5.3.4 the message is too large"

  /// Trying again helps in most cases, and loses nothing in the others.
  private static func reply(to error: any Error) -> String {
    let words = "\(error)".map { $0.isNewline || $0.asciiValue.map { $0 < 32 } ?? false ? " " : $0 }
    return "451 4.3.0 \(String(words.prefix(200)))"
  }

  // MARK: Replies

  private mutating func say(_ line: String) { output += "\(line)\r\n".utf8 }

  private mutating func bad(_ line: String) {
    badCommands += 1
    guard badCommands <= Limits.badCommands else {
      return end("421 4.7.0 too many commands that make no sense")
    }
    say(line)
  }

  private mutating func end(_ line: String) {
    say(line)
    isOver = true
  }
}
