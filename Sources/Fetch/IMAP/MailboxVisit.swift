import IMAP
import Mail
import Store

/// A folder that was opened and listed to its end.
struct MailboxVisit {
  let mailbox: ListedMailbox
  /// Its number in the store, for this UIDVALIDITY.
  let epoch: Int64
  /// UIDVALIDITY; nil where the server gives none.
  let validity: UInt32?
  /// Seconds since 1970 when it was opened.
  let time: Int64
  let facts: MailboxFacts
  /// What the last fetch knew of the mailbox.
  let knownFacts: MailboxFacts?
  /// Messages in it.
  let count: Int
  let plan: MailboxPlan
  /// Why not all of its messages are known; nil where they are.
  let imbalance: String?
}

extension MailboxVisit {
  func placement(_ message: MailboxMessage) -> Placement {
    Placement(
      epoch: epoch, uid: message.uid, size: message.size, date: message.date, flags: message.flags,
      folders: mailbox.plainNames + message.labelFolders, identity: message.identity)
  }

  func name(of uid: UInt32) -> RemoteMessage {
    RemoteMessage(folder: mailbox.name, validity: validity, id: "\(uid)")
  }
}

extension MailboxMessage {
  /// What the server calls the message in all mailboxes.
  fileprivate var identity: String? {
    gmailID.map { "G\($0)" } ?? emailID.flatMap { $0.isEmpty ? nil : "E\($0)" }
  }
}

extension MailboxFacts {
  /// What came after a folder was opened is for the next time, which these numbers show.
  init(_ counts: MailboxCounts) {
    self.init(
      messages: counts.messages, nextUID: counts.nextUID, latestChange: counts.latestChange)
  }
}

extension IMAPError {
  /// One folder cannot be read, and the session goes on.
  var isOfFolder: Bool { [.commandRefused, .folderUnavailable, .unsendable].contains(code) }
}
