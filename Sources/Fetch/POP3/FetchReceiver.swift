import Archive
import Files
import Net
import POP3

/// Takes one session's messages from the POP3 client into the run, and gives back, commit by commit,
/// the numbers that may be deleted on the server.
///
/// Without a run it only finds out what there is to fetch.
final class FetchReceiver: MaildropReceiver {
  private let run: FetchRun?
  /// What to begin again with.
  private let initialPlan: ListingPlan
  private(set) var plan: ListingPlan
  private(set) var refused: [String] = []
  private(set) var deleted: [Int] = []

  /// The message numbers behind the run's tickets, of what was taken in this session: after a restart
  /// numbers mean other messages, and what was stored for the old ones must not delete the new.
  private var numbers: [Int: Int] = [:]
  private var message: MessageBytesBuilder
  private var isOverlong: Bool { message.count > Archive.Limits.octetsPerMessage }
  /// Headers are looked at first: what to fetch is decided when they are here.
  private var isLooking = false

  init(_ plan: ListingPlan, into run: FetchRun?) {
    self.run = run
    initialPlan = plan
    self.plan = plan
    message = MessageBytesBuilder(in: run?.spillPlace)
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
    run?.didArrive(bytes: Int(clamping: count))
    guard failure == nil else { return }
    do { try run?.checkCancellation() } catch { failure = error }
  }

  private func take(_ number: Int, octets count: UInt64) {
    do {
      if isOverlong {
        try run?.refuse(
          name(of: number), size: Int(clamping: count),
          reason:
            "larger than \(Archive.Limits.octetsPerMessage) octets; it is still on the server")
      } else if let ticket = try run?.offer(message.take(), as: name(of: number)) {
        numbers[ticket] = number
      }
    } catch {
      failure = failure ?? error
    }
  }

  private func name(of number: Int) -> RemoteMessage? {
    plan.identity(of: number).map { RemoteMessage(id: $0) }
  }

  func failed(_ request: Request, reply: String) {
    // TOP is optional (RFC 1939 §7): without it the message is fetched whole.
    guard case .message(let number) = request else { return }
    let name = plan.identity(of: number) ?? "number \(number)"
    refused.append("\(name): \(reply)")
    do { try run?.refuse(nil, reason: "the server would not send \(name): \(reply)") } catch {
      failure = failure ?? error
    }
  }

  /// Why no more can be taken; the session must then end, without QUIT.
  private(set) var failure: (any Error)?

  /// The numbers of messages that reached the disk and that the policy wants off the server.
  func deletable() -> [Int] {
    let stored = (run?.takeStored() ?? []).compactMap { numbers.removeValue(forKey: $0) }
    return stored.filter { plan.mayDelete($0) }
  }

  func deleted(_ number: Int) { deleted.append(number) }

  func restarted(because reason: String) {
    numbers = [:]
    plan = initialPlan
    refused = []
    deleted = []
    run?.restart()
    isLooking = false
  }
}
