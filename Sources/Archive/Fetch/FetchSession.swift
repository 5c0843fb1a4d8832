import Foundation
import Net
import POP3
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
  let interrupt: Interrupt?
  let trace: (@Sendable (String) -> Void)?
  let progress: (FetchProgress) -> Void
  /// Told after each commit, so that the index can follow.
  let committed: @Sendable () -> Void

  func run(secret: [UInt8]) throws -> FetchReport {
    let client = try connect()
    do {
      try login(client, secret)
      return try fetch(client)
    } catch {
      client.abort()
      throw error
    }
  }

  /// Connects and logs in, and nothing else.
  func test(secret: [UInt8]) throws {
    let client = try connect()
    try login(client, secret)
    try asArchiveError { () throws(POP3Error) in try client.quit() }
  }

  private func connect() throws -> POP3Client {
    let settings = try POP3Settings(account)
    let trace = trace
    return try asArchiveError { () throws(POP3Error) in
      try POP3Client.connect(
        settings, interrupt: interrupt,
        trace: trace.map { trace in { trace("\($0.direction.rawValue): \($0.text)") } })
    }
  }

  private func login(_ client: POP3Client, _ secret: [UInt8]) throws {
    let credentials = Credentials(
      user: account.user, secret: String(decoding: secret, as: UTF8.self),
      mechanism: try account.credentialsMechanism)
    try asArchiveError { () throws(POP3Error) in try client.login(credentials) }
  }

  private func fetch(_ client: POP3Client) throws -> FetchReport {
    let started = currentTime()
    let known = try store.knownUIDs(account: account.name)
    let aged = try agedUIDs()
    let durable = DurableNumbers()
    let committed = committed
    let run = try store.beginRun(command: "fetch \(account.name)")
    let pipeline = try IngestPipeline(store: store, run: run) { outcomes in
      durable.committed(outcomes)
      committed()
    }
    let receiver = FetchReceiver(
      account: account, pipeline: pipeline, durable: durable,
      plan: { ListingPlan(account: account, known: known, aged: aged) }, progress: progress)
    do {
      try asArchiveError { () throws(POP3Error) in try client.retrieve(receiver) }
      if let failure = receiver.failure { throw failure }
      try pipeline.flush()
      let report = try finish(client, receiver, pipeline, durable, started: started)
      _ = try store.finishRun(run)
      return report
    } catch {
      // What arrived whole before the failure is good mail: keep it. The connection is closed
      // without QUIT by the caller, so that nothing is deleted there.
      _ = try? pipeline.finish()
      pipeline.cancel()
      _ = try? store.finishRun(run, outcome: "\(error)")
      throw error
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
    var report = FetchReport(account: account.name)
    report.listed = plan.listedCount
    report.known = plan.knownCount
    report.totals = totals
    report.tooLarge = plan.tooLargeCount
    report.postponed = plan.postponed
    report.refused = receiver.refused
    report.deleted = deleted.count
    return report
  }

  private func agedUIDs() throws -> Set<String> {
    guard case .deleteAfter(let days) = account.onServer else { return [] }
    let limit = currentTime() - Int64(days) * 86_400
    return Set(
      try store.maildrop(account: account.name).filter { $0.firstSeen <= limit && $0.gone == nil }
        .map(\.uid))
  }
}

/// Seconds since 1970.
func currentTime() -> Int64 { Int64(Date().timeIntervalSince1970) }
