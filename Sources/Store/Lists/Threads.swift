internal import GRDB

/// Joins messages into threads. Two messages are in one thread if they are connected through ids:
/// their own and those that they refer to; so that the threads are the same in whatever order
/// messages arrive, and a cycle or an id used twice does no harm.
///
/// Union by size over rows: `identifier.thread` may name a thread that was merged since
/// (`thread_merge`), `message.thread` never does.
struct Threads {
  private let db: Database

  init(_ db: Database) { self.db = db }

  /// Finds or makes the thread of a message that was just inserted.
  func add(_ threading: Threading, message: Int64) throws {
    let ids = threading.ancestors + (threading.identifier.map { [$0] } ?? [])
    var threads = Set<Int64>()
    var unknown: [Int64] = []
    for id in ids {
      if let thread = try thread(of: id) { threads.insert(thread) } else { unknown.append(id) }
    }
    for key in threading.subjectKeys {
      threads.formUnion(try self.threads(joinedBy: key, isReply: threading.isReply))
      try db.cachedStatement(
        sql: "INSERT OR IGNORE INTO subject_key (key, reply, message) VALUES (?, ?, ?)"
      ).execute(arguments: [key, threading.isReply ? 1 : 0, message])
    }
    let thread = try merge(threads) ?? message
    try db.cachedStatement(sql: "UPDATE message SET thread = ? WHERE id = ?")
      .execute(arguments: [thread, message])
    let insert = try db.cachedStatement(sql: "INSERT INTO identifier (id, thread) VALUES (?, ?)")
    for id in unknown { try insert.execute(arguments: [id, thread]) }
  }

  /// That an identifier belongs to.
  func thread(of id: Int64) throws -> Int64? {
    guard
      var thread = try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT thread FROM identifier WHERE id = ?"), arguments: [id])
    else { return nil }
    let next = try db.cachedStatement(
      sql: "SELECT into_thread FROM thread_merge WHERE thread = ?")
    while let merged = try Int64.fetchOne(next, arguments: [thread]) { thread = merged }
    return thread
  }

  /// Once a reply has a key, all messages with that key are one thread.
  private func threads(joinedBy key: Int64, isReply: Bool) throws -> [Int64] {
    let reply = try Int64.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT thread FROM subject_key JOIN message ON message.id = message
          WHERE key = ? AND reply = 1 LIMIT 1
          """), arguments: [key])
    if let reply { return [reply] }
    guard isReply else { return [] }
    return try Int64.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT DISTINCT thread FROM subject_key JOIN message ON message.id = message
          WHERE key = ? AND reply = 0
          """), arguments: [key])
  }

  /// The one that remains, which is the largest, so that few rows change.
  private func merge(_ threads: Set<Int64>) throws -> Int64? {
    guard threads.count > 1 else { return threads.first }
    let size = try db.cachedStatement(sql: "SELECT count(*) FROM message WHERE thread = ?")
    let sized = try threads.map { (thread: $0, size: try Int.fetchOne(size, arguments: [$0]) ?? 0) }
    guard let largest = sized.min(by: { ($1.size, $0.thread) < ($0.size, $1.thread) }) else {
      return nil
    }
    for (thread, _) in sized where thread != largest.thread {
      try move(thread, to: largest.thread)
      try db.cachedStatement(sql: "INSERT INTO thread_merge (thread, into_thread) VALUES (?, ?)")
        .execute(arguments: [thread, largest.thread])
    }
    return largest.thread
  }

  /// Each of its messages gets the next revision: the index finds and groups by thread.
  private func move(_ thread: Int64, to other: Int64) throws {
    let statement = try db.cachedStatement(sql: "SELECT id FROM message WHERE thread = ?")
    for message in try Int64.fetchAll(statement, arguments: [thread]) {
      try db.cachedStatement(sql: "UPDATE message SET thread = ? WHERE id = ?")
        .execute(arguments: [other, message])
      try Revision.bump(message, db)
    }
  }

  /// All threads from the messages' rows.
  func rebuild() throws {
    try db.execute(
      sql: "DELETE FROM identifier; DELETE FROM thread_merge; UPDATE message SET thread = 0")
    let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM message") ?? 0
    let select = try db.cachedStatement(
      sql: "SELECT id, identifier, ancestors FROM message WHERE id > ? ORDER BY id LIMIT 1")
    var id: Int64 = 0
    while id < last, let row = try Row.fetchOne(select, arguments: [id]) {
      id = row[0]
      try add(Threading(identifier: row[1], ancestors: row.octets(2)), message: id)
    }
    for key in try Int64.fetchAll(
      db, sql: "SELECT DISTINCT key FROM subject_key WHERE reply = 1")
    {
      _ = try merge(
        Set(
          Int64.fetchAll(
            db,
            sql: """
              SELECT DISTINCT thread FROM subject_key JOIN message ON message.id = message
              WHERE key = ?
              """, arguments: [key])))
    }
  }
}
