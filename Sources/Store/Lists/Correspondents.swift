internal import GRDB
import Mail

/// Counts, within one transaction, how many messages come and go of each correspondent.
struct Correspondents {
  private let db: Database
  private var entries: [Int64: Entry] = [:]
  private var messages: Int64 = 0

  private struct Entry {
    var messages: Int64 = 0
    var address = ""
    var name = ""
    var named = Int64.min
  }

  /// How much later a name is taken for that its owner gives: later than all dates.
  private static let own: Int64 = 1 << 40

  init(_ db: Database) { self.db = db }

  /// Counts the correspondents of one message; each must appear once.
  mutating func add(_ correspondents: [Correspondent], date: Int64) {
    messages += 1
    for correspondent in correspondents {
      var entry = entries[correspondent.number] ?? Entry()
      entry.messages += 1
      entry.address = correspondent.address
      let limited = min(max(date, -Self.own), Self.own)
      let named = limited + (correspondent.isAuthor ? 2 * Self.own : 0)
      if !correspondent.name.isEmpty, (named, correspondent.name) > (entry.named, entry.name) {
        (entry.named, entry.name) = (named, correspondent.name)
      }
      entries[correspondent.number] = entry
    }
  }

  mutating func remove(_ people: People) {
    messages -= 1
    for number in people.all { entries[number, default: Entry()].messages -= 1 }
  }

  /// Enters all into the table.
  ///
  /// - Returns: whether the archive's owners are others now.
  mutating func save() throws -> Bool {
    guard messages != 0 || !entries.isEmpty else { return false }
    let add = try db.cachedStatement(
      sql: """
        INSERT INTO correspondent (id, address, name, named, messages) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET messages = messages + excluded.messages,
          name = CASE WHEN (excluded.named, excluded.name) > (named, name)
            THEN excluded.name ELSE name END,
          named = max(named, excluded.named)
        """)
    let remove = try db.cachedStatement(
      sql: "UPDATE correspondent SET messages = messages + ? WHERE id = ?")
    let forget = try db.cachedStatement(
      sql: "DELETE FROM correspondent WHERE id = ? AND messages <= 0")
    for (number, entry) in entries {
      if entry.address.isEmpty {
        try remove.execute(arguments: [entry.messages, number])
        try forget.execute(arguments: [number])
      } else {
        try add.execute(arguments: [
          number, entry.address, entry.name, entry.name.isEmpty ? Int64.min : entry.named,
          entry.messages,
        ])
      }
    }
    try db.execute(sql: "UPDATE derivation SET counted = counted + ?", arguments: [messages])
    let isOther = try Owners.update(Array(entries.keys), change: messages, db)
    (entries, messages) = ([:], 0)
    return isOther
  }
}

/// Whose archive it is.
enum Owners {
  static func all(_ db: Database) throws -> Set<Int64> {
    try Set(Int64.fetchAll(db.cachedStatement(sql: "SELECT correspondent FROM owner")))
  }

  /// Takes for owners those who take part in most messages.
  ///
  /// - Parameters:
  ///   - touched: those whose number of messages changed.
  ///   - change: how many messages came or, if negative, went.
  /// - Returns: whether they are others now.
  static func update(_ touched: [Int64], change: Int64, _ db: Database) throws -> Bool {
    let known = try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT correspondent FROM owner WHERE account = 0"))
    let counted = try Int64.fetchOne(db.cachedStatement(sql: "SELECT counted FROM derivation")) ?? 0
    var found = Set<Int64>()
    if counted >= Limits.messagesForOwner {
      found = try inMost(
        of: counted, among: mayBeOthers(counted, change) ? nil : touched + known, db)
    }
    guard found != Set(known) else { return false }
    let before = try all(db)
    try db.execute(sql: "DELETE FROM owner WHERE account = 0")
    for number in found.sorted() {
      try db.execute(
        sql: "INSERT OR IGNORE INTO owner (correspondent, account) VALUES (?, 0)",
        arguments: [number])
    }
    return try all(db) != before
  }

  /// Whether somebody may be an owner now whose number of messages is what it was: owners are first
  /// looked for now, or half of all messages are fewer than before.
  private static func mayBeOthers(_ counted: Int64, _ change: Int64) -> Bool {
    counted - change < Limits.messagesForOwner || change < 0
  }

  /// - Parameter candidates: nil for all.
  private static func inMost(
    of counted: Int64, among candidates: [Int64]?, _ db: Database
  ) throws -> Set<Int64> {
    guard let candidates else {
      return try Set(
        Int64.fetchAll(
          db.cachedStatement(sql: "SELECT id FROM correspondent WHERE messages > ?"),
          arguments: [counted / 2]))
    }
    let select = try db.cachedStatement(
      sql: "SELECT 1 FROM correspondent WHERE id = ? AND messages > ?")
    return try Set(candidates).filter {
      try Int.fetchOne(select, arguments: [$0, counted / 2]) != nil
    }
  }

  /// Takes those that the settings name for owners.
  ///
  /// - Returns: whether they are others now.
  static func set(_ addresses: [String], _ db: Database) throws -> Bool {
    let before = try all(db)
    let numbers = try addresses.map { try Threading.shortNumber($0.lowercased()) }
    let known = try Int64.fetchAll(db, sql: "SELECT correspondent FROM owner WHERE account = 1")
    guard Set(known) != Set(numbers) else { return false }
    try db.execute(sql: "DELETE FROM owner WHERE account = 1")
    for number in Set(numbers).sorted() {
      try db.execute(
        sql: "INSERT OR REPLACE INTO owner (correspondent, account) VALUES (?, 1)",
        arguments: [number])
    }
    // Those that it names no longer may be owners by their messages.
    _ = try update(known, change: 0, db)
    return try all(db) != before
  }
}
