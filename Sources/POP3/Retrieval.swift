import Bytes

/// One listing and what is retrieved after it: decides what to send next and hands on what arrives.
/// No I/O; `refill` and the handler's calls take turns.
final class Retrieval<Receiver: MaildropReceiver>: AnswerHandler {
  private let receiver: Receiver
  private let limits: POP3Limits
  private let place: String
  private let trace: Trace
  /// CAPA, NOOP, LIST, UIDL: sent before all else.
  private var setup: [Command]
  private var queue: [Request] = []
  private var queued = 0
  private var deletions: [Int] = []
  private var deleted = 0
  private(set) var capabilities: Capabilities?

  private var listing = Listing()
  private var refusedListings = 0
  /// Of the answer that arrives.
  private var lines = 0

  private var inFlight: [Request] = []
  private var inFlightOctets = 0
  private var otherInFlight = 0
  private var octets: UInt64 = 0

  init(
    _ receiver: Receiver, setup: [Command], requests: [Request] = [], limits: POP3Limits,
    place: String, trace: Trace
  ) {
    self.receiver = receiver
    self.setup = setup
    queue = requests
    self.limits = limits
    self.place = place
    self.trace = trace
  }

  // MARK: Sending

  /// The next commands, as many as the bounds allow, given to `say`.
  func refill(pipelining: Bool, _ say: (Command) -> Void) {
    let most = pipelining ? limits.inFlightCount : 1
    while inFlight.count + otherInFlight < most {
      guard let command = next() else { return }
      say(command)
    }
  }

  private func next() -> Command? {
    if !setup.isEmpty {
      otherInFlight += 1
      return setup.removeFirst()
    }
    if deleted == deletions.count {
      deletions = receiver.deletable()
      deleted = 0
    }
    if deleted < deletions.count {
      otherInFlight += 1
      deleted += 1
      return .dele(deletions[deleted - 1])
    }
    guard queued < queue.count else { return nil }
    let request = queue[queued]
    let cost = cost(of: request)
    guard inFlight.isEmpty || inFlightOctets + cost <= limits.inFlightOctets else { return nil }
    queued += 1
    inFlight.append(request)
    inFlightOctets += cost
    return switch request {
    case .message(let number): .retr(number)
    case .top(let number, let lines): .top(number, lines: lines)
    }
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
    let isOK = line.status == .ok
    switch command {
    case .retr, .top:
      guard let request = inFlight.first else { return }
      octets = 0
      if isOK { return receiver.began(request) }
      settle()
      receiver.failed(request, reply: trace.shown(line.octets))
    case .dele(let number):
      otherInFlight -= 1
      if isOK {
        receiver.deleted(number)
      } else {
        receiver.deletionFailed(number, reply: trace.shown(line.octets))
      }
    case .capa:
      capabilities = Capabilities()
      if isOK { capabilities?.begin() } else { otherInFlight -= 1 }
    case .noop: otherInFlight -= 1
    case .list, .uidl:
      if !isOK { try refusedListing(line, command) }
    default: break
    }
  }

  /// A server may lack UIDL; one that lists nothing at all is of no use.
  private func refusedListing(_ line: StatusLine, _ command: Command) throws(POP3Error) {
    otherInFlight -= 1
    refusedListings += 1
    guard refusedListings < 2 else {
      throw POP3Error(
        .commandRefused, at: place,
        reason: "the server does not list the mailbox: \(trace.shown(line.octets))",
        advice: "try again later; if it stays, tell the server's operator")
    }
    if command == .uidl { finishListing() }
  }

  func line(_ line: borrowing RawSpan, of command: Command) throws(POP3Error) {
    try count(command)
    switch command {
    case .capa: capabilities?.add([UInt8](line))
    case .list:
      guard let parsed = ListingLine(line) else { return try malformed() }
      listing.add(parsed.number, size: parsed.size(line))
    case .uidl:
      guard let parsed = ListingLine(line) else { return try malformed() }
      try offer(parsed.number, uid: [UInt8](line.extracting(parsed.rest)))
    default: break
    }
  }

  /// Bounds what an answer may hold, whether its lines make sense or not.
  private func count(_ command: Command) throws(POP3Error) {
    lines += 1
    let most = command == .capa ? Limits.capabilityLines : limits.messages + Limits.malformedLines
    guard lines <= most else { throw tooMany("lines to \(command.masked)") }
  }

  private func offer(_ number: Int, uid: [UInt8]?) throws(POP3Error) {
    guard listing.markOffered(number) else { return }
    let message = ListedMessage(number: number, uid: uid, size: listing.size(of: number))
    if receiver.choose(message) == .retrieve { queue.append(.message(number)) }
  }

  private func malformed() throws(POP3Error) {
    listing.malformed += 1
    guard listing.malformed <= Limits.malformedLines else { throw tooMany("malformed lines") }
  }

  private func tooMany(_ things: String) -> POP3Error {
    POP3Error(
      .limitExceeded, at: place, reason: "the server sends too many \(things)",
      advice: "check that this is the right server")
  }

  func body(_ span: borrowing RawSpan, of command: Command) throws(POP3Error) {
    octets += UInt64(span.byteCount)
    guard octets <= limits.messageOctets else {
      throw POP3Error(
        .limitExceeded, at: place,
        reason: "\(command.masked) brought more than \(limits.messageOctets) octets",
        advice: "raise the size limit, or delete this message on the server")
    }
    do throws(ReceiverStopped) { try receiver.received(span) } catch {
      throw POP3Error(
        .receiverStopped, at: place, reason: error.reason,
        advice: "nothing was deleted; try again when this is solved")
    }
  }

  func end(of command: Command) throws(POP3Error) {
    switch command {
    case .retr, .top:
      guard let request = inFlight.first else { return }
      settle()
      receiver.ended(request, octets: octets)
    case .capa, .list: otherInFlight -= 1
    case .uidl:
      otherInFlight -= 1
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
}
