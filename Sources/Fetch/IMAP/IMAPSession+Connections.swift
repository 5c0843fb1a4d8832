import Archive
import Dispatch
import IMAP
import Net
import Synchronization

/// Several connections at once, each with folders of its own, where a server is slow in each.
extension IMAPSession {
  /// Gets all folders.
  func fetchAll(_ listing: Listing, _ run: FetchRun, _ report: inout FetchReport) throws {
    let mailboxes = listing.mailboxes.filter(listing.choice.takes)
    let queue = MailboxQueue(mailboxes)
    // A limit of messages, and Gmail's day, are counted in one place.
    let isLimited = try settings.sessionLimit != nil || connection().capabilities.isGmail
    let count = isLimited ? 1 : min(settings.connections, mailboxes.count)
    let helpers = (1..<max(1, count)).map { _ in Helper(account, secret) }
    let group = DispatchGroup()
    for helper in helpers {
      group.enter()
      // Without a further thread this one does its work.
      if !startThread({
        helper.work(queue, listing, run)
        group.leave()
      }) {
        group.leave()
      }
    }
    defer {
      // After a failure here the others end with the folder that they are in.
      queue.close()
      group.wait()
      for helper in helpers { take(over: helper, &report) }
    }
    try fetch(queue.next, listing, run, &report)
    group.wait()
    // What a connection that broke has left.
    try fetch(queue.next, listing, run, &report)
  }

  private func take(over helper: Helper, _ report: inout FetchReport) {
    report.merge(helper.report)
    unchanged += helper.session.unchanged
    state.add(helper.session.state, since: helper.session.remembered)
  }
}

/// Folders that wait for a connection.
private final class MailboxQueue: Sendable {
  private let waiting: Mutex<ArraySlice<ListedMailbox>>

  init(_ mailboxes: [ListedMailbox]) { waiting = Mutex(mailboxes[...]) }

  func next() -> ListedMailbox? { waiting.withLock { $0.popFirst() } }

  func giveBack(_ mailbox: ListedMailbox) { waiting.withLock { $0.append(mailbox) } }

  func close() { waiting.withLock { $0 = [] } }
}

/// A further connection. Its own thread uses it until that has ended, and then the session's.
private final class Helper: @unchecked Sendable {
  let session: IMAPSession
  var report: FetchReport

  init(_ account: FetchedAccount, _ secret: [UInt8]) {
    session = IMAPSession(account, secret)
    report = FetchReport(account: account.settings.name)
  }

  /// Ends at the first failure: the session's own connection then says what is wrong, if it is more than
  /// that the server wants no further connection.
  func work(_ queue: MailboxQueue, _ listing: IMAPSession.Listing, _ run: FetchRun) {
    var current: ListedMailbox?
    do {
      try session.logIn()
      try session.fetch(
        {
          current = queue.next()
          return current
        }, listing, run, &report)
      try session.quit()
    } catch {
      session.client?.abort()
      session.client = nil
      if let current { queue.giveBack(current) }
    }
  }
}
