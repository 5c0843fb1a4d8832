import Archive
import POP3
import Store

/// One session at a POP3 server: take what is new, delete what the policy wants deleted and is proven
/// safe, and only then QUIT.
///
/// QUIT makes deletions final and tells some servers that mail was taken (Gmail), so it is said
/// only after everything retrieved is on disk. On any failure the connection is closed instead.
final class POP3Session: MailSession {
  private let account: FetchedAccount
  private let client: POP3Client
  private var state: AccountState

  private var settings: AccountSettings { account.settings }
  private var store: MailStore { account.store }

  init(_ account: FetchedAccount, _ client: POP3Client, _ state: AccountState) {
    self.account = account
    self.client = client
    self.state = state
  }

  func quit() throws {
    try asArchiveError { () throws(POP3Error) in try client.quit() }
  }

  func abort() {
    client.abort()
    remember()
  }

  /// Finding out that a server cannot pipeline costs seconds; the next session need not. That
  /// something could not be remembered is no reason to call a fetch failed.
  private func remember() {
    if state.usesPipelining, client.lacksPipelining { state.pipeliningFailed = currentTime() }
    let file = account.state(AccountState.self)
    guard !account.options.isDryRun, state != file.load() ?? AccountState() else { return }
    try? file.save(state)
  }

  // MARK: The two kinds of session

  /// Lists, and looks at headers where that decides.
  func survey() throws -> FetchReport {
    let receiver = FetchReceiver(try newPlan(), into: nil)
    try retrieve(receiver)
    try quit()
    var report = report(receiver)
    report.wouldFetch = receiver.plan.chosen
    return report
  }

  func fetch(into run: FetchRun) throws -> FetchReport {
    let started = currentTime()
    let receiver = FetchReceiver(try newPlan(), into: run)
    do { try retrieve(receiver) } catch { throw receiver.failure ?? error }
    if let failure = receiver.failure { throw failure }
    try run.flush()
    let report = try finish(receiver, started: started)
    state.since = settings.since
    state.passedOver = receiver.plan.passedOverUIDs
    remember()
    return report
  }

  private func retrieve(_ receiver: FetchReceiver) throws {
    try asArchiveError { () throws(POP3Error) in
      try client.retrieve(receiver)
      let more = receiver.chosenByHeader()
      if !more.isEmpty { try client.retrieve(more, into: receiver) }
    }
  }

  /// Everything retrieved is on disk now: delete, say QUIT, and enter what the server confirmed.
  private func finish(_ receiver: FetchReceiver, started: Int64) throws -> FetchReport {
    let rest = receiver.deletable()
    var deleted = receiver.deleted
    try asArchiveError { () throws(POP3Error) in
      let failed = Set(try client.delete(rest))
      deleted += rest.filter { !failed.contains($0) }
      try client.quit()
    }
    let plan = receiver.plan
    try store.recordListing(account: settings.name, uids: plan.uids, time: started)
    let gone = deleted.compactMap { plan.identity(of: $0) }
    if !gone.isEmpty {
      try store.markDeleted(account: settings.name, uids: gone, time: currentTime())
    }
    var report = report(receiver)
    report.deleted = deleted.count
    return report
  }

  private func report(_ receiver: FetchReceiver) -> FetchReport {
    let plan = receiver.plan
    var report = FetchReport(account: settings.name)
    report.listed = plan.listedCount
    report.known = plan.knownCount
    report.tooLarge = plan.tooLargeCount
    report.old = plan.oldCount
    report.postponed = plan.postponed
    report.refused = receiver.refused
    report.loginDelay = client.capabilities.loginDelay.map { $0 / .seconds(1) }
    return report
  }

  private func newPlan() throws -> ListingPlan {
    ListingPlan(
      account: settings, known: try store.knownUIDs(account: settings.name), aged: try agedUIDs(),
      passedOver: state.passedOver(before: settings.since))
  }

  private func agedUIDs() throws -> Set<String> {
    guard case .deleteAfter(let days) = settings.onServer else { return [] }
    let limit = currentTime() - Int64(days) * 86_400
    return Set(
      try store.maildrop(account: settings.name).filter { $0.firstSeen <= limit && $0.gone == nil }
        .map(\.uid))
  }
}
