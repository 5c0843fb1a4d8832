import Archive

/// The mailboxes that there are, and the levels above them.
struct MailboxTree {
  struct Entry {
    let path: String
    /// Nil for a level that is no mailbox itself.
    let mailbox: ServedMailbox?
    var hasChildren = false
  }

  /// In the order in which they are listed.
  private(set) var entries: [Entry] = []
  private var places: [String: Int] = [:]

  init(_ archive: MailArchive) throws {
    let rows = ArchiveRows(archive: archive)
    let years = try rows.years().reversed().map { ServedMailbox.year($0) }
    let accounts =
      try rows.accounts().map { ServedMailbox.account($0) }
      + rows.accountFolders().map {
        ServedMailbox.accountFolder(account: $0.account, folder: $0.folder)
      }
    let folders = try rows.folders().map { ServedMailbox.folder($0) }
    let tags = try rows.tags().map { ServedMailbox.tag($0) }
    let saved = archive.configuration.search.saved.keys.sorted().map { ServedMailbox.saved($0) }
    for mailbox in [.inbox, .all] + years + accounts + folders + tags + saved + [.trash] {
      add(mailbox)
    }
  }

  /// Only what leads back to the same mailbox when a client opens it by this name.
  private mutating func add(_ mailbox: ServedMailbox) {
    let path = mailbox.path
    guard ServedMailbox(path: path) == mailbox, path.utf8.count <= Limits.mailboxName / 4 else {
      return
    }
    addLevels(above: path)
    if let place = places[path] {
      entries[place] = Entry(
        path: path, mailbox: mailbox, hasChildren: entries[place].hasChildren)
    } else {
      places[path] = entries.count
      entries.append(Entry(path: path, mailbox: mailbox))
    }
  }

  private mutating func addLevels(above path: String) {
    for slash in path.indices where path[slash] == "/" {
      let above = String(path[..<slash])
      let place = places[above] ?? entries.count
      if place == entries.count {
        places[above] = place
        entries.append(Entry(path: above, mailbox: nil))
      }
      entries[place].hasChildren = true
    }
  }

  func entry(_ path: String) -> Entry? { places[path].map { entries[$0] } }
}
