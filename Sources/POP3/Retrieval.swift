import Bytes
internal import Net
internal import SASL

/// One listing and the messages retrieved after it: decides what to send next and passes on what
/// arrives. No I/O; `next` and the handler's calls alternate.
///
/// A message is reported as ended only when the response after it begins: a line with a dot that
/// the server forgot to double looks like an end. So the last message is followed by NOOP.
final class Retrieval<Receiver: MaildropReceiver>: AnswerHandler {
  private let receiver: Receiver
  private let limits: POP3Limits
  private let place: String
  private let trace: Trace
  /// CAPA, NOOP, LIST, UIDL: sent before everything else.
  private var setup: [Command]
  /// Number of pending responses to them.
  private var setupDue: Int
  private var queue: [Request] = []
  private var queued = 0
  private(set) var capabilities: Capabilities?

  private var listing = Listing()
  private var refusedListings = 0
  /// Number of lines of the current response.
  private var lines = 0

  private var inFlight: [Request] = []
  private var inFlightBytes = 0
  private var bytes: UInt64 = 0
  /// The last requested message is not followed by another command yet.
  private var needsProof = false
  /// A message that ended, but the response after it has not arrived.
  private var unproven: Unproven?

  private struct Unproven {
    let request: Request
    let size: ArrivedSize
    /// It had no proper end, and `LIST n` is to prove that what followed was a response.
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

  /// Returns the next command if it may be sent now.
  func next() -> Command? {
    if !setup.isEmpty { return setup.removeFirst() }
    if let unproven, unproven.isProbed { return question(unproven) }
    guard queued < queue.count else { return proof() }
    let request = queue[queued]
    let cost = cost(of: request)
    guard inFlight.isEmpty || inFlightBytes + cost <= limits.inFlightBytes else { return nil }
    queued += 1
    inFlight.append(request)
    inFlightBytes += cost
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

  /// A message may contain "+OK", but hardly "+OK" with its number and its size.
  private func question(_ probed: Unproven) -> Command? {
    guard !probed.isAsked else { return nil }
    unproven?.isAsked = true
    return .listOne(probed.request.number)
  }

  /// Size by LIST; a message of unknown size counts as a sixteenth of the in-flight limit.
  private func cost(of request: Request) -> Int {
    switch request {
    case .message(let number):
      listing.size(of: number).map { Int(clamping: min($0, 1 << 40)) } ?? limits.inFlightBytes / 16
    case .top(_, let lines): min(4096 + 80 * max(0, min(lines, 1 << 20)), limits.inFlightBytes)
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
      bytes = 0
      if isOK { return receiver.began(request) }
      settle()
      receiver.failed(request, reply: trace.shown(line.bytes))
    case .capa:
      capabilities = Capabilities()
      if isOK { capabilities?.begin() } else { answeredSetup() }
    case .noop: answeredSetup()
    case .list, .uidl:
      if !isOK { try refusedListing(line, command) }
    default: break
    }
  }

  /// A response begins: the message before it ended where it seemed to.
  private func prove(by line: StatusLine, to command: Command) throws(POP3Error) {
    guard let message = unproven else { return }
    if message.isProbed {
      guard case .listOne = command else { return }
      guard line.status == .ok, isListed(message.request.number, in: line.bytes) else {
        throw noAnswer(line, to: command)
      }
    }
    unproven = nil
    receiver.ended(message.request, message.size)
  }

  /// Whether a response to `LIST n` names that message with its listed size.
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
      why:
        "the response to \(command.masked) does not belong to it: "
        + "\"\(trace.shown(line.bytes))\"",
      remedy: "try again later; if it persists, tell the server's operator")
  }

  /// A server may lack UIDL; one that refuses LIST is useless.
  private func refusedListing(_ line: StatusLine, _ command: Command) throws(POP3Error) {
    answeredSetup()
    refusedListings += 1
    guard refusedListings < 2 else {
      throw POP3Error(
        .commandRefused, at: place,
        why: "the server does not list the mailbox: \(trace.shown(line.bytes))",
        remedy: "try again later; if it persists, tell the server's operator")
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

  /// Limits the number of lines of a response, whether they make sense or not.
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
    bytes += UInt64(span.byteCount)
    guard bytes <= limits.maximumMessageSize else {
      throw POP3Error(
        .limitExceeded, at: place,
        why: "\(command.masked) returned more than \(limits.maximumMessageSize) bytes",
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
      let size = ArrivedSize(bytes: bytes, onTheWire: bytes + UInt64(end.stuffedDots))
      guard case .message = request else { return receiver.ended(request, size) }
      unproven = Unproven(request: request, size: size, isProbed: !end.isProper)
    case .capa, .list: answeredSetup()
    case .uidl:
      answeredSetup()
      finishListing()
    default: break
    }
  }

  /// Frees the quota of the message that was answered.
  private func settle() {
    inFlightBytes -= cost(of: inFlight.removeFirst())
  }

  /// Offers messages that UIDL left out, without an id.
  private func finishListing() {
    for number in listing.unoffered() {
      let message = ListedMessage(number: number, uid: nil, size: listing.size(of: number))
      if receiver.choose(message) == .retrieve { queue.append(.message(number)) }
    }
    queue += receiver.listed(count: listing.count)
  }

  // MARK: Breaking

  /// The session broke: passes on what may be complete, and reports during which message it
  /// happened.
  func abandon(because error: POP3Error) {
    let asked = inFlight.first
    var culprit = asked
    if let unproven {
      receiver.endedUnproven(unproven.request, unproven.size)
      if error.code == .protocolViolation { culprit = unproven.request }
      self.unproven = nil
    } else if error.code == .malformedEnd, let asked {
      receiver.endedUnproven(asked, ArrivedSize(bytes: bytes, onTheWire: bytes))
    }
    receiver.broke(
      SessionBreak(
        request: error.isOfServer ? culprit : nil, isMisaligned: isMisaligned(error)))
  }

  /// Data that is not a response, or responses that never arrive although everything was requested,
  /// mean that the end of a message was taken for text or the other way round.
  private func isMisaligned(_ error: POP3Error) -> Bool {
    switch error.code {
    case .protocolViolation: true
    case .network(.timedOut):
      setupDue == 0 && queued == queue.count && inFlight.count <= 1 && bytes == 0
    default: false
    }
  }
}
