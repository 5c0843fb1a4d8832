package import Archive
import Mail
import Store

/// The archive with the book of its mailboxes: what all sessions of a process share.
package final class ServedArchive: Sendable {
  let archive: MailArchive
  let book: ViewBook

  package init(_ archive: MailArchive) throws(ArchiveError) {
    self.archive = archive
    do {
      let state = try archive.store.state()
      // In an archive of somebody else a link could stand there.
      let file = archive.trust.objection == nil ? archive.location.serveFile : nil
      book = try ViewBook(file, uuid: state.uuid, revision: state.revision)
    } catch { throw ArchiveError(any: error) }
  }

  var rows: ArchiveRows { ArchiveRows(archive: archive) }

  func revision() throws -> Int64 { try archive.store.revision() }

  /// - Throws: `Refusal` where there is no such mailbox.
  func open(_ mailbox: ServedMailbox) throws -> OpenMailbox {
    // Another session may have seen more of the archive meanwhile.
    for _ in 0..<3 {
      let revision = try revision()
      let messages = try messages(in: mailbox)
      do {
        let numbering = try book.number(mailbox, messages, revision: revision)
        return OpenMailbox(mailbox, messages, numbering, revision: revision)
      } catch is ViewBook.Outdated { continue }
    }
    throw Refusal(.no, "INUSE", "The archive changes too fast; try again")
  }

  private func messages(in mailbox: ServedMailbox) throws -> [Int64] {
    let missing = Refusal(.no, "NONEXISTENT", "There is no such mailbox")
    switch mailbox {
    case .all: return try rows.all()
    case .inbox: return try rows.newest()
    case .trash: return []
    case .year(let year): return try existing(rows.inYear(year), mailbox)
    case .account(let name): return try existing(rows.inAccount(name), mailbox)
    case .accountFolder(let account, let folder):
      return try existing(rows.inAccount(account, folder: folder), mailbox)
    case .folder(let name): return try existing(rows.inFolder(name), mailbox)
    case .tag(let name): return try existing(rows.tagged(name), mailbox)
    case .saved(let name):
      guard let query = archive.configuration.search.saved[name] else { throw missing }
      return try found(query)
    case .query(let query): return try found(query)
    }
  }

  /// An empty mailbox is there only if it is listed.
  private func existing(_ messages: [Int64], _ mailbox: ServedMailbox) throws -> [Int64] {
    if messages.isEmpty, try MailboxTree(archive).entry(mailbox.path)?.mailbox == nil {
      throw Refusal(.no, "NONEXISTENT", "There is no such mailbox")
    }
    return messages
  }

  private func found(_ query: String) throws -> [Int64] {
    do { return try archive.messages(matching: try archive.queryTree(query)) } catch {
      guard error.code == .query else { throw error }
      throw Refusal(.no, "NONEXISTENT", "The query is not understood: \(error.why)")
    }
  }
}
