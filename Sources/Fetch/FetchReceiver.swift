import Archive
import Files
import Net
import POP3
import Store
import Synchronization

/// Takes one session's messages from the POP3 client into the pipeline, and gives back, commit by
/// commit, the numbers that may be deleted on the server.
///
/// Without a pipeline it only finds out what there is to fetch.
final class FetchReceiver: MaildropReceiver {
  private let account: AccountSettings
  private let pipeline: IngestPipeline?
  private let durable: DurableNumbers
  private let progress: (FetchProgress) -> Void
  private let cancellation: Cancellation?
  private let newPlan: () -> ListingPlan
  private(set) var plan: ListingPlan
  private(set) var refused: [String] = []
  private(set) var deleted: [Int] = []

  private var asked = 0
  private var arrived = 0
  private var octets = 0
  private var message: MessageBytesBuilder
  private var isOverlong: Bool { message.count > Archive.Limits.octetsPerMessage }
  /// Headers are looked at first: what to fetch is decided when they are here.
  private var isLooking = false

  init(
    account: AccountSettings, pipeline: IngestPipeline?, durable: DurableNumbers,
    plan: @escaping () -> ListingPlan, options: MailArchive.FetchOptions
  ) {
    self.account = account
    self.pipeline = pipeline
    message = MessageBytesBuilder(in: pipeline?.store.spillPlace)
    self.durable = durable
    self.newPlan = plan
    self.plan = plan()
    progress = options.progress
    cancellation = options.cancellation
  }

  // MARK: Choosing

  func choose(_ message: ListedMessage) -> Choice {
    guard plan.add(message), pipeline != nil else { return .skip }
    asked += 1
    return .retrieve
  }

  func listed(count: Int) -> [Request] {
    let looks = plan.looks()
    isLooking = !looks.isEmpty
    return isLooking ? looks : chosen()
  }

  /// What else to get after the headers that were looked at; nothing if none were.
  func chosenByHeader() -> [Request] {
    defer { isLooking = false }
    return isLooking ? chosen() : []
  }

  private func chosen() -> [Request] {
    let rest = plan.rest()
    guard pipeline != nil else { return [] }
    asked += rest.count
    return rest
  }

  // MARK: Messages

  func began(_ request: Request) {
    if case .message = request {
      message = MessageBytesBuilder(in: pipeline?.store.spillPlace)
    } else {
      message = MessageBytesBuilder(in: nil)
    }
  }

  func received(_ octets: borrowing RawSpan) throws(ReceiverStopped) {
    if let failure { throw ReceiverStopped(reason: "\(failure)") }
    do throws(FileError) {
      if !isOverlong { try message.append(octets) }
    } catch {
      failure = error
      throw ReceiverStopped(reason: "\(error)")
    }
  }

  func ended(_ request: Request, octets count: UInt64) {
    guard case .message(let number) = request else {
      return plan.looked(request.number, message.head)
    }
    take(number, octets: count)
    arrived += 1
    octets += Int(clamping: count)
    progress(
      FetchProgress(account: account.name, arrived: arrived, asked: asked, octets: octets))
    // A connection looks up only when it waits, and a fast server never lets it wait.
    if failure == nil, cancellation?.isCancelled == true {
      failure = ArchiveError(
        .interrupted, "fetch from account \(account.name)", why: "stopped on request")
    }
  }

  private func take(_ number: Int, octets count: UInt64) {
    let origin = Origin(
      source: .account(account.name), name: plan.identity(of: number), time: currentTime())
    do {
      if isOverlong {
        try pipeline?.refuse(
          Refusal(
            ticket: durable.ticket(number, mayDelete: false),
            message: RejectedMessage(
              origin: origin,
              reason:
                "larger than \(Archive.Limits.octetsPerMessage) octets; it is still on the server"),
            size: Int(clamping: count)))
      } else {
        let ticket = durable.ticket(number, mayDelete: plan.mayDelete(number))
        try pipeline?.offer(Offer(ticket: ticket, octets: message.take(), origin: origin))
      }
    } catch {
      failure = failure ?? error
    }
  }

  func failed(_ request: Request, reply: String) {
    // TOP is optional (RFC 1939 §7): without it the message is fetched whole.
    guard case .message(let number) = request else { return }
    let name = plan.identity(of: number) ?? "number \(number)"
    refused.append("\(name): \(reply)")
    let origin = Origin(source: .account(account.name), time: currentTime())
    do {
      try pipeline?.refuse(
        Refusal(
          ticket: durable.ticket(number, mayDelete: false),
          message: RejectedMessage(
            origin: origin, reason: "the server would not send \(name): \(reply)"),
          size: 0))
    } catch {
      failure = failure ?? error
    }
  }

  /// Why no more can be taken; the session must then end, without QUIT.
  private(set) var failure: (any Error)?

  func deletable() -> [Int] { durable.take() }

  func deleted(_ number: Int) { deleted.append(number) }

  func restarted(because reason: String) {
    durable.restart()
    plan = newPlan()
    refused = []
    deleted = []
    asked = 0
    isLooking = false
  }
}

/// Numbers of messages whose octets are committed and that the policy wants off the server. Filled
/// by the pipeline's writer, emptied by the client's thread.
///
/// A ticket joins the message number with the session it belongs to: after a restart numbers mean
/// other messages, and what was committed for the old ones must not delete the new.
final class DurableNumbers: Sendable {
  private struct State {
    var session = 0
    var deletable: Set<Int> = []
    var ready: [Int] = []
  }

  private let state = Mutex(State())
  private static let sessionStep = 1 << 40

  func ticket(_ number: Int, mayDelete: Bool) -> Int {
    state.withLock { state in
      let ticket = state.session * Self.sessionStep + number
      if mayDelete { state.deletable.insert(ticket) }
      return ticket
    }
  }

  /// Called after a commit: these messages are on disk.
  func committed(_ outcomes: [(ticket: Int, outcome: Outcome)]) {
    state.withLock { state in
      for (ticket, outcome) in outcomes where state.deletable.remove(ticket) != nil {
        switch outcome {
        case .stored, .copy: state.ready.append(ticket % Self.sessionStep)
        case .rejected: break
        }
      }
    }
  }

  func take() -> [Int] {
    state.withLock { state in
      defer { state.ready = [] }
      return state.ready
    }
  }

  func restart() {
    state.withLock { state in
      state.session += 1
      state.deletable = []
      state.ready = []
    }
  }
}
