import Archive
import Errors
import Foundation
import Mail
import Net
import POP3
import SASL
import Store

/// One account's fetch: connect, log in, take what is new, delete what the policy wants deleted and
/// is proven safe, and only then QUIT.
///
/// Messages in which sessions broke before are left for a session of their own, after the others are
/// safe here and gone there: so they keep nothing else away.
struct FetchSession {
  let account: AccountSettings
  let store: MailStore
  let stateFile: AccountFile<AccountState>
  let options: MailArchive.FetchOptions

  func run(secret: [UInt8]) throws -> FetchReport {
    let old = stateFile.load() ?? AccountState()
    var state = old
    defer { save(state, insteadOf: old) }
    let client = try logIn(secret, &state)
    return try options.isDryRun ? survey(client, state) : fetch(client, secret, &state)
  }

  /// Connects and logs in, and nothing else.
  func test(secret: [UInt8]) throws {
    var state = stateFile.load() ?? AccountState()
    let client = try logIn(secret, &state)
    // Nothing was done that QUIT would make final.
    try? client.quit()
  }

  // MARK: Connecting

  private func logIn(_ secret: [UInt8], _ state: inout AccountState) throws -> POP3Client {
    var settings = try POP3Settings(account)
    settings.usesPipelining = state.usesPipelining
    let trace = options.trace
    let client = try asArchiveError { () throws(POP3Error) in
      try POP3Client.connect(
        settings, interrupt: options.cancellation?.interrupt,
        trace: trace.map { trace in { trace("\($0.direction.rawValue): \($0.text)") } })
    }
    let credentials = Credentials(
      user: account.user, secret: String(decoding: secret, as: UTF8.self),
      mechanism: try account.credentialsMechanism,
      compatibilityForm: { $0.precomposedStringWithCompatibilityMapping })
    defer { state.learn(from: client) }
    try asArchiveError { () throws(POP3Error) in try client.login(credentials) }
    return client
  }

  /// That something could not be remembered is no reason to call a fetch failed.
  private func save(_ state: AccountState, insteadOf old: AccountState) {
    guard !options.isDryRun, state != old else { return }
    try? stateFile.save(state)
  }

  // MARK: The two kinds of session

  private func fetch(
    _ client: POP3Client, _ secret: [UInt8], _ state: inout AccountState
  ) throws -> FetchReport {
    let receipts = Receipts()
    let committed = options.committed
    let (run, erased) = try store.beginRun(command: "fetch \(account.name)")
    let pipeline = try IngestPipeline(store: store, run: run) { entries in
      receipts.committed(entries)
      committed()
    }
    do {
      let scope = state.scope(loginDelay: client.capabilities.loginDelay)
      var report = try visit(client, scope, &state, pipeline, receipts)
      let left = scope.left.intersection((state.troubles ?? [:]).keys)
      if left.isEmpty || report.loginDelay != nil {
        // Where there are some, the next session is the one for them.
        state.note(troubles: left)
      } else {
        takeTroubles(left, secret, &state, pipeline, receipts, &report)
      }
      report.totals = try pipeline.finish()
      report.erased = erased
      report.incomplete = try store.doubts(run: run).filter { !$0.doubt.isSuspect }.map {
        "\($0.origin.name ?? "a message without UID"): \($0.doubt)"
      }
      _ = try store.finishRun(run)
      return report
    } catch {
      // What arrived whole before the failure is good mail: keep it. The connection is closed
      // without QUIT, so that nothing is deleted there.
      _ = try? pipeline.finish()
      pipeline.cancel()
      var failure = ArchiveError(any: error)
      let kept = pipeline.totals.stored
      if kept > 0 { failure.text.why += "; \(kept) new that had arrived before are kept" }
      _ = try? store.finishRun(run, outcome: "\(failure)")
      throw failure
    }
  }

  /// One connection, from the list to QUIT.
  private func visit(
    _ client: POP3Client, _ scope: ListingPlan.Scope, _ state: inout AccountState,
    _ pipeline: IngestPipeline, _ receipts: Receipts
  ) throws -> FetchReport {
    let plan = try newPlan(state, scope)
    let receiver = FetchReceiver(
      account: account, pipeline: pipeline, receipts: receipts, plan: { plan }, options: options)
    let visit = MaildropVisit(
      account: account, store: store, client: client, receiver: receiver, pipeline: pipeline,
      receipts: receipts)
    defer { state.learn(from: client) }
    do {
      let report = try visit.run()
      if scope.only == nil {
        state.since = account.since
        state.passedOver = receiver.plan.passedOverUIDs
      }
      let left = receiver.plan.leftOver
      state.keepTroubles { uid in scope.only.map { !$0.contains(uid) } ?? left.contains(uid) }
      return report
    } catch {
      client.abort()
      if (try? pipeline.flush()) != nil {
        let whole = visit.whole
        state.keepTroubles { !whole.contains($0) }
      }
      state.note(troubles: visit.culprit.map { [$0] } ?? [])
      throw error
    }
  }

  /// The messages in which sessions broke, now that all else is done.
  private func takeTroubles(
    _ uids: Set<String>, _ secret: [UInt8], _ state: inout AccountState,
    _ pipeline: IngestPipeline, _ receipts: Receipts, _ report: inout FetchReport
  ) {
    do {
      for uids in state.sessions(forTroubles: uids) {
        receipts.restart()
        let client = try logIn(secret, &state)
        report.add(
          try visit(client, ListingPlan.Scope(only: uids), &state, pipeline, receipts))
      }
    } catch {
      report.missing.append("\(ArchiveError(any: error))")
    }
  }

  /// What a fetch would do: lists, and looks at headers where that decides.
  private func survey(_ client: POP3Client, _ state: AccountState) throws -> FetchReport {
    let plan = try newPlan(state, ListingPlan.Scope())
    let receiver = FetchReceiver(
      account: account, pipeline: nil, receipts: Receipts(), plan: { plan }, options: options)
    try asArchiveError { () throws(POP3Error) in try client.retrieve(all: receiver) }
    try? client.quit()
    var report = FetchReport(account: account.name, receiver.plan, client.capabilities)
    report.wouldFetch = receiver.plan.chosen
    return report
  }

  private func newPlan(
    _ state: AccountState, _ scope: ListingPlan.Scope
  ) throws -> ListingPlan {
    let store = store
    return ListingPlan(
      account: account, scope: scope, known: try store.knownUIDs(account: account.name),
      aged: try agedUIDs(), passedOver: state.passedOver(before: account.since)
    ) { message, top in
      (try? store.begins(message, with: top)) ?? false
    }
  }

  private func agedUIDs() throws -> Set<String> {
    guard case .deleteAfter(let days) = account.onServer else { return [] }
    let limit = currentTime() - Int64(days) * 86_400
    return Set(
      try store.maildrop(account: account.name).filter { $0.firstSeen <= limit && $0.gone == nil }
        .map(\.uid))
  }
}

extension POP3Client {
  /// Lists the maildrop and gets what `receiver` wants, by the list and by headers.
  func retrieve(all receiver: FetchReceiver) throws(POP3Error) {
    try retrieve(receiver)
    let more = receiver.chosenByHeader()
    if !more.isEmpty { try retrieve(more, into: receiver) }
  }
}
