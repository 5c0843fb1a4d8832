import Archive
import Bytes
import Digests
import IMAP
import Text

// SELECT, STATUS, LIST and LSUB.
extension ServeSession {
  private var isUTF8: Bool { enabled.contains(.utf8) }

  private func open(_ name: [UInt8]) throws -> OpenMailbox {
    guard let path = MailboxName.decode(name, isUTF8: isUTF8),
      let mailbox = ServedMailbox(path: path)
    else { throw Refusal(.no, "NONEXISTENT", "There is no such mailbox") }
    return try served.open(mailbox)
  }

  /// What a client may keep a mailbox by (RFC 8474): made of its path, as nothing else tells it from others.
  private func mailboxID(_ path: String) throws -> [UInt8] {
    Array("F\(Hexadecimal.encode(try SHA256Digest(of: Array(path.utf8)).bytes.prefix(12)))".utf8)
  }

  // MARK: SELECT

  func select(_ name: [UInt8], _ options: SelectOptions) throws -> Done {
    if options.known != nil, !enabled.contains(.quickResync) {
      throw Refusal(.bad, nil, "QRESYNC is not enabled")
    }
    let wasOpen = mailbox != nil
    // A SELECT that fails leaves none open (RFC 3501 section 6.3.1).
    leave()
    if wasOpen, enabled.contains(.quickResync) { tell("* OK [CLOSED] The other mailbox is closed") }
    if options.wantsChanges || options.known != nil { enabled.insert(.changes) }
    let open = try open(name)
    forgetFlags()
    let flags = try currentFlags()
    out.word("* FLAGS (")
    out.encoded(Array(flags.allFlags.joined(separator: [Byte.space])))
    out.word(")")
    out.endLine()
    out.word("* ")
    out.number(open.count)
    out.word(" EXISTS")
    out.endLine()
    tell("* 0 RECENT")
    tell("* OK [PERMANENTFLAGS ()] Nothing can be changed")
    for (code, number) in [
      ("UIDVALIDITY", UInt64(open.validity)), ("UIDNEXT", UInt64(open.next)),
      ("HIGHESTMODSEQ", UInt64(clamping: open.highestChange)),
    ] {
      out.word("* OK [")
      out.encoded(Array(code.utf8))
      out.space()
      out.number(number)
      out.word("] Done")
      out.endLine()
    }
    out.word("* OK [MAILBOXID (")
    out.encoded(try mailboxID(open.mailbox.path))
    out.word(")] Done")
    out.endLine()
    if let known = options.known, known.validity == open.validity {
      try tellVanished(since: known.change, known: known.uids, open)
      var changed = try changes(since: known.change, of: open)
      if let uids = known.uids?.resolved(last: open.next - 1) {
        changed = changed.filter { uids.contains(open.uids[$0.index]) }
      }
      try tellFlags(changed, open)
    }
    mailbox = open
    return Done("Opened", code: Array("READ-ONLY".utf8))
  }

  private func tell(_ line: StaticString) {
    out.word(line)
    out.endLine()
  }

  // MARK: STATUS

  func status(_ name: [UInt8], _ items: [StatusItem]) throws -> Done {
    let open = try open(name)
    try tellStatus(open, items)
    return Done("Done")
  }

  private func tellStatus(_ open: OpenMailbox, _ items: [StatusItem]) throws {
    let size = items.contains(.size) ? try reader.totalSize(of: open.allMessages) : 0
    out.word("* STATUS ")
    out.astring(MailboxName.encode(open.mailbox.path, isUTF8: isUTF8))
    out.word(" (")
    for (index, item) in items.enumerated() {
      if index > 0 { out.space() }
      out.encoded(Array(item.rawValue.utf8))
      out.space()
      switch item {
      case .messages: out.number(open.count)
      case .recent, .unseen, .deleted: out.number(0)
      case .next: out.number(open.next)
      case .validity: out.number(open.validity)
      case .size: out.number(size)
      case .change:
        enabled.insert(.changes)
        out.number(open.highestChange)
      case .mailboxID:
        out.word("(")
        out.encoded(try mailboxID(open.mailbox.path))
        out.word(")")
      }
    }
    out.word(")")
    out.endLine()
  }

  // MARK: LIST

  func list(_ request: ListRequest) throws -> Done {
    // Asked for by a program that wants the divider alone (RFC 3501 section 6.3.8).
    if !request.isExtended, request.patterns == [[]] {
      tell("* LIST (\\Noselect) \"/\" \"\"")
      return Done("Done")
    }
    let patterns = request.patterns.map { ListPattern(request.reference + $0) }
    var entries = try MailboxTree(served.archive).entries
    entries += request.patterns.compactMap { query(request.reference + $0) }
    let special = entries.filter { $0.mailbox?.specialUse != nil }.map(\.path)
    for entry in entries where matches(entry.path, patterns) {
      let isWanted =
        (!request.isSpecialUseOnly || entry.mailbox?.specialUse != nil)
        && (!request.isSubscribedOnly || entry.mailbox != nil)
      // Levels below of which something is wanted (RFC 5258 section 3.5); all mailboxes are subscribed.
      let isAbove =
        request.isRecursive
        && (request.isSpecialUseOnly
          ? special.contains { $0.hasPrefix(entry.path + "/") } : entry.hasChildren)
      guard isWanted || isAbove else { continue }
      tell(entry, request, isAbove: isAbove)
      try tellStatus(of: entry, request)
      try flushIfMuch()
    }
    return Done("Done")
  }

  func lsub(_ reference: [UInt8], _ pattern: [UInt8]) throws -> Done {
    let pattern = ListPattern(reference + pattern)
    for entry in try MailboxTree(served.archive).entries where matches(entry.path, [pattern]) {
      out.word(entry.mailbox == nil ? "* LSUB (\\Noselect) \"/\" " : "* LSUB () \"/\" ")
      out.astring(MailboxName.encode(entry.path, isUTF8: isUTF8))
      out.endLine()
    }
    return Done("Done")
  }

  private func matches(_ path: String, _ patterns: [ListPattern]) -> Bool {
    let name = MailboxName.encode(path, isUTF8: isUTF8)
    return patterns.contains { pattern in
      pattern.matches(name) || (path == "INBOX" && pattern.matches(Array("inbox".utf8)))
    }
  }

  /// A query is in no list; a program that asks for just this name is told that it is there.
  private func query(_ name: [UInt8]) -> MailboxTree.Entry? {
    guard !name.contains(Byte.star), !name.contains(Byte.percent),
      let path = MailboxName.decode(name, isUTF8: isUTF8),
      let mailbox = ServedMailbox(path: path), case .query(let query) = mailbox,
      (try? served.archive.queryTree(query)) != nil
    else { return nil }
    return MailboxTree.Entry(path: path, mailbox: mailbox)
  }

  private func tell(_ entry: MailboxTree.Entry, _ request: ListRequest, isAbove: Bool) {
    out.word("* LIST (")
    var words: [[UInt8]] = []
    if entry.mailbox == nil { words.append(Array("\\Noselect".utf8)) }
    words.append(Array((entry.hasChildren ? "\\HasChildren" : "\\HasNoChildren").utf8))
    if let use = entry.mailbox?.specialUse { words.append(Array(use.description.utf8)) }
    if request.returnsSubscribed, entry.mailbox != nil { words.append(Array("\\Subscribed".utf8)) }
    out.encoded(Array(words.joined(separator: [Byte.space])))
    out.word(") \"/\" ")
    out.astring(MailboxName.encode(entry.path, isUTF8: isUTF8))
    if isAbove {
      out.word(
        request.isSpecialUseOnly
          ? " (\"CHILDINFO\" (\"SPECIAL-USE\"))" : " (\"CHILDINFO\" (\"SUBSCRIBED\"))")
    }
    out.endLine()
  }

  /// RFC 5819: a mailbox that cannot be looked into has no STATUS.
  private func tellStatus(of entry: MailboxTree.Entry, _ request: ListRequest) throws {
    guard !request.status.isEmpty, let mailbox = entry.mailbox else { return }
    do { try tellStatus(try served.open(mailbox), request.status) } catch let refusal as Refusal {
      guard refusal.code == "NONEXISTENT" else { throw refusal }
    }
  }
}
