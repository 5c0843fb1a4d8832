import Archive
import Bytes
import Errors
import IMAP
import Mail
import Store

/// One login at an IMAP server, and further ones where a session breaks: gets what is new out of every
/// folder, one after the other. A folder or message that cannot be read costs itself and nothing else.
final class IMAPSession: MailSession {
  let account: FetchedAccount
  let secret: [UInt8]
  var client: IMAPClient?
  var state: IMAPState
  let remembered: IMAPState
  /// Sessions that broke in this fetch.
  var breaks = 0
  /// Times that the server was given a pause in this fetch.
  var pauses = 0
  /// Messages that may still be fetched, by `session_limit`.
  var room = Int.max
  /// Whether it is believed that messages are those that are here because the server's words say so.
  var believesProofs = true
  /// Messages that were fetched to check such words.
  var checkedProofs = 0
  var hasToldOfTakeout = false
  /// For the end: each in a session of its own.
  var troubles: [(visit: MailboxVisit, message: MailboxMessage)] = []
  /// Mailboxes whose state is as it was, by their numbers in the store.
  var unchanged: [Int64] = []

  var settings: AccountSettings { account.settings }
  var store: MailStore { account.store }

  init(_ account: FetchedAccount, _ secret: [UInt8]) {
    self.account = account
    self.secret = secret
    remembered = account.state(IMAPState.self).load() ?? IMAPState()
    state = remembered
  }

  // MARK: The login

  func logIn() throws {
    let settings = try IMAPSettings(self.settings)
    let credentials = try self.settings.credentials(secret)
    try asArchiveErrorOfIMAP { () throws(IMAPError) in
      let client = try IMAPClient.connect(
        settings, interrupt: account.interrupt, trace: account.trace)
      self.client = client
      try client.login(credentials)
    }
  }

  func connection() throws(ArchiveError) -> IMAPClient {
    guard let client else {
      throw ArchiveError(.server, "talk to \(settings.host)", why: "the session has ended")
    }
    return client
  }

  func quit() throws {
    client?.logout()
    client = nil
  }

  func abort() {
    client?.abort()
    client = nil
    remember()
  }

  /// Failing to save the state does not make the fetch fail.
  func remember() {
    guard !account.options.isDryRun, state != remembered else { return }
    try? account.state(IMAPState.self).save(state)
  }

  // MARK: Looking

  struct Listing: Sendable {
    let mailboxes: [ListedMailbox]
    /// Lines of the server's list that could not be read.
    let unreadable: [String]
    let choice: FolderChoice
    /// The latest epoch of each mailbox, and all of them.
    let known: [[UInt8]: [KnownMailbox]]

    func known(_ mailbox: ListedMailbox, _ validity: UInt32?) -> KnownMailbox? {
      known[mailbox.wireName]?.first { $0.validity == validity ?? 0 }
    }
  }

  func list() throws -> Listing {
    let client = try connection()
    let (mailboxes, unreadable) = try asArchiveErrorOfIMAP { () throws(IMAPError) in
      try client.listMailboxes()
    }
    let known = try store.mailboxes(account: settings.name)
    return Listing(
      mailboxes: mailboxes, unreadable: unreadable,
      choice: FolderChoice(settings, mailboxes, isGmail: client.capabilities.isGmail),
      known: Dictionary(grouping: known, by: \.wireName))
  }

  func folders() throws -> [RemoteFolder] {
    let listing = try list()
    try quit()
    return listing.mailboxes.map { mailbox in
      var folder = RemoteFolder(name: mailbox.name)
      folder.specialUse = mailbox.specialUse
      folder.isFetched = listing.choice.takes(mailbox)
      guard mailbox.isSelectable else { return folder }
      folder.messages = mailbox.counts.messages.map(Int.init)
      folder.size = mailbox.counts.size.map { Int(clamping: $0) }
      let present = listing.known(mailbox, mailbox.counts.validity)?.present ?? 0
      folder.new = folder.messages.map { max(0, $0 - present) }
      return folder
    }
  }

  func survey() throws -> FetchReport {
    var report = FetchReport(account: settings.name)
    var (count, bytes) = (0, 0)
    room = settings.sessionLimit ?? .max
    let listing = try list()
    for mailbox in listing.mailboxes where listing.choice.takes(mailbox) {
      if let known = unchanged(mailbox, listing) {
        report.listed += known.present
        report.known += known.present
        continue
      }
      do {
        let visit = try open(mailbox, listing, isFetch: false)
        report.add(visit)
        count += visit.plan.wanted.count
        bytes = visit.plan.wanted.reduce(bytes) { $0.addingClamped(Int(clamping: $1.size ?? 0)) }
      } catch let error as IMAPError {
        guard error.isOfFolder else { throw ArchiveError(error) }
        report.refused.append("\(mailbox.name): the folder cannot be read: \(error.text.why)")
      }
    }
    report.wouldFetch = (count, bytes)
    report.refused += listing.unreadable.map(Self.unreadable)
    if try connection().capabilities.isGmail, let hint = Self.takeoutHint(bytes) {
      report.warnings.append(hint)
    }
    try quit()
    return report
  }

  func firstLook() throws -> [String] {
    // Elsewhere nothing is known that limits a fetch.
    guard try connection().capabilities.isGmail else {
      try quit()
      return []
    }
    return try survey().warnings
  }

  static func unreadable(_ line: String) -> String {
    "a folder, because the server's list has a line that makes no sense: \"\(line)\""
  }

  /// Whether all of a mailbox but its flags is as it was, by what the server says of it.
  private func hasSameMail(_ counts: MailboxCounts, _ facts: MailboxFacts) -> Bool {
    counts.messages != nil && counts.messages == facts.messages && counts.nextUID == facts.nextUID
  }

  /// What is known of a mailbox that has not changed since its books balanced, by all that the server
  /// says of it. Without numbers of changes nothing tells.
  func unchanged(_ mailbox: ListedMailbox, _ listing: Listing) -> KnownMailbox? {
    let counts = mailbox.counts
    guard let known = listing.known(mailbox, counts.validity), !known.isGone, known.refused == 0,
      let change = counts.latestChange, change == known.facts.latestChange,
      hasSameMail(counts, known.facts)
    else { return nil }
    return known
  }

  /// Opens a folder, and finds out what is to be done with it.
  ///
  /// - Parameter isFetch: false leaves the store as it is.
  func open(
    _ mailbox: ListedMailbox, _ listing: Listing, isFetch: Bool
  ) throws -> MailboxVisit {
    let client = try connection()
    let time = currentTime()
    let counts = try client.examine(mailbox.wireName)
    let known = listing.known(mailbox, counts.validity)
    var epoch = known?.epoch
    let placements = try epoch.map { try store.placements(epoch: $0) } ?? [:]
    let difference = try changed(counts, known, placements)
    let list = try difference ?? client.enumerate(counts)
    if isFetch, epoch == nil || known?.isGone == true {
      epoch = try store.mailboxEpoch(
        account: settings.name, wireName: mailbox.wireName, name: mailbox.name,
        validity: counts.validity ?? 0)
    }
    if let epoch, difference == nil, counts.latestChange == nil, list.imbalance == nil {
      state.noteFlags(of: epoch, at: time)
    }
    var plan = MailboxPlan(
      list.messages, known: placements,
      refusals: try epoch.map { try store.refusals(epoch: $0) } ?? [:],
      troubles: epoch.map(state.troubles) ?? [], account: settings,
      isWhole: list.imbalance == nil, now: time)
    if !isFetch { _ = plan.limit(to: room, settings.order) }
    return MailboxVisit(
      mailbox: mailbox, epoch: epoch ?? 0, validity: counts.validity, time: time,
      facts: MailboxFacts(counts), knownFacts: known?.facts, count: list.messages.count,
      plan: plan, imbalance: list.imbalance)
  }
}

extension IMAPSession {
  /// All messages of the open folder, by what is known of it and what the server says has changed; nil
  /// where these do not go together.
  private func changed(
    _ counts: MailboxCounts, _ known: KnownMailbox?, _ placements: [UInt32: KnownPlacement]
  ) throws -> MailboxList? {
    guard let known else { return nil }
    if counts.latestChange == nil { return try withoutNews(counts, known, placements) }
    let facts = known.facts
    guard let nextUID = facts.nextUID, let change = facts.latestChange,
      let changes = try connection().changes(counts, nextUID: nextUID, since: change)
    else { return nil }
    var messages: [MailboxMessage] = []
    messages.reserveCapacity(changes.present.count)
    for (uid, place) in placements where uid < nextUID && changes.present.contains(uid) {
      messages.append(
        MailboxMessage(
          uid: uid, size: place.size.map { UInt64(clamping: $0) }, date: place.date,
          flags: changes.flags[uid] ?? place.flags))
    }
    guard messages.count + changes.new.count == changes.present.count else { return nil }
    return MailboxList(messages: messages.sorted { $0.uid < $1.uid } + changes.new)
  }

  /// Where changes have no numbers: the folder as it was, if there are as many messages as before and none
  /// is new. Flags may be others, and are looked at once a day.
  private func withoutNews(
    _ counts: MailboxCounts, _ known: KnownMailbox, _ placements: [UInt32: KnownPlacement]
  ) throws -> MailboxList? {
    let there = placements.filter { !$0.value.isGone }
    guard known.refused == 0, hasSameMail(counts, known.facts), let last = there.keys.max(),
      let count = counts.messages, there.count == Int(count), last < .max,
      state.hasFlags(of: known.epoch, at: currentTime()),
      try connection().messages(from: last + 1, counts).isEmpty
    else { return nil }
    return MailboxList(
      messages: there.sorted { $0.key < $1.key }.map { uid, place in
        MailboxMessage(
          uid: uid, size: place.size.map { UInt64(clamping: $0) }, date: place.date,
          flags: place.flags)
      })
  }
}

extension FetchReport {
  mutating func add(_ visit: MailboxVisit) {
    listed += visit.count
    known += visit.plan.known
    tooLarge += visit.plan.tooLarge
    old += visit.plan.old
    refusedBefore += visit.plan.refused
  }
}
