import Bytes
internal import Net

/// One listing and what is retrieved after it: decides what to send next and hands on what arrives.
/// No I/O; `next` and the handler's calls take turns.
///
/// A message is handed on as ended only when the answer behind it begins: a line with a dot that the
/// server forgot to double looks like an end. So the last message is followed by NOOP.
final class Retrieval<Receiver: MaildropReceiver>: AnswerHandler {
  private let receiver: Receiver
  private let limits: POP3Limits
  private let place: String
  private let trace: Trace
  /// CAPA, NOOP, LIST, UIDL: sent before all else.
  private var setup: [Command]
  /// Answers to them that have not come.
  private var setupDue: Int
  private var queue: [Request] = []
  private var queued = 0
  private(set) var capabilities: Capabilities?

  private var listing = Listing()
  private var refusedListings = 0
  /// Of the answer that arrives.
  private var lines = 0

  private var inFlight: [Request] = []
  private var inFlightOctets = 0
  private var octets: UInt64 = 0
  /// The last message that was asked for has no command behind it.
  private var needsProof = false
  /// Ended, but the answer behind it has not come.
  private var unproven: Unproven?

  private struct Unproven {
    let request: Request
    let size: ArrivedSize
    /// It has no proper end, and `LIST n` is to prove that what came behind it was an answer.
    var isProbed: Bool
    var isAsked = false
  }

  init(
    _ receiver: Receiver, setup: [Command], requests: [Request] = [], limits: POP3Limits,
    place: String, trace: Trace
  ) {
    self.receiver = receiver
    self.setup = setup
    setupDue = setup.count
    queue = requests
    self.limits = limits
    self.place = place
    self.trace = trace
  }

  // MARK: Sending

  /// The next command, if it may be sent now.
  func next() -> Command? {
    if !setup.isEmpty { return setup.removeFirst() }
    if let unproven, unproven.isProbed { return question(unproven) }
    guard queued < queue.count else { return proof() }
    let request = queue[queued]
    let cost = cost(of: request)
    guard inFlight.isEmpty || inFlightOctets + cost <= limits.inFlightOctets else { return nil }
    queued += 1
    inFlight.append(request)
    inFlightOctets += cost
    switch request {
    case .message(let number):
      needsProof = true
      return .retr(number)
    case .top(let number, let lines):
      needsProof = false
      return .top(number, lines: lines)
    }
  }

  private func proof() -> Command? {
    guard needsProof, setupDue == 0 else { return nil }
    needsProof = false
    return .noop
  }

  /// "+OK" may stand in a message; "+OK", its number and its size hardly do.
  private func question(_ probed: Unproven) -> Command? {
    guard !probed.isAsked else { return nil }
    unproven?.isAsked = true
    return .listOne(probed.request.number)
  }

  /// By LIST; a message of unknown size counts as a sixteenth of what may be in flight.
  private func cost(of request: Request) -> Int {
    switch request {
    case .message(let number):
      listing.size(of: number).map { Int(clamping: min($0, 1 << 40)) } ?? limits.inFlightOctets / 16
    case .top(_, let lines): min(4096 + 80 * max(0, min(lines, 1 << 20)), limits.inFlightOctets)
    }
  }

  // MARK: Receiving

  func status(_ line: StatusLine, of command: Command) throws(POP3Error) {
    trace.server(line)
    lines = 0
    guard line.status != .challenge else { throw noAnswer(line, to: command) }
    try prove(by: line, to: command)
    let isOK = line.status == .ok
    switch command {
    case .retr, .top:
      guard let request = inFlight.first else { return }
      octets = 0
      if isOK { return receiver.began(request) }
      settle()
      receiver.failed(request, reply: trace.shown(line.octets))
    case .capa:
      capabilities = Capabilities()
      if isOK { capabilities?.begin() } else { answeredSetup() }
    case .noop: answeredSetup()
    case .list, .uidl:
      if !isOK { try refusedListing(line, command) }
    default: break
    }
  }

  /// An answer begins: the message before it ended where it seemed to.
  private func prove(by line: StatusLine, to command: Command) throws(POP3Error) {
    guard let message = unproven else { return }
    if message.isProbed {
      guard case .listOne = command else { return }
      guard line.status == .ok, isListed(message.request.number, in: line.octets) else {
        throw noAnswer(line, to: command)
      }
    }
    unproven = nil
    receiver.ended(message.request, message.size)
  }

  /// Whether an answer to `LIST n` is about that message, in the size it was listed with.
  private func isListed(_ number: Int, in answer: [UInt8]) -> Bool {
    guard let line = unsafe ListingLine(answer.span.bytes), line.number == number,
      let size = unsafe line.size(answer.span.bytes)
    else { return false }
    return listing.size(of: number).map { $0 == size } ?? true
  }

  private func answeredSetup() { setupDue = max(0, setupDue - 1) }

  private func noAnswer(_ line: StatusLine, to command: Command) -> POP3Error {
    POP3Error(
      .protocolViolation, at: place,
      why: "what came for \(command.masked) is no answer to it: \"\(trace.shown(line.octets))\"",
      remedy: "try again later; if it stays, tell the server's operator")
  }

  /// A server may lack UIDL; one that lists nothing at all is of no use.
  private func refusedListing(_ line: StatusLine, _ command: Command) throws(POP3Error) {
    answeredSetup()
    refusedListings += 1
    guard refusedListings < 2 else {
      throw POP3Error(
        .commandRefused, at: place,
        why: "the server does not list the mailbox: \(trace.shown(line.octets))",
        remedy: "try again later; if it stays, tell the server's operator")
    }
    if command == .uidl { finishListing() }
  }

  func line(_ line: borrowing RawSpan, of command: Command) throws(POP3Error) {
    try count(command)
    switch command {
    case .capa: capabilities?.add([UInt8](line))
    case .list:
      guard let parsed = ListingLine(line) else { return }
      listing.add(parsed.number, size: parsed.size(line))
    case .uidl:
      guard let parsed = ListingLine(line) else { return }
      guard !parsed.rest.isEmpty else { return listing.add(parsed.number, size: nil) }
      offer(parsed.number, uid: [UInt8](line.extracting(parsed.rest)))
    default: break
    }
  }

  /// Bounds what an answer may hold, whether its lines make sense or not.
  private func count(_ command: Command) throws(POP3Error) {
    lines += 1
    let most = command == .capa ? Limits.capabilityLines : limits.messages + Limits.malformedLines
    guard lines <= most else {
      throw POP3Error(
        .limitExceeded, at: place, why: "the server sends too many lines to \(command.masked)",
        remedy: "check that this is the right server")
    }
  }

  private func offer(_ number: Int, uid: [UInt8]?) {
    guard listing.markOffered(number) else { return }
    let message = ListedMessage(number: number, uid: uid, size: listing.size(of: number))
    if receiver.choose(message) == .retrieve { queue.append(.message(number)) }
  }

  func body(_ span: borrowing RawSpan, of command: Command) throws(POP3Error) {
    octets += UInt64(span.byteCount)
    guard octets <= limits.maximumMessageSize else {
      throw POP3Error(
        .limitExceeded, at: place,
        why: "\(command.masked) brought more than \(limits.maximumMessageSize) octets",
        remedy: "raise the size limit, or delete this message on the server")
    }
    do throws(ReceiverStopped) { try receiver.received(span) } catch {
      throw POP3Error(
        .receiverStopped, at: place, why: error.reason,
        remedy: "nothing was deleted; try again when this is solved")
    }
  }

  func end(of command: Command, _ end: AnswerEnd) throws(POP3Error) {
    switch command {
    case .retr, .top:
      guard let request = inFlight.first else { return }
      settle()
      let size = ArrivedSize(octets: octets, onTheWire: octets + UInt64(end.stuffedDots))
      guard case .message = request else { return receiver.ended(request, size) }
      unproven = Unproven(request: request, size: size, isProbed: !end.isProper)
    case .capa, .list: answeredSetup()
    case .uidl:
      answeredSetup()
      finishListing()
    default: break
    }
  }

  /// Frees the room of the message that was answered.
  private func settle() {
    inFlightOctets -= cost(of: inFlight.removeFirst())
  }

  /// Messages that UIDL left out are offered without id.
  private func finishListing() {
    for number in listing.unoffered() {
      let message = ListedMessage(number: number, uid: nil, size: listing.size(of: number))
      if receiver.choose(message) == .retrieve { queue.append(.message(number)) }
    }
    queue += receiver.listed(count: listing.count)
  }

  // MARK: Breaking

  /// The session broke: hands on what may be whole, and tells in which message it was.
  func abandon(because error: POP3Error) {
    let asked = inFlight.first
    var culprit = asked
    if let unproven {
      receiver.endedUnproven(unproven.request, unproven.size)
      if error.code == .protocolViolation { culprit = unproven.request }
      self.unproven = nil
    } else if error.code == .malformedEnd, let asked {
      receiver.endedUnproven(asked, ArrivedSize(octets: octets, onTheWire: octets))
    }
    receiver.broke(
      SessionBreak(
        request: error.isOfServer ? culprit : nil, isMisaligned: isMisaligned(error)))
  }

  /// Octets that are no answer, or answers that never come although all was asked for, mean that ends
  /// of messages were taken for text or the other way round.
  private func isMisaligned(_ error: POP3Error) -> Bool {
    switch error.code {
    case .protocolViolation: true
    case .network(.timedOut):
      setupDue == 0 && queued == queue.count && inFlight.count <= 1 && octets == 0
    default: false
    }
  }
}
