import Archive
import Bytes
import Files
import Mail
import Net
import POP3
import Store

/// Takes one session's messages from the POP3 client into the run.
///
/// Without a run it only finds out what there is to fetch.
final class FetchReceiver: MaildropReceiver {
  private let account: AccountSettings
  private let run: FetchRun?
  /// What to begin again with.
  private let initialPlan: ListingPlan
  private(set) var plan: ListingPlan
  private(set) var refused: [String] = []
  /// The message that the session broke in, if it did.
  private(set) var culprit: Int?

  /// The message numbers behind the run's tickets, of what was taken in this session: after a restart
  /// numbers mean other messages, and what was stored for the old ones must not delete the new.
  private var numbers: [Int: Int] = [:]
  private var message: MessageBytesBuilder
  private var isOverlong: Bool { message.count > maximumMessageSize }
  /// Headers are looked at first: what to fetch is decided when they are here.
  private var isLooking = false
  private var alignment = Alignment()
  /// The message before the place where the session broke, if nothing had proved its end yet.
  private var unproven: Int?

  init(_ account: AccountSettings, _ plan: ListingPlan, into run: FetchRun?) {
    self.account = account
    self.run = run
    initialPlan = plan
    self.plan = plan
    message = MessageBytesBuilder(in: run?.spillPlace)
  }

  /// What became of this session's messages, by number: only what is in here is on disk.
  var receipts: [Int: LedgerEntry] {
    let entries = run?.entries ?? [:]
    return numbers.reduce(into: [:]) { $0[$1.value] = entries[$1.key] }
  }

  // MARK: Choosing

  func choose(_ message: ListedMessage) -> Choice {
    guard plan.add(message), let run else { return .skip }
    run.willArrive(1)
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
    guard let run else { return [] }
    run.willArrive(rest.count)
    return rest
  }

  // MARK: Messages

  func began(_ request: Request) {
    if case .message = request {
      message = MessageBytesBuilder(in: run?.spillPlace)
    } else {
      message = MessageBytesBuilder(in: nil)
    }
  }

  func received(_ bytes: borrowing RawSpan) throws(ReceiverStopped) {
    if let failure { throw ReceiverStopped(reason: "\(failure)") }
    do throws(FileError) {
      if !isOverlong { try message.append(bytes) }
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
    run?.didArrive(bytes: Int(clamping: size.bytes))
    guard failure == nil else { return }
    do { try run?.checkCancellation() } catch { failure = error }
  }

  func endedUnproven(_ request: Request, _ size: ArrivedSize) {
    guard case .message(let number) = request else { return }
    unproven = number
    take(number, size, doubt: .incomplete)
  }

  /// Whether a message may be another than LIST described. More than announced is no reason for doubt:
  /// servers that count a line end as one byte announce up to 13 % less.
  private func doubt(_ number: Int, _ size: ArrivedSize) -> Doubt? {
    if size.bytes == 0 { return .empty }
    guard account.listSizes == .compare, let listed = plan.size(of: number),
      listed > size.onTheWire
    else { return nil }
    let missing = listed - size.onTheWire
    return missing > Limits.missingBytes && missing > listed / Limits.missingPart
      ? .short : nil
  }

  private func take(_ number: Int, _ size: ArrivedSize, doubt: Doubt?) {
    guard let run else { return }
    let name = plan.identity(of: number).map { RemoteMessage(id: $0) }
    do {
      if isOverlong {
        let reason = "larger than \(maximumMessageSize) bytes; it is still on the server"
        numbers[try run.refuse(name, size: Int(clamping: size.bytes), reason: reason)] = number
      } else {
        let listed = plan.size(of: number).map { Int64(clamping: $0) }
        let ticket = try run.offer(
          message.take(), as: name, Delivery(listedSize: listed, doubt: doubt),
          before: plan.before(number))
        numbers[ticket] = number
      }
    } catch {
      failure = failure ?? error
    }
  }

  func failed(_ request: Request, reply: String) {
    // TOP is optional (RFC 1939 §7): without it the message is fetched whole.
    guard case .message(let number) = request else { return }
    let name = plan.name(of: number)
    refused.append("\(name): \(reply)")
    refuse(number, reason: "the server would not send \(name): \(reply)")
  }

  /// Records a message in the ledger that the server did not give.
  func refuse(_ number: Int, reason: String) {
    do { _ = try run?.refuse(nil, reason: reason) } catch { failure = failure ?? error }
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
    numbers = [:]
    plan = initialPlan
    refused = []
    run?.restart()
    isLooking = false
  }

  /// Answers were taken for others: what came under the last UIDs is to come again.
  func revoke() {
    let uids = alignment.unconfirmed.compactMap { plan.identity(of: $0) }
    guard let run, !uids.isEmpty else { return }
    do {
      try run.flush()
      try run.store.doubt(account: account.name, uids: uids)
    } catch {
      failure = failure ?? error
    }
  }
}
