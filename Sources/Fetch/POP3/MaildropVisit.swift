import Archive
import Errors
import Mail
import POP3
import Store

/// One connection that is logged in: takes what the receiver's plan wants, commits it, deletes what
/// may go, says QUIT, and reports the result.
///
/// QUIT makes deletions final and tells some servers that mail was taken (Gmail), so it is said
/// only after everything retrieved is committed. Whatever goes wrong from there on is no failure of
/// the fetch: all mail is here.
struct MaildropVisit {
  let account: AccountSettings
  let client: POP3Client
  let receiver: FetchReceiver
  let fetch: FetchRun

  private var store: MailStore { fetch.store }

  func run() throws -> FetchReport {
    let started = currentTime()
    try retrieve()
    try fetch.flush()
    if let failure = receiver.failure { throw failure }
    let plan = receiver.plan
    try store.recordListing(
      account: account.name, uids: plan.uids, sizes: plan.newSizes, time: started)
    var report = FetchReport(account: account.name, plan, client.capabilities)
    report.refused = receiver.refused
    let doubtful = try store.doubtful(account: account.name)
    report.add(doubts(doubtful), arrived: receiver.receipts.count, account)
    try delete(deletable(doubtful), &report)
    return report
  }

  /// UID of the message that the session broke in.
  var culprit: String? { receiver.culprit.flatMap { receiver.plan.identity(of: $0) } }

  /// UIDs of what came whole.
  var whole: Set<String> {
    let numbers = receiver.receipts.filter {
      $0.value.outcome.message != nil && $0.value.doubt != .incomplete
    }
    .keys
    return Set(numbers.compactMap { receiver.plan.identity(of: $0) })
  }

  // MARK: Retrieving

  private func retrieve() throws {
    do throws(POP3Error) { try client.retrieve(all: receiver) } catch {
      if let failure = receiver.failure { throw failure }
      throw named(error)
    }
    if let failure = receiver.failure { throw failure }
  }

  /// The error with the message in which it came, which is recorded in the ledger.
  private func named(_ error: POP3Error) -> ArchiveError {
    var failure = ArchiveError(error)
    guard let number = receiver.culprit else { return failure }
    let name = receiver.plan.name(of: number)
    failure.text.why += " in message \(name), which comes last from now on"
    receiver.refuse(number, reason: "the session broke in message \(name): \(error.text.why)")
    return failure
  }

  /// What came in doubt, by its name.
  private func doubts(_ doubtful: [String: Doubt]) -> [(name: String, doubt: Doubt)] {
    receiver.receipts.sorted { $0.key < $1.key }.compactMap { number, entry in
      let doubt = entry.doubt ?? receiver.plan.identity(of: number).flatMap { doubtful[$0] }
      return doubt.map { (receiver.plan.name(of: number), $0) }
    }
  }

  // MARK: Deleting

  /// The numbers of what is on disk in the bytes that came in this session, is not in doubt, and is
  /// not wanted on the server.
  private func deletable(_ doubtful: [String: Doubt]) -> [Int] {
    let plan = receiver.plan
    return receiver.receipts.compactMap { number, entry in
      guard entry.doubt == nil, plan.identity(of: number).map({ doubtful[$0] == nil }) ?? true,
        let message = entry.outcome.message, plan.mayDelete(number, hereAs: message)
      else { return nil }
      return number
    }.sorted()
  }

  private func delete(_ numbers: [Int], _ report: inout FetchReport) throws {
    let plan = receiver.plan
    var refused: [Int: String] = [:]
    var failure: POP3Error?
    do throws(POP3Error) { try client.delete(numbers, refused: &refused) } catch {
      guard error.code != .protocolViolation else {
        // What came was not what it was taken for, and nothing is deleted without QUIT.
        receiver.revoke()
        throw ArchiveError(error)
      }
      failure = error
    }
    if failure == nil { do throws(POP3Error) { try client.quit() } catch { failure = error } }
    report.deletionsRefused = refused.keys.sorted().map {
      "\(plan.name(of: $0)): \(refused[$0] ?? "")"
    }
    let asked = numbers.filter { refused[$0] == nil }
    if let failure { return report.addUncertain(asked.count, failure) }
    report.deleted = asked.count
    let gone = asked.compactMap { plan.identity(of: $0) }
    guard !gone.isEmpty else { return }
    try store.markDeleted(account: account.name, uids: gone, time: currentTime())
  }
}

extension Outcome {
  /// As which the message is in the archive; nil where it is not.
  fileprivate var message: Int64? {
    switch self {
    case .stored(let id), .copy(let id): id
    case .rejected: nil
    }
  }
}

extension FetchReport {
  init(account: String, _ plan: ListingPlan, _ capabilities: Capabilities) {
    self.init(account: account)
    listed = plan.listedCount
    known = plan.knownCount
    held = plan.heldCount
    tooLarge = plan.tooLargeCount
    old = plan.oldCount
    postponed = plan.postponed
    loginDelay = capabilities.loginDelay.map { $0 / .seconds(1) }
  }

  /// - Parameter arrived: how many messages came.
  fileprivate mutating func add(
    _ doubts: [(name: String, doubt: Doubt)], arrived: Int, _ account: AccountSettings
  ) {
    suspect += doubts.map { "\($0.name): \($0.doubt)" }
    guard doubts.count(where: { $0.doubt == .short }) * 2 > arrived else { return }
    warnings.append(
      "most messages are much shorter than the server listed them; if it lists wrong sizes, as "
        + "Exchange does, set list_sizes = \"ignore\" in [accounts.\(account.name)]")
  }

  /// The end of the session did not come as it should.
  fileprivate mutating func addUncertain(_ deletions: Int, _ error: POP3Error) {
    deletionsUncertain = deletions
    let uncertain = deletions > 0 ? "; deletions are uncertain" : ""
    warnings.append("the session did not end well: \(error.text.why)\(uncertain)")
  }
}
