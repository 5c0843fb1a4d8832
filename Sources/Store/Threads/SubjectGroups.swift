import Bytes
internal import GRDB
import Mail

/// What replies that name no message are taken to answer: the newest message of the same subject in
/// the time before with a person or list in common (`People.mayAnswer`). This follows from the
/// messages of the subject alone, so that it can be found again whenever one comes or goes.
struct SubjectGroups {
  private let db: Database
  private let owners: Set<Int64>

  init(_ db: Database, owners: Set<Int64>) {
    self.db = db
    self.owners = owners
  }

  /// A reply that now answers another message than before.
  struct Change: Equatable {
    let message: Int64
    let before: Int64?
    let answered: Int64?
  }

  private struct Member {
    let message: Int64
    let date: Int64
    let isReply: Bool
    let people: People

    init(message: Int64, date: Int64, isReply: Bool, people: People) {
      self.message = message
      self.date = date
      self.isReply = isReply
      self.people = people
    }

    /// - Parameter row: message, date, reply and people.
    init(_ row: Row) {
      self.init(
        message: row[0], date: row[1], isReply: row[2] == 1, people: People(bytes: row.bytes(3)))
    }
  }

  /// - Returns: what it answers, and replies that answer it instead of something older.
  func add(_ threading: Threading, message: Int64, date: Int64) throws -> [Change] {
    let subject = threading.subject
    let new = Member(
      message: message, date: date, isReply: threading.isReply, people: threading.people)
    try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO subject_message (subject, reply, date, message, people)
        VALUES (?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      subject, new.isReply ? 1 : 0, date, message, blob(new.people.bytes),
    ])
    guard subject != 0 else { return [] }
    let replies = try repliesAfter(new, subject)
    guard new.isReply || !replies.isEmpty else { return [] }
    switch try messages(of: subject) {
    case ...Limits.messagesOfSubject: break
    case Limits.messagesOfSubject + 1:
      return try allReplies(of: subject).compactMap { try change(of: $0, to: nil) }
    default: return []
    }
    let changed = replies.filter { $0.people.mayAnswer(new.people, owners: owners) }
    return try ((new.isReply ? [new] : []) + changed).compactMap {
      try change(of: $0, to: newest(before: $0, subject))
    }
  }

  func people(of message: Int64, date: Int64, subject: Int64) throws -> People? {
    try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT people FROM subject_message
          WHERE subject = ? AND reply IN (0, 1) AND date = ? AND message = ?
          """), arguments: [subject, date, message]
    ).map { People(bytes: $0.bytes(0)) }
  }

  /// - Returns: what those that answered it answer now.
  func remove(_ message: Int64, date: Int64, subject: Int64) throws -> [Change] {
    try db.cachedStatement(
      sql: """
        DELETE FROM subject_message
        WHERE subject = ? AND reply IN (0, 1) AND date = ? AND message = ?
        """
    ).execute(arguments: [subject, date, message])
    guard subject != 0 else { return [] }
    let own = try answered(by: message).map {
      [Change(message: message, before: $0, answered: nil)]
    }
    let count = try messages(of: subject)
    guard count <= Limits.messagesOfSubject else { return own ?? [] }
    return try allReplies(of: subject).reduce(into: own ?? []) { changes, reply in
      let answered = try answered(by: reply.message)
      guard answered == message || count == Limits.messagesOfSubject,
        let change = try change(of: reply, to: newest(before: reply, subject))
      else { return }
      changes.append(change)
    }
  }

  /// All replies, with what they answer by the rules of now.
  func answersAgain() throws -> [Change] {
    let replies = try Row.fetchAll(
      db, sql: "SELECT message, date, reply, people, subject FROM subject_message WHERE reply = 1")
    var counts: [Int64: Int] = [:]
    return try replies.compactMap { row in
      let subject: Int64 = row[4]
      let count = try counts[subject] ?? messages(of: subject)
      counts[subject] = count
      let reply = Member(row)
      return try change(
        of: reply, to: count > Limits.messagesOfSubject ? nil : newest(before: reply, subject))
    }
  }

  func answered(by message: Int64) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT answered FROM answer WHERE message = ?"),
      arguments: [message])
  }

  func set(_ change: Change) throws {
    if let answered = change.answered {
      try db.cachedStatement(
        sql: """
          INSERT INTO answer (message, answered) VALUES (?, ?)
          ON CONFLICT DO UPDATE SET answered = excluded.answered
          """
      ).execute(arguments: [change.message, answered])
    } else {
      try db.cachedStatement(sql: "DELETE FROM answer WHERE message = ?")
        .execute(arguments: [change.message])
    }
  }

  private func change(of reply: Member, to answered: Int64?) throws -> Change? {
    let before = try self.answered(by: reply.message)
    guard before != answered else { return nil }
    return Change(message: reply.message, before: before, answered: answered)
  }

  // MARK: Rows

  /// How many; one more than the limit for all that have more.
  private func messages(of subject: Int64) throws -> Int {
    try Int.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT count(*) FROM (SELECT 1 FROM subject_message WHERE subject = ? LIMIT ?)
          """), arguments: [subject, Limits.messagesOfSubject + 2]) ?? 0
  }

  private func allReplies(of subject: Int64) throws -> [Member] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT message, date, reply, people FROM subject_message WHERE subject = ? AND reply = 1
          """), arguments: [subject]
    ).map(Member.init)
  }

  /// Replies that a message may be answered by.
  private func repliesAfter(_ message: Member, _ subject: Int64) throws -> [Member] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT message, date, reply, people FROM subject_message
          WHERE subject = ?1 AND reply = 1 AND date BETWEEN ?2 AND ?3 AND message <> ?4 LIMIT ?5
          """),
      arguments: [
        subject, message.date, message.date.addingClamped(Limits.answerTime), message.message,
        Limits.messagesOfSubject + 1,
      ]
    ).map(Member.init)
  }

  private func newest(before reply: Member, _ subject: Int64) throws -> Int64? {
    var newest: Member?
    for isReply in [false, true] {
      let rows = try Row.fetchCursor(
        db.cachedStatement(
          sql: """
            SELECT message, date, reply, people FROM subject_message
            WHERE subject = ?1 AND reply = ?2 AND date BETWEEN ?3 AND ?4 AND message <> ?5
            ORDER BY date DESC
            """),
        arguments: [
          subject, isReply ? 1 : 0, reply.date.addingClamped(-Limits.answerTime), reply.date,
          reply.message,
        ])
      while let row = try rows.next() {
        let other = Member(row)
        if let newest, other.date < newest.date { break }
        guard reply.people.mayAnswer(other.people, owners: owners), try stands(other, before: reply)
        else { continue }
        if let known = newest, try !stands(known, before: other) { continue }
        newest = other
      }
    }
    return newest?.message
  }

  /// By date; of one date replies last; then by digest, which arrival does not change.
  private func stands(_ one: Member, before other: Member) throws -> Bool {
    if one.date != other.date { return one.date < other.date }
    if one.isReply != other.isReply { return other.isReply }
    return try digest(one).lexicographicallyPrecedes(digest(other))
  }

  private func digest(_ member: Member) throws -> [UInt8] {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT digest FROM message WHERE id = ?"),
      arguments: [member.message])?.bytes(0) ?? []
  }
}
