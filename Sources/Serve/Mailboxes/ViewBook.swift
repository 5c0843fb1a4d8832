import Foundation
import GRDB
import Synchronization

/// `serve.sqlite` beside the archive: which UIDs messages have in each mailbox, and how large messages are as
/// they are sent. Derived: without the file mailboxes get new UIDVALIDITYs, and programs read them again.
///
/// Thread-safe; sessions of several processes share the file. Where it cannot be written, it is kept in memory.
final class ViewBook: Sendable {
  /// A message in a mailbox whose UIDs are handed out.
  struct Place: Equatable {
    let uid: UInt32
    let message: Int64
    /// The archive's revision when it joined.
    let joined: Int64
  }

  struct Numbering {
    let validity: UInt32
    /// Ascending; nil where UIDs are numbers of messages.
    let places: [Place]?
    let next: UInt32
  }

  /// The mailbox was opened by a session that knows more of the archive.
  struct Outdated: Error {}

  private let database: DatabaseQueue
  let isInMemory: Bool

  /// - Parameters:
  ///   - file: nil: in memory.
  ///   - uuid: the archive's, as the file of another one is of no use.
  ///   - revision: the archive's now; a lower one than before means that it is an older copy of itself.
  init(_ file: String?, uuid: [UInt8], revision: Int64) throws {
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(Limits.busyTimeout)
    configuration.label = "mailcask serve"
    var opened: DatabaseQueue?
    if let file {
      opened = try? DatabaseQueue(path: file, configuration: configuration)
      if let queue = opened, (try? Self.prepare(queue, uuid, revision)) == nil { opened = nil }
    }
    isInMemory = opened == nil
    database = try opened ?? DatabaseQueue(configuration: configuration)
    if opened == nil { try Self.prepare(database, uuid, revision) }
  }

  private static let version = 1

  private static func prepare(_ queue: DatabaseQueue, _ uuid: [UInt8], _ revision: Int64) throws {
    try queue.writeWithoutTransaction { db in
      // Nothing in it is worth waiting for the disk: at worst UIDs begin again.
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
    }
    let isCurrent = try queue.read { db in
      guard try Int.fetchOne(db, sql: "PRAGMA user_version") == version,
        let row = try Row.fetchOne(db, sql: "SELECT uuid, revision FROM book")
      else { return false }
      return (row[0] as Data) == Data(uuid) && (row[1] as Int64) <= revision
    }
    guard !isCurrent else { return }
    try queue.write { db in
      let last = try? UInt32.fetchOne(db, sql: "SELECT validity FROM book")
      try db.execute(
        sql: """
          DROP TABLE IF EXISTS book; DROP TABLE IF EXISTS view;
          DROP TABLE IF EXISTS place; DROP TABLE IF EXISTS served;
          CREATE TABLE book (uuid BLOB NOT NULL, revision INTEGER NOT NULL, validity INTEGER NOT NULL);
          CREATE TABLE view (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, validity INTEGER NOT NULL,
            next INTEGER NOT NULL, revision INTEGER NOT NULL, used INTEGER NOT NULL,
            members TEXT NOT NULL DEFAULT '');
          CREATE TABLE place (
            view INTEGER NOT NULL, uid INTEGER NOT NULL, message INTEGER NOT NULL,
            joined INTEGER NOT NULL, gone INTEGER, PRIMARY KEY (view, uid)) WITHOUT ROWID;
          CREATE TABLE served (message INTEGER PRIMARY KEY, size INTEGER NOT NULL);
          PRAGMA user_version = \(version);
          """)
      try db.execute(
        sql: "INSERT INTO book VALUES (?, ?, ?)",
        arguments: [Data(uuid), revision, (last ?? nil) ?? 0])
    }
  }

  // MARK: UIDs

  /// Numbers the messages of a mailbox. What was there keeps its UID.
  ///
  /// - Parameters:
  ///   - messages: all that are in it, ascending.
  ///   - revision: the archive's when they were looked up.
  /// - Throws: `Outdated`.
  func number(
    _ mailbox: ServedMailbox, _ messages: [Int64], revision: Int64
  ) throws -> Numbering {
    try database.writeIfNeeded { db in
      let view = try View(mailbox.path, db)
      if let view, view.revision > revision { throw Outdated() }
      return mailbox.isNumberedByID
        ? try numberByID(mailbox, view, messages, revision, db)
        : try handOut(mailbox, view, messages, revision, db)
    }
  }

  private struct View {
    let id: Int64
    let validity: UInt32
    let next: UInt32
    let revision: Int64
    let members: MessageRanges

    init?(_ name: String, _ db: Database) throws {
      guard
        let row = try Row.fetchOne(
          db, sql: "SELECT id, validity, next, revision, members FROM view WHERE name = ?",
          arguments: [name])
      else { return nil }
      (id, validity, next, revision) = (row[0], row[1], row[2], row[3])
      members = MessageRanges(text: row[4])
    }
  }

  /// A message that joins below UIDNEXT, as one does that was deleted and is restored, would never be seen:
  /// then a new UIDVALIDITY begins.
  private func numberByID(
    _ mailbox: ServedMailbox, _ view: View?, _ messages: [Int64], _ revision: Int64, _ db: Database
  ) throws -> Numbering {
    let next = max(view?.next ?? 1, UInt32(clamping: (messages.last ?? 0) + 1))
    if let view, view.revision == revision {
      return Numbering(validity: view.validity, places: nil, next: next)
    }
    let members = MessageRanges(messages)
    var validity = view?.validity
    if let view, members.hasOther(than: view.members, below: Int64(view.next)) { validity = nil }
    let known = try validity ?? newValidity(db)
    if view != nil {
      try db.execute(
        sql: """
          UPDATE view SET validity = ?, next = ?, revision = ?, members = ? WHERE name = ?
          """, arguments: [known, next, revision, members.text, mailbox.path])
    } else {
      try db.execute(
        sql: """
          INSERT INTO view (name, validity, next, revision, used, members) VALUES (?, ?, ?, ?, 0, ?)
          """, arguments: [mailbox.path, known, next, revision, members.text])
    }
    try noteRevision(revision, db)
    return Numbering(validity: known, places: nil, next: next)
  }

  private func handOut(
    _ mailbox: ServedMailbox, _ view: View?, _ messages: [Int64], _ revision: Int64, _ db: Database
  ) throws -> Numbering {
    let view = try view ?? newView(mailbox, revision, db)
    var places: [Place] = []
    var gone: [UInt32] = []
    var missing = Set(messages)
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT uid, message, joined FROM place WHERE view = ? AND gone IS NULL ORDER BY uid",
      arguments: [view.id])
    while let row = try rows.next() {
      let place = Place(uid: row[0], message: row[1], joined: row[2])
      if missing.remove(place.message) != nil {
        places.append(place)
      } else {
        gone.append(place.uid)
      }
    }
    var next = view.next
    let insert = try db.cachedStatement(
      sql: "INSERT INTO place (view, uid, message, joined) VALUES (?, ?, ?, ?)")
    for message in missing.sorted() {
      try insert.execute(arguments: [view.id, next, message, revision])
      places.append(Place(uid: next, message: message, joined: revision))
      next += 1
    }
    let end = try db.cachedStatement(sql: "UPDATE place SET gone = ? WHERE view = ? AND uid = ?")
    for uid in gone { try end.execute(arguments: [revision, view.id, uid]) }
    if view.revision != revision || !gone.isEmpty || next != view.next {
      try db.execute(
        sql: "UPDATE view SET next = ?, revision = ?, used = ? WHERE id = ?",
        arguments: [next, revision, Self.now(), view.id])
      try noteRevision(revision, db)
    }
    return Numbering(validity: view.validity, places: places, next: next)
  }

  private func newView(
    _ mailbox: ServedMailbox, _ revision: Int64, _ db: Database
  ) throws -> View {
    if case .query = mailbox { try forgetOldestQueries(db) }
    try db.execute(
      sql: "INSERT INTO view (name, validity, next, revision, used) VALUES (?, ?, 1, ?, ?)",
      arguments: [mailbox.path, try newValidity(db), revision, Self.now()])
    guard let view = try View(mailbox.path, db) else { throw Outdated() }
    return view
  }

  private func forgetOldestQueries(_ db: Database) throws {
    let old = try Int64.fetchAll(
      db,
      sql: """
        SELECT id FROM view WHERE name LIKE 'Search/%' ORDER BY used DESC, id DESC LIMIT -1 OFFSET ?
        """, arguments: [Limits.liveQueries - 1])
    for id in old {
      try db.execute(sql: "DELETE FROM place WHERE view = ?", arguments: [id])
      try db.execute(sql: "DELETE FROM view WHERE id = ?", arguments: [id])
    }
  }

  /// Number of mailboxes that are remembered.
  func views(like pattern: String) throws -> Int {
    try database.read { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM view WHERE name LIKE ?", arguments: [pattern])
        ?? 0
    }
  }

  /// UIDs that left a mailbox since a revision, itself included: a query may change while the archive does not.
  func gone(from mailbox: ServedMailbox, since revision: Int64) throws -> [UInt32] {
    try database.read { db in
      try UInt32.fetchAll(
        db,
        sql: """
          SELECT uid FROM place WHERE view = (SELECT id FROM view WHERE name = ?) AND gone >= ?
          ORDER BY uid
          """, arguments: [mailbox.path, revision])
    }
  }

  /// Larger than all before, even if the clock was set back or the file was lost.
  private func newValidity(_ db: Database) throws -> UInt32 {
    let last = try UInt32.fetchOne(db, sql: "SELECT validity FROM book") ?? 0
    let validity = max(last == .max ? last : last + 1, UInt32(clamping: Self.now()))
    try db.execute(sql: "UPDATE book SET validity = ?", arguments: [validity])
    return validity
  }

  private func noteRevision(_ revision: Int64, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE book SET revision = ?1 WHERE revision < ?1", arguments: [revision])
  }

  private static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

  // MARK: Sizes

  /// Sizes that were noted.
  func sizes(of messages: [Int64]) throws -> [Int64: Int] {
    guard !messages.isEmpty else { return [:] }
    return try database.read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT message, size FROM served WHERE message IN (SELECT value FROM json_each(?))
          """, arguments: ["[" + messages.map(String.init).joined(separator: ",") + "]"])
      var sizes: [Int64: Int] = [:]
      while let row = try rows.next() { sizes[row[0]] = row[1] }
      return sizes
    }
  }

  func note(sizes: [Int64: Int]) throws {
    guard !sizes.isEmpty else { return }
    try database.write { db in
      let insert = try db.cachedStatement(
        sql: "INSERT OR IGNORE INTO served (message, size) VALUES (?, ?)")
      for (message, size) in sizes { try insert.execute(arguments: [message, size]) }
    }
  }
}

extension DatabaseQueue {
  /// One transaction that takes the lock for writing only when it writes.
  fileprivate func writeIfNeeded<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try writeWithoutTransaction { db in
      var value: Value?
      try db.inTransaction(.immediate) {
        value = try body(db)
        return .commit
      }
      guard let value else { throw ViewBook.Outdated() }
      return value
    }
  }
}
