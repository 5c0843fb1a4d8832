import IMAP

// What happens to the mailbox that is open, and waiting for it.
extension ServeSession {
  /// Tells of what changed in the archive since the last time.
  func tellUpdates() throws {
    guard var open = mailbox, try served.revision() != open.revision else { return }
    let before = open.revision
    let last = open.next
    let latest: OpenMailbox
    do { latest = try served.open(open.mailbox) } catch let refusal as Refusal {
      // A tag that nothing has any more, a query that was taken from the settings: its messages stay in view.
      guard refusal.code == "NONEXISTENT" else { throw refusal }
      return
    }
    let update = open.update(latest)
    mailbox = open
    forgetFlags()
    tellRemoved(update)
    if update.added > 0 {
      out.word("* ")
      out.number(open.count)
      out.word(" EXISTS")
      out.endLine()
    }
    let changed = try changes(since: before, of: open).filter { open.uids[$0.index] < last }
    try tellFlags(changed, open)
  }

  private func tellRemoved(_ update: OpenMailbox.Update) {
    guard !update.removed.isEmpty else { return }
    for removed in update.removed { savedSearch.remove(removed.uid) }
    if enabled.contains(.quickResync) {
      out.word("* VANISHED ")
      out.encoded(Array(UIDSet(update.removed.map(\.uid)).text.utf8))
      out.endLine()
      return
    }
    // From the last on, so that the numbers before stay as they are.
    for removed in update.removed.reversed() {
      out.word("* ")
      out.number(removed.index + 1)
      out.word(" EXPUNGE")
      out.endLine()
    }
  }

  /// Indices of messages with a later change, and the mod-sequence of each.
  func changes(
    since revision: Int64, of open: OpenMailbox
  ) throws -> [(index: Int, change: Int64)] {
    let revisions = try served.rows.revisions(of: open.allMessages)
    var found: [(index: Int, change: Int64)] = []
    for (index, own) in revisions.enumerated() {
      let change = open.change(at: index, own)
      // A query may change while the archive's revision does not.
      let isLater = change > revision || (open.mailbox.mayChangeByTime && change == revision)
      if isLater { found.append((index, change)) }
    }
    return found
  }

  func tellFlags(_ changed: [(index: Int, change: Int64)], _ open: OpenMailbox) throws {
    guard !changed.isEmpty else { return }
    let flags = try currentFlags()
    for (index, change) in changed {
      out.word("* ")
      out.number(index + 1)
      out.word(" FETCH (UID ")
      out.number(open.uids[index])
      out.word(" FLAGS (")
      out.encoded(flags.text(of: open.message(at: index)))
      out.word(")")
      if enabled.contains(.changes) {
        out.word(" MODSEQ (")
        out.number(change)
        out.word(")")
      }
      out.word(")")
      out.endLine()
      try flushIfMuch()
    }
  }

  /// VANISHED (EARLIER): those of the UIDs that a client knows which left since a revision (RFC 7162 section 3.2.5).
  func tellVanished(since revision: Int64, known: NumberSet?, _ open: OpenMailbox) throws {
    var gone: [UInt32]
    if open.mailbox == .inbox {
      gone = leftInbox(known, open)
    } else if open.mailbox.isNumberedByID {
      let ids = try served.rows.removed(since: revision) + served.rows.changed(since: revision)
      gone = ids.compactMap { UInt32(exactly: $0) }
    } else {
      gone = try served.book.gone(from: open.mailbox, since: revision)
    }
    let asked = known?.resolved(last: open.next - 1)
    gone = gone.filter { uid in
      guard uid < open.next, asked?.contains(uid) ?? true else { return false }
      let index = open.index(from: uid)
      return index >= open.count || open.uids[index] != uid
    }
    guard !gone.isEmpty else { return }
    out.word("* VANISHED (EARLIER) ")
    out.encoded(Array(UIDSet(gone).text.utf8))
    out.endLine()
  }

  /// What was among the newest and is not any more: of more than these a client cannot know.
  private func leftInbox(_ known: NumberSet?, _ open: OpenMailbox) -> [UInt32] {
    let asked = known?.resolved(last: open.next - 1) ?? UIDSet(1...max(1, open.next - 1))
    var gone: [UInt32] = []
    for range in asked.ranges.reversed() {
      for uid in range.reversed() where uid < open.next {
        guard gone.count < 10 * Limits.inbox else { return gone }
        gone.append(uid)
      }
    }
    return gone
  }

  // MARK: IDLE

  /// RFC 2177.
  func idle() throws -> Done {
    out.word("+ idling")
    out.endLine()
    try tellUpdates()
    let line = try nextCommand { try tellUpdates() }
    guard let line else { throw Hangup() }
    guard case .text(let text)? = line.pieces.first, line.pieces.count == 1,
      String(decoding: text, as: UTF8.self).uppercased() == "DONE"
    else { throw Refusal(.bad, nil, "IDLE ends with DONE") }
    return Done("Done")
  }
}
