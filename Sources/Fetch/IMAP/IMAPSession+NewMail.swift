import Archive
import IMAP
import Net

extension IMAPSession {
  /// Leaves the connection to whoever wants to hear of new mail in the inbox.
  ///
  /// - Returns: false where nobody does, or the server cannot tell.
  func waitForNewMail(_ listing: Listing) -> Bool {
    guard let watch = account.options.newMail, let client, client.canIdle,
      let inbox = listing.mailboxes.first(where: { $0.name == "INBOX" }),
      listing.choice.takes(inbox)
    else { return false }
    self.client = nil
    return watch.wait(account: settings.name, InboxListener(client, inbox))
  }
}

/// Listens to one folder. Its own thread uses it.
private final class InboxListener: NewMailListener, @unchecked Sendable {
  private let client: IMAPClient
  private let inbox: ListedMailbox

  init(_ client: IMAPClient, _ inbox: ListedMailbox) {
    self.client = client
    self.inbox = inbox
  }

  func listen(until interrupt: Interrupt) -> Bool {
    client.listen(to: interrupt)
    defer { client.logout() }
    do throws(IMAPError) {
      var counts = try client.examine(inbox.wireName)
      // What came since the folders were listed was not fetched.
      if let before = inbox.counts.nextUID, let next = counts.nextUID, next > before { return true }
      while !interrupt.isSignalled {
        guard let messages = try client.idle(counts, for: Limits.idle) else { continue }
        counts.messages = messages
        return true
      }
    } catch {}
    return false
  }
}
