import Archive
import Foundation
import Net
import POP3
import SASL
import Store
import Synchronization

/// One account's fetch: connect, log in, take what is new, delete what the policy wants deleted and
/// is proven safe, and only then QUIT.
///
/// QUIT makes deletions final and tells some servers that mail was taken (Gmail), so it is said
/// only after everything retrieved is committed. On any failure the connection is closed instead.
struct FetchSession {
  let account: AccountSettings
  let store: MailStore
  let stateFile: AccountFile<AccountState>
  let options: MailArchive.FetchOptions

  func run(secret: [UInt8]) throws -> FetchReport {
    var state = stateFile.load() ?? AccountState()
    let client = try connect(state)
    do {
      try login(client, secret)
      let report = try options.isDryRun ? survey(client, state) : fetch(client, &state)
      remember(client, state)
      return report
    } catch {
      client.abort()
      remember(client, state)
      throw error
    }
  }

  /// Connects and logs in, and nothing else.
  func test(secret: [UInt8]) throws {
    let client = try connect(stateFile.load() ?? AccountState())
    try login(client, secret)
    try asArchiveError { () throws(POP3Error) in try client.quit() }
  }

  private func connect(_ state: AccountState) throws -> POP3Client {
    var settings = try POP3Settings(account)
    settings.usesPipelining = state.usesPipelining
    let trace = options.trace
    return try asArchiveError { () throws(POP3Error) in
      try POP3Client.connect(
        settings, interrupt: options.cancellation?.interrupt,
        trace: trace.map { trace in { trace("\($0.direction.rawValue): \($0.text)") } })
    }
  }

  private func login(_ client: POP3Client, _ secret: [UInt8]) throws {
    let credentials = Credentials(
      user: account.user, secret: String(decoding: secret, as: UTF8.self),
      mechanism: try account.credentialsMechanism,
      compatibilityForm: { $0.precomposedStringWithCompatibilityMapping })
    try asArchiveError { () throws(POP3Error) in try client.login(credentials) }
  }

  /// Finding out that a server cannot pipeline costs seconds; the next session need not. That
  /// something could not be remembered is no reason to call a fetch failed.
  private func remember(_ client: POP3Client, _ old: AccountState) {
    var state = old
    if old.usesPipelining, client.lacksPipelining { state.pipeliningFailed = currentTime() }
    guard !options.isDryRun, state != stateFile.load() ?? AccountState() else { return }
    try? stateFile.save(state)
  }

  // MARK: The two kinds of session

  private func fetch(_ client: POP3Client, _ state: inout AccountState) throws -> FetchReport {
    let started = currentTime()
    let plan = try newPlan(state)
    let durable = DurableNumbers()
    let committed = options.committed
    let (run, erased) = try store.beginRun(command: "fetch \(account.name)")
    let pipeline = try IngestPipeline(store: store, run: run) { outcomes in
      durable.committed(outcomes)
      committed()
    }
    let receiver = FetchReceiver(
      account: account, pipeline: pipeline, durable: durable, plan: { plan },
      options: options)
    do {
      do { try retrieve(client, receiver) } catch { throw receiver.failure ?? error }
      if let failure = receiver.failure { throw failure }
      try pipeline.flush()
      var report = try finish(client, receiver, pipeline, durable, started: started)
      report.erased = erased
      _ = try store.finishRun(run)
      state.since = account.since
      state.passedOver = receiver.plan.passedOverUIDs
      return report
    } catch {
      // What arrived whole before the failure is good mail: keep it. The connection is closed
      // without QUIT by the caller, so that nothing is deleted there.
      _ = try? pipeline.finish()
      pipeline.cancel()
      var failure = ArchiveError(any: error)
      let kept = pipeline.totals.stored
      if kept > 0 { failure.why += "; \(kept) new that had arrived before are kept" }
      _ = try? store.finishRun(run, outcome: "\(failure)")
      throw failure
    }
  }

  /// What a fetch would do: lists, and looks at headers where that decides.
  private func survey(_ client: POP3Client, _ state: AccountState) throws -> FetchReport {
    let plan = try newPlan(state)
    let receiver = FetchReceiver(
      account: account, pipeline: nil, durable: DurableNumbers(), plan: { plan },
      options: options)
    try retrieve(client, receiver)
    try asArchiveError { () throws(POP3Error) in try client.quit() }
    var report = report(client, receiver)
    report.wouldFetch = receiver.plan.chosen
    return report
  }

  private func retrieve(_ client: POP3Client, _ receiver: FetchReceiver) throws {
    try asArchiveError { () throws(POP3Error) in
      try client.retrieve(receiver)
      let more = receiver.chosenByHeader()
      if !more.isEmpty { try client.retrieve(more, into: receiver) }
    }
  }

  /// Everything retrieved is durable now: delete, say QUIT, and enter what the server confirmed.
  private func finish(
    _ client: POP3Client, _ receiver: FetchReceiver, _ pipeline: IngestPipeline,
    _ durable: DurableNumbers, started: Int64
  ) throws -> FetchReport {
    let rest = durable.take()
    var deleted = receiver.deleted
    try asArchiveError { () throws(POP3Error) in
      let failed = Set(try client.delete(rest))
      deleted += rest.filter { !failed.contains($0) }
      try client.quit()
    }
    let totals = try pipeline.finish()
    let plan = receiver.plan
    try store.recordListing(account: account.name, uids: plan.uids, time: started)
    let gone = deleted.compactMap { plan.identity(of: $0) }
    if !gone.isEmpty {
      try store.markDeleted(account: account.name, uids: gone, time: currentTime())
    }
    var report = report(client, receiver)
    report.totals = totals
    report.deleted = deleted.count
    return report
  }

  private func report(_ client: POP3Client, _ receiver: FetchReceiver) -> FetchReport {
    let plan = receiver.plan
    var report = FetchReport(account: account.name)
    report.listed = plan.listedCount
    report.known = plan.knownCount
    report.tooLarge = plan.tooLargeCount
    report.old = plan.oldCount
    report.postponed = plan.postponed
    report.refused = receiver.refused
    report.loginDelay = client.capabilities.loginDelay.map { $0 / .seconds(1) }
    return report
  }

  private func newPlan(_ state: AccountState) throws -> ListingPlan {
    ListingPlan(
      account: account, known: try store.knownUIDs(account: account.name), aged: try agedUIDs(),
      passedOver: state.passedOver(before: account.since))
  }

  private func agedUIDs() throws -> Set<String> {
    guard case .deleteAfter(let days) = account.onServer else { return [] }
    let limit = currentTime() - Int64(days) * 86_400
    return Set(
      try store.maildrop(account: account.name).filter { $0.firstSeen <= limit && $0.gone == nil }
        .map(\.uid))
  }
}
