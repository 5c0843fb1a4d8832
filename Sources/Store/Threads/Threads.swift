internal import GRDB
import Mail

/// Joins messages into threads. Two messages are in one thread if they are connected through ids,
/// their own and those that they refer to, or through replies that name no message
/// (`SubjectGroups`); so that the threads are the same in whatever order messages arrive, and a
/// cycle or an id used twice does no harm.
///
/// Ids only ever join. Union by size over rows: `identifier.thread` may name a thread that was merged
/// since (`thread_merge`); what remains is a root. What a reply answers may change when an older
/// message arrives later. So roots that answers join are in `joined_thread`, and are parted again
/// from the messages' rows (`regroup`). `message.thread` is always the number in the end: that of one of
/// its roots, merged ones included.
struct Threads {
  let db: Database
  private let groups: SubjectGroups

  init(_ db: Database) throws {
    self.db = db
    groups = SubjectGroups(db, owners: try Owners.all(db))
  }

  /// Finds or makes the thread of a message.
  ///
  /// - Parameter before: the number that it has; 0: none yet.
  func add(
    _ threading: Threading, message: Int64, date: Int64, thread before: Int64 = 0
  ) throws {
    let thread = try join(threading, message: message)
    if thread != before { try set(thread, of: message) }
    try apply(groups.add(threading, message: message, date: date))
  }

  /// Before a message's row is deleted: replies to it may answer others.
  func remove(_ message: Int64, _ correspondents: inout Correspondents) throws {
    guard
      let row = try Row.fetchOne(
        db.cachedStatement(sql: "SELECT date, subject FROM message WHERE id = ?"),
        arguments: [message])
    else { return }
    let base = BaseSubject(row[1]).base
    let subject = base.isEmpty ? 0 : try Threading.shortNumber(base)
    if let people = try groups.people(of: message, date: row[0], subject: subject) {
      correspondents.remove(people)
    }
    try apply(groups.remove(message, date: row[0], subject: subject))
  }

  /// All answers again, after the owners have changed.
  func answerAgain() throws { try apply(groups.answersAgain()) }

  // MARK: Ids

  /// The thread that the ids of a message belong to; those of several become one.
  private func join(_ threading: Threading, message: Int64) throws -> Int64 {
    var roots = Set<Int64>()
    var unknown: [Int64] = []
    for id in threading.ids {
      if let root = try root(of: id) { roots.insert(root) } else { unknown.append(id) }
    }
    let root: Int64
    let thread: Int64
    if roots.isEmpty {
      (root, thread) = (message, message)
    } else {
      (root, thread) = try unite(roots)
    }
    let insert = try db.cachedStatement(sql: "INSERT INTO identifier (id, thread) VALUES (?, ?)")
    for id in unknown { try insert.execute(arguments: [id, root]) }
    return thread
  }

  /// The root that remains of several, and the number of its thread.
  private func unite(_ roots: Set<Int64>) throws -> (root: Int64, thread: Int64) {
    var threads: [Int64: Int64] = [:]
    for root in roots { threads[root] = try number(of: root) }
    let thread = try merge(Set(threads.values))
    // One of the largest thread, so that the way to a root stays short.
    let root = roots.filter { threads[$0] == thread }.min() ?? roots.min() ?? thread
    for absorbed in roots.sorted() where absorbed != root {
      try db.cachedStatement(sql: "INSERT INTO thread_merge (thread, into_thread) VALUES (?, ?)")
        .execute(arguments: [absorbed, root])
      try db.cachedStatement(sql: "DELETE FROM joined_thread WHERE thread = ?")
        .execute(arguments: [absorbed])
    }
    if roots.count > 1 { try setNumber(thread, of: root) }
    return (root, thread)
  }

  /// The thread that an identifier belongs to.
  func thread(of id: Int64) throws -> Int64? { try root(of: id).map(number) }

  private func root(of id: Int64) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT thread FROM identifier WHERE id = ?"), arguments: [id]
    ).map(root(ofThread:))
  }

  private func root(ofThread thread: Int64) throws -> Int64 {
    let next = try db.cachedStatement(
      sql: "SELECT into_thread FROM thread_merge WHERE thread = ?")
    var thread = thread
    while let merged = try Int64.fetchOne(next, arguments: [thread]) { thread = merged }
    return thread
  }

  // MARK: Numbers

  private func number(of root: Int64) throws -> Int64 {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT into_thread FROM joined_thread WHERE thread = ?"),
      arguments: [root]) ?? root
  }

  private func setNumber(_ thread: Int64, of root: Int64) throws {
    if thread == root {
      try db.cachedStatement(sql: "DELETE FROM joined_thread WHERE thread = ?")
        .execute(arguments: [root])
    } else {
      try db.cachedStatement(
        sql: """
          INSERT INTO joined_thread (thread, into_thread) VALUES (?, ?)
          ON CONFLICT DO UPDATE SET into_thread = excluded.into_thread
          """
      ).execute(arguments: [root, thread])
    }
  }

  /// Each message gets the next revision: the index finds and groups by thread.
  private func set(_ thread: Int64, of message: Int64) throws {
    try db.cachedStatement(sql: "UPDATE message SET thread = ? WHERE id = ?")
      .execute(arguments: [thread, message])
  }

  /// The one that remains, which is the largest, so that few rows change.
  private func merge(_ threads: Set<Int64>) throws -> Int64 {
    let size = try db.cachedStatement(sql: "SELECT count(*) FROM message WHERE thread = ?")
    let sized =
      threads.count == 1
      ? threads.map { (thread: $0, size: 0) }
      : try threads.map { (thread: $0, size: try Int.fetchOne(size, arguments: [$0]) ?? 0) }
    guard let largest = sized.min(by: { ($1.size, $0.thread) < ($0.size, $1.thread) }) else {
      return 0
    }
    for (thread, _) in sized where thread != largest.thread {
      try rename(thread, to: largest.thread)
    }
    return largest.thread
  }

  private func rename(_ thread: Int64, to other: Int64) throws {
    let messages = try db.cachedStatement(sql: "SELECT id FROM message WHERE thread = ?")
    for message in try Int64.fetchAll(messages, arguments: [thread]) {
      try set(other, of: message)
      try Revision.bump(message, db)
    }
    let roots = try db.cachedStatement(
      sql: "SELECT thread FROM joined_thread WHERE into_thread = ?")
    for root in try Int64.fetchAll(roots, arguments: [thread]) { try setNumber(other, of: root) }
    if try root(ofThread: thread) == thread { try setNumber(other, of: thread) }
  }

  // MARK: Answers

  private func apply(_ changes: [SubjectGroups.Change]) throws {
    var parted: [Int64] = []
    for change in changes {
      try groups.set(change)
      guard let answered = change.answered, change.before == nil else {
        parted.append(change.message)
        if let answered = change.answered { parted.append(answered) }
        continue
      }
      _ = try merge(Set([change.message, answered].compactMap(thread(ofMessage:))))
    }
    let threads = Set(try parted.compactMap(thread(ofMessage:)))
    if !threads.isEmpty { try regroup(threads) }
  }

  func thread(ofMessage message: Int64) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT thread FROM message WHERE id = ?"), arguments: [message])
  }

  /// Makes threads of all messages in some, from their ids and answers.
  private func regroup(_ threads: Set<Int64>) throws {
    let rows = try db.cachedStatement(
      sql: "SELECT id, identifier, ancestors FROM message WHERE thread = ?")
    var forest = Forest()
    var members: [(message: Int64, root: Int64, thread: Int64)] = []
    var roots: [Int64: Int64] = [:]
    for thread in threads.sorted() {
      for row in try Row.fetchAll(rows, arguments: [thread]) {
        let threading = Threading(identifier: row[1], ancestors: row.bytes(2))
        let root = try root(of: threading, message: row[0])
        forest.add(root)
        roots[row[0]] = root
        members.append((row[0], root, thread))
      }
    }
    for (message, root, _) in members {
      guard let answered = try groups.answered(by: message), let other = roots[answered] else {
        continue
      }
      forest.join(root, other)
    }
    // A part keeps the number of the whole if its root is there; the others have that of a root.
    var numbers: [Int64: Int64] = [:]
    for thread in threads.sorted() {
      let root = try root(ofThread: thread)
      guard forest.contains(root) else { continue }
      let part = forest.top(of: root)
      numbers[part] = numbers[part] ?? thread
    }
    for root in forest.all {
      let part = forest.top(of: root)
      let number = numbers[part] ?? root
      numbers[part] = number
      try setNumber(number, of: root)
    }
    for member in members {
      guard let number = numbers[forest.top(of: member.root)], number != member.thread else {
        continue
      }
      try set(number, of: member.message)
      try Revision.bump(member.message, db)
    }
  }

  private func root(of threading: Threading, message: Int64) throws -> Int64 {
    for id in threading.ids {
      if let root = try root(of: id) { return root }
    }
    return message
  }

  // MARK: All

  /// All threads from the messages' rows.
  func rebuild() throws {
    try Self.forgetAll(db)
    try db.execute(sql: "UPDATE message SET thread = 0")
    let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM message") ?? 0
    let select = try db.cachedStatement(
      sql: "SELECT id, identifier, ancestors FROM message WHERE id > ? ORDER BY id LIMIT 1")
    var id: Int64 = 0
    while id < last, let row = try Row.fetchOne(select, arguments: [id]) {
      id = row[0]
      let threading = Threading(identifier: row[1], ancestors: row.bytes(2))
      try set(try join(threading, message: id), of: id)
    }
    try answerAgain()
  }

  static func forgetAll(_ db: Database) throws {
    try db.execute(
      sql: """
        DELETE FROM identifier; DELETE FROM thread_merge; DELETE FROM joined_thread;
        DELETE FROM answer;
        """)
  }
}

/// Sets of numbers that are joined.
private struct Forest {
  private var parents: [Int64: Int64] = [:]

  mutating func add(_ number: Int64) {
    if parents[number] == nil { parents[number] = number }
  }

  func contains(_ number: Int64) -> Bool { parents[number] != nil }

  /// The same for all that are joined: the least.
  func top(of number: Int64) -> Int64 {
    var top = number
    while let parent = parents[top], parent != top { top = parent }
    return top
  }

  mutating func join(_ one: Int64, _ other: Int64) {
    let (first, second) = (top(of: one), top(of: other))
    parents[max(first, second)] = min(first, second)
    // Ways stay short.
    (parents[one], parents[other]) = (min(first, second), min(first, second))
  }

  /// Ascending.
  var all: [Int64] { parents.keys.sorted() }
}
