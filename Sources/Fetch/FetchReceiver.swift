import Archive
import Bytes
import Files
import Mail
import Net
import POP3
import Store

/// Takes one session's messages from the POP3 client into the pipeline.
///
/// Without a pipeline it only finds out what there is to fetch.
final class FetchReceiver: MaildropReceiver {
  private let account: AccountSettings
  private let pipeline: IngestPipeline?
  private let receipts: Receipts
  private let progress: (FetchProgress) -> Void
  private let cancellation: Cancellation?
  private let newPlan: () -> ListingPlan
  private(set) var plan: ListingPlan
  private(set) var refused: [String] = []
  /// The message that the session broke in, if it did.
  private(set) var culprit: Int?

  private var asked = 0
  private var arrived = 0
  private var octets = 0
  private var message: MessageBytesBuilder
  private var isOverlong: Bool { message.count > maximumMessageSize }
  /// Headers are looked at first: what to fetch is decided when they are here.
  private var isLooking = false
  private var alignment = Alignment()
  /// What the session broke behind, when nothing had proved its end yet.
  private var unproven: Int?

  init(
    account: AccountSettings, pipeline: IngestPipeline?, receipts: Receipts,
    plan: @escaping () -> ListingPlan, options: MailArchive.FetchOptions
  ) {
    self.account = account
    self.pipeline = pipeline
    message = MessageBytesBuilder(in: pipeline?.store.spillPlace)
    self.receipts = receipts
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

  func ended(_ request: Request, _ size: ArrivedSize) {
    guard case .message(let number) = request else {
      return plan.looked(request.number, message.head)
    }
    take(number, size, doubt: doubt(number, size))
    alignment.arrived(number, size, listed: plan.size(of: number))
    arrived += 1
    octets += Int(clamping: size.octets)
    progress(
      FetchProgress(account: account.name, arrived: arrived, asked: asked, octets: octets))
    // The connection checks for cancellation only when it blocks; a fast server never makes it block.
    if failure == nil, cancellation?.isCancelled == true {
      failure = ArchiveError(
        .interrupted, "fetch from account \(account.name)", why: "stopped on request")
    }
  }

  func endedUnproven(_ request: Request, _ size: ArrivedSize) {
    guard case .message(let number) = request else { return }
    unproven = number
    take(number, size, doubt: .incomplete)
  }

  /// Whether a message may be another than LIST described. More than announced is no reason for doubt:
  /// servers that count a line end as one octet announce up to 13 % less.
  private func doubt(_ number: Int, _ size: ArrivedSize) -> Doubt? {
    if size.octets == 0 { return .empty }
    guard account.listSizes == .compare, let listed = plan.size(of: number),
      listed > size.onTheWire
    else { return nil }
    let missing = listed - size.onTheWire
    return missing > Limits.missingBytes && missing > listed / Limits.missingPart
      ? .short : nil
  }

  private func take(_ number: Int, _ size: ArrivedSize, doubt: Doubt?) {
    let ticket = receipts.ticket(for: number)
    do {
      guard !isOverlong else {
        try pipeline?.reject(
          RejectedMessage(
            origin: origin(number),
            reason: "larger than \(maximumMessageSize) bytes; it is still on the server"),
          ticket: ticket, size: Int(clamping: size.octets))
        return
      }
      var incoming = IncomingMessage(
        ticket: ticket, bytes: try message.take(), origin: origin(number))
      incoming.delivery = Delivery(
        listedSize: plan.size(of: number).map { Int64(clamping: $0) }, doubt: doubt)
      incoming.before = plan.before(number)
      try pipeline?.offer(incoming)
    } catch {
      failure = failure ?? error
    }
  }

  private func origin(_ number: Int) -> Origin {
    Origin(source: .account(account.name), name: plan.identity(of: number), time: currentTime())
  }

  func failed(_ request: Request, reply: String) {
    guard case .message(let number) = request else {
      // TOP is optional (RFC 1939 §7): without it the message is fetched whole.
      return
    }
    let name = plan.name(of: number)
    refused.append("\(name): \(reply)")
    refuse(number, reason: "the server would not send \(name): \(reply)")
  }

  /// Enters a message into the books that the server did not give.
  func refuse(_ number: Int, reason: String) {
    let origin = Origin(source: .account(account.name), time: currentTime())
    do {
      try pipeline?.reject(
        RejectedMessage(origin: origin, reason: reason),
        ticket: receipts.ticket(for: number), size: 0)
    } catch {
      failure = failure ?? error
    }
  }

  // MARK: The end of a session

  /// Why no more can be taken; the session must then end, without QUIT.
  private(set) var failure: (any Error)?

  func broke(_ how: SessionBreak) {
    if case .message(let number)? = how.request { culprit = number }
    guard how.isMisaligned else { return }
    culprit = unproven ?? alignment.culprit ?? culprit
    revoke()
  }

  func restarted(because reason: String) {
    revoke()
    alignment = Alignment()
    receipts.restart()
    plan = newPlan()
    refused = []
    asked = 0
    isLooking = false
  }

  /// Answers were taken for others: what came under the last UIDs is to come again.
  func revoke() {
    let uids = alignment.unconfirmed.compactMap { plan.identity(of: $0) }
    guard let pipeline, !uids.isEmpty else { return }
    do {
      try pipeline.flush()
      try pipeline.store.doubt(account: account.name, uids: uids)
    } catch {
      failure = failure ?? error
    }
  }
}
