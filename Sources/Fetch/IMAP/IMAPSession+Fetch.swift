import Archive
import Bytes
import Errors
import IMAP
import Mail
import Store

extension IMAPSession {
  func fetch(into run: FetchRun) throws -> FetchReport {
    var report = FetchReport(account: settings.name)
    room = settings.sessionLimit ?? .max
    let listing = try list()
    for line in listing.unreadable {
      try run.refuse(RemoteMessage(folder: "*", id: "*"), reason: Self.unreadable(line))
      report.refused.append(Self.unreadable(line))
    }
    try fetchAll(listing, run, &report)
    try finish(listing)
    return report
  }

  /// Gets folders until none waits, and then what broke sessions in them.
  ///
  /// - Parameter next: the folder that is next; nil when there is none.
  func fetch(
    _ next: () -> ListedMailbox?, _ listing: Listing, _ run: FetchRun,
    _ report: inout FetchReport
  ) throws {
    while let mailbox = next() {
      if let known = self.unchanged(mailbox, listing) {
        report.listed += known.present
        report.known += known.present
        unchanged.append(known.epoch)
      } else {
        try fetch(mailbox, listing, run, &report)
      }
    }
    try fetchTroubles(run, &report)
  }

  private func finish(_ listing: Listing) throws {
    let now = currentTime()
    try store.recordUnchanged(epochs: unchanged, time: now)
    let there = Set(listing.mailboxes.filter(\.isSelectable).map(\.wireName))
    if !there.isEmpty, listing.unreadable.isEmpty {
      let gone = listing.known.filter { name, epochs in
        !there.contains(name) && epochs.contains { !$0.isGone }
      }
      try store.recordGone(account: settings.name, wireNames: Array(gone.keys), time: now)
    }
    if !waitForNewMail(listing) { try quit() }
    remember()
  }

  /// One folder; again in a new session when one breaks in it.
  private func fetch(
    _ mailbox: ListedMailbox, _ listing: Listing, _ run: FetchRun, _ report: inout FetchReport
  ) throws {
    var isCounted = false
    var (mayBreak, mayWait) = (true, true)
    while true {
      do {
        try reconnect(run)
        let visit = try open(mailbox, listing, isFetch: true)
        if !isCounted { report.add(visit) }
        isCounted = true
        if try fetch(visit, run, &report) { return }
      } catch let error as IMAPError {
        if error.wantsPause || error.code == .folderUnavailable && mayWait {
          mayWait = mayWait && error.code != .folderUnavailable
          try pause(because: ArchiveError(error), run)
          continue
        }
        if error.isOfAnswer { try survive(error) }
        guard error.isOfAnswer, mayBreak else {
          return try giveUp(mailbox, error, run, &report)
        }
        mayBreak = false
      }
    }
  }

  /// The folder cannot be read now; the others can.
  private func giveUp(
    _ mailbox: ListedMailbox, _ error: IMAPError, _ run: FetchRun, _ report: inout FetchReport
  ) throws {
    guard error.isOfFolder || error.isOfAnswer else { throw ArchiveError(error) }
    try note(mailbox, "cannot be read", error.text.why, run, &report)
  }

  private func note(
    _ mailbox: ListedMailbox, _ what: String, _ why: String, _ run: FetchRun,
    _ report: inout FetchReport
  ) throws {
    let reason = "the folder \(what): \(why)"
    try run.refuse(RemoteMessage(folder: mailbox.name, id: "*"), reason: reason)
    report.refused.append("\(mailbox.name): \(reason)")
  }

  /// The session broke, and the next may do better.
  ///
  /// - Throws: when too many have broken.
  private func survive(_ error: IMAPError) throws(ArchiveError) {
    breaks += 1
    client?.abort()
    client = nil
    guard breaks <= Limits.brokenSessions else { throw ArchiveError(error) }
  }

  /// Gets what a folder has that is not here.
  ///
  /// - Returns: false when the session broke: then it is to be opened again.
  private func fetch(
    _ visit: MailboxVisit, _ run: FetchRun, _ report: inout FetchReport
  ) throws -> Bool {
    var plan = visit.plan
    let client = try connection()
    if client.capabilities.isGmail { tellOfTakeout(plan, run) }
    let postponed =
      plan.limit(to: room, settings.order) + keepWithinDay(&plan, client, &report)
    let taker = TextTaker(run, visit, plan.wanted)
    run.willArrive(plan.wanted.count)
    var isWhole = true
    do {
      let (here, recognised) = try enterKnown(plan.wanted, visit, run)
      report.recognised += recognised
      plan.leaveOut(here)
      try client.retrieve(plan.texts(settings.order), into: taker)
    } catch let error as TextsBroken {
      if let failure = taker.failure { throw failure }
      try note(error, visit, run)
      isWhole = false
    }
    if client.capabilities.isGmail { state.count(bytes: taker.arrivedBytes, at: currentTime()) }
    try keep(taker, visit, run, &report)
    guard isWhole else { return false }
    report.postponed += postponed
    state.keep(Set(plan.troubles.map(\.uid)), of: visit.epoch)
    troubles += plan.troubles.map { (visit, $0) }
    if let imbalance = visit.imbalance {
      try note(visit.mailbox, "cannot be read whole", imbalance, run, &report)
    }
    let isComplete =
      plan.isComplete && postponed == 0 && taker.missing.isEmpty && visit.imbalance == nil
    try record(visit, isComplete: isComplete, hasNews: taker.arrived > 0)
    return true
  }

  /// The session broke in a message: it comes last from now on, so that it keeps no other away.
  private func note(_ broken: TextsBroken, _ visit: MailboxVisit, _ run: FetchRun) throws {
    guard broken.error.isOfAnswer || broken.error.wantsPause else {
      throw ArchiveError(broken.error)
    }
    if broken.error.isOfAnswer, let culprit = broken.culprit {
      state.note(culprit, of: visit.epoch)
    }
    guard broken.error.wantsPause else { return try survive(broken.error) }
    try pause(because: ArchiveError(broken.error), run)
  }

  /// Says once in a fetch how long it takes.
  private func tellOfTakeout(_ plan: MailboxPlan, _ run: FetchRun) {
    let bytes = plan.wanted.reduce(0) { $0.addingClamped(Int(clamping: $1.size ?? 0)) }
    guard !hasToldOfTakeout, let hint = Self.takeoutHint(bytes) else { return }
    hasToldOfTakeout = true
    run.tell(hint)
  }

  /// What arrived is on disk when this returns, and what did not is in the books.
  private func keep(
    _ taker: TextTaker, _ visit: MailboxVisit, _ run: FetchRun, _ report: inout FetchReport
  ) throws {
    if let failure = taker.failure { throw failure }
    room -= taker.arrived
    guard taker.arrived > 0 || !taker.missing.isEmpty else { return }
    try run.flush()
    for (uid, reason) in taker.missing.sorted(by: { $0.key < $1.key }) {
      try store.refuse(epoch: visit.epoch, uid: uid, reason: reason, time: currentTime())
      report.refused.append("\(taker.name(of: uid).name): \(reason)")
    }
    let entries = run.entries
    for (ticket, name) in taker.names.sorted(by: { $0.key < $1.key }) {
      if let doubt = entries[ticket]?.doubt { report.suspect.append("\(name): \(doubt)") }
    }
    run.forget(taker.names.keys)
  }

  private func record(_ visit: MailboxVisit, isComplete: Bool, hasNews: Bool) throws {
    let plan = visit.plan
    // What is left out would be passed over if the folder were not opened next time.
    let facts = isComplete ? visit.facts : MailboxFacts()
    if plan.gone.isEmpty, plan.back.isEmpty, plan.changedFlags.isEmpty, !hasNews,
      facts == visit.knownFacts
    {
      unchanged.append(visit.epoch)
      return
    }
    var pass = MailboxPass(epoch: visit.epoch, time: visit.time, facts: facts)
    pass.gone = plan.gone
    pass.back = plan.back
    pass.flags = plan.changedFlags
    try store.record(pass)
  }

  // MARK: Messages in which sessions broke

  /// Now that all else is done, each in a session of its own.
  private func fetchTroubles(_ run: FetchRun, _ report: inout FetchReport) throws {
    let waiting = troubles
    troubles = []
    for (visit, message) in waiting {
      let taker = TextTaker(run, visit, [message], mayGoOn: true)
      do {
        try reconnect(run)
        let client = try connection()
        let counts = try client.examine(visit.mailbox.wireName)
        guard counts.validity == visit.validity else { continue }
        run.willArrive(1)
        try client.retrieve(
          [WantedText(uid: message.uid, size: message.size ?? 0)], into: taker)
        state.forget(message.uid, of: visit.epoch)
      } catch let error as IMAPError where error.isOfAnswer || error.isOfFolder {
        leave(message, taker, because: error, &report)
      } catch let broken as TextsBroken where broken.error.isOfAnswer {
        client?.abort()
        client = nil
        if try goOn(with: message, visit, taker, run) {
          state.forget(message.uid, of: visit.epoch)
        } else {
          leave(message, taker, because: broken.error, &report)
        }
      } catch let broken as TextsBroken {
        throw taker.failure ?? ArchiveError(broken.error)
      }
      try keep(taker, visit, run, &report)
    }
  }

  private func leave(
    _ message: MailboxMessage, _ taker: TextTaker, because error: IMAPError,
    _ report: inout FetchReport
  ) {
    client?.abort()
    client = nil
    taker.refuseForNow(message.uid, reason: "the session broke in it: \(error.text.why)")
    report.missing.append("\(taker.name(of: message.uid).name): \(error.text.why)")
  }
}
