import Archive
import POP3
import Store

/// One login at a POP3 server: gets what is new, deletes what the policy wants deleted and is proven
/// safe, and only then says QUIT.
///
/// Messages in which sessions broke before are left for a login of their own, after the others are
/// safe here and gone there: so they keep nothing else away.
final class POP3Session: MailSession {
  private let account: FetchedAccount
  private let secret: [UInt8]
  private var client: POP3Client?
  private var state: AccountState
  private let remembered: AccountState

  private var settings: AccountSettings { account.settings }
  private var store: MailStore { account.store }

  init(_ account: FetchedAccount, _ secret: [UInt8]) {
    self.account = account
    self.secret = secret
    remembered = account.state(AccountState.self).load() ?? AccountState()
    state = remembered
  }

  // MARK: The login

  func logIn() throws {
    var settings = try POP3Settings(self.settings)
    settings.usesPipelining = state.usesPipelining
    let client = try asArchiveError { () throws(POP3Error) in
      try POP3Client.connect(settings, interrupt: account.interrupt, trace: account.trace)
    }
    self.client = client
    defer { state.learn(from: client) }
    let credentials = try self.settings.credentials(secret)
    try asArchiveError { () throws(POP3Error) in try client.login(credentials) }
  }

  /// - Throws: `server` after the session has ended.
  private func connection() throws(ArchiveError) -> POP3Client {
    guard let client else {
      throw ArchiveError(.server, "talk to \(settings.host)", why: "the session has ended")
    }
    return client
  }

  /// Nothing was done that QUIT would make final, so its answer does not matter.
  func quit() throws {
    try? connection().quit()
    client = nil
  }

  func abort() {
    client?.abort()
    client = nil
    remember()
  }

  /// Failing to save the state does not make the fetch fail.
  private func remember() {
    guard !account.options.isDryRun, state != remembered else { return }
    try? account.state(AccountState.self).save(state)
  }

  // MARK: The two kinds of session

  /// Lists, and looks at headers where that decides.
  func survey() throws -> FetchReport {
    let client = try connection()
    let plan = try newPlan(ListingPlan.Scope())
    let receiver = FetchReceiver(settings, plan, into: nil)
    try asArchiveError { () throws(POP3Error) in try client.retrieve(all: receiver) }
    try quit()
    var report = FetchReport(account: settings.name, receiver.plan, client.capabilities)
    report.wouldFetch = receiver.plan.chosen
    return report
  }

  /// POP3 shows one folder.
  func folders() throws -> [RemoteFolder] {
    let report = try survey()
    var inbox = RemoteFolder(name: "INBOX")
    inbox.messages = report.listed
    inbox.new = report.wouldFetch?.count
    return [inbox]
  }

  func fetch(into run: FetchRun) throws -> FetchReport {
    let scope = state.scope(loginDelay: try connection().capabilities.loginDelay)
    var report = try visit(scope, run)
    let left = scope.left.intersection((state.troubles ?? [:]).keys)
    if left.isEmpty || report.loginDelay != nil {
      // If there are some, the next fetch is the one for them.
      state.note(troubles: left)
    } else {
      fetchTroubles(left, run, &report)
    }
    remember()
    return report
  }

  /// One connection, from the list to QUIT.
  private func visit(_ scope: ListingPlan.Scope, _ run: FetchRun) throws -> FetchReport {
    let client = try connection()
    let plan = try newPlan(scope)
    let receiver = FetchReceiver(settings, plan, into: run)
    let visit = MaildropVisit(account: settings, client: client, receiver: receiver, fetch: run)
    defer { state.learn(from: client) }
    do {
      let report = try visit.run()
      self.client = nil
      if scope.only == nil {
        state.since = settings.since
        state.passedOver = receiver.plan.passedOverUIDs
      }
      let left = receiver.plan.leftOver
      state.keepTroubles { uid in scope.only.map { !$0.contains(uid) } ?? left.contains(uid) }
      return report
    } catch {
      client.abort()
      self.client = nil
      if (try? run.flush()) != nil {
        let whole = visit.whole
        state.keepTroubles { !whole.contains($0) }
      }
      state.note(troubles: visit.culprit.map { [$0] } ?? [])
      throw error
    }
  }

  /// The messages in which sessions broke, now that all else is done.
  private func fetchTroubles(_ uids: Set<String>, _ run: FetchRun, _ report: inout FetchReport) {
    do {
      for uids in state.sessions(forTroubles: uids) {
        try logIn()
        report.add(try visit(ListingPlan.Scope(only: uids), run))
      }
    } catch {
      report.missing.append("\(ArchiveError(any: error))")
    }
  }

  private func newPlan(_ scope: ListingPlan.Scope) throws -> ListingPlan {
    let store = store
    return ListingPlan(
      account: settings, scope: scope, known: try store.knownUIDs(account: settings.name),
      aged: try agedUIDs(), passedOver: state.passedOver(before: settings.since)
    ) { message, top in
      (try? store.begins(message, with: top)) ?? false
    }
  }

  private func agedUIDs() throws -> Set<String> {
    guard case .deleteAfter(let days) = settings.onServer else { return [] }
    let limit = currentTime() - Int64(days) * 86_400
    return Set(
      try store.maildrop(account: settings.name).filter { $0.firstSeen <= limit && $0.gone == nil }
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
