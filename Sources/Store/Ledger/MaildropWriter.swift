internal import Digests
internal import GRDB
internal import Mail

/// Keeps an account's state while messages are appended: which bytes came under each UID, and
/// whether they are to be trusted.
struct MaildropWriter {
  private let db: Database
  private let row, twins, upsert, tagged: Statement

  init(_ db: Database) throws {
    self.db = db
    row = try db.cachedStatement(
      sql: "SELECT message, doubt, confirmed FROM maildrop WHERE source = ? AND uid = ?")
    twins = try db.cachedStatement(
      sql: """
        SELECT uid, listed FROM maildrop
        WHERE message = ? AND source = ? AND uid <> ? AND listed <> ? AND gone IS NULL
        """)
    upsert = try db.cachedStatement(
      sql: """
        INSERT INTO maildrop (source, uid, message, first_seen, listed, doubt, confirmed)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET message = excluded.message, gone = NULL, last_seen = NULL,
          deleted = NULL, listed = coalesce(excluded.listed, listed), doubt = excluded.doubt,
          confirmed = excluded.confirmed,
          first_seen = CASE WHEN message = excluded.message THEN first_seen
            ELSE excluded.first_seen END
        """)
    tagged = try db.cachedStatement(
      sql: """
        SELECT 1 FROM message_tag WHERE message = ? AND tag = (SELECT id FROM tag WHERE name = ?)
        """)
  }

  /// Enters what came under a UID, and marks the message where there is doubt.
  ///
  /// - Returns: the doubt that is left: also what only the other UIDs tell; not what somebody
  ///   has decided.
  func enter(_ item: EncodedBatch.Item, source: Int64, message: Int64) throws -> Doubt? {
    var doubt = item.delivery.doubt
    if let placement = item.delivery.placement {
      try placement.enter(message: message, time: item.origin.time, db)
    }
    guard item.origin.source.isAccount, item.delivery.placement == nil, let uid = item.origin.name
    else {
      if let doubt { try mark(message, doubt.tag) }
      return doubt
    }
    // What came under this UID before, if it was the same.
    let before = try Row.fetchOne(row, arguments: [source, uid]).flatMap {
      $0[0] == message ? $0 : nil
    }
    let oldDoubt = (before?[1] as Int?).flatMap(Doubt.init(rawValue:))
    if doubt == nil, let listed = item.delivery.listedSize {
      doubt = try doubtByTwins(of: uid, source, message, listed: listed, size: item.size)
    }
    var isConfirmed = false
    if let before, doubt?.isSuspect == true, oldDoubt != .incomplete {
      isConfirmed = true
      let isDecided = try oldDoubt.map { try !isTagged(message, $0.tag) } ?? (before[2] == 1)
      if isDecided { doubt = nil }
    }
    // What once was proved whole is whole, although this session broke.
    let entered = before != nil && oldDoubt == nil && doubt == .incomplete ? nil : doubt
    try upsert.execute(arguments: [
      source, uid, message, item.origin.time, item.delivery.listedSize, entered?.rawValue,
      isConfirmed ? 1 : 0,
    ])
    if let oldDoubt, oldDoubt.tag != entered?.tag { try unmark(message, oldDoubt.tag) }
    if let entered { try mark(message, entered.tag) }
    return doubt
  }

  /// The same bytes under two UIDs that LIST gives different sizes: a broken server or proxy gave one
  /// for the other. The one whose size it is remains trusted; of two the nearest, or the first.
  private func doubtByTwins(
    of uid: String, _ source: Int64, _ message: Int64, listed: Int64, size: Int
  ) throws -> Doubt? {
    let others = try Row.fetchAll(twins, arguments: [message, source, uid, listed])
    let difference = Self.difference(listed, size)
    var isAnother = difference > Self.tolerance
    for other in others {
      let theirs = Self.difference(other[1], size)
      guard theirs > min(difference, Self.tolerance) else {
        isAnother = true
        continue
      }
      try db.cachedStatement(
        sql: """
          UPDATE maildrop SET doubt = ? WHERE source = ? AND uid = ? AND doubt IS NULL
            AND confirmed = 0
          """
      ).execute(arguments: [Doubt.another.rawValue, source, other[0] as String])
      if db.changesCount > 0 { try mark(message, Doubt.another.tag) }
    }
    return isAnother && !others.isEmpty ? .another : nil
  }

  /// Dovecot and Courier are 2 bytes short for a message without a last line end.
  private static let tolerance: UInt64 = 2

  private static func difference(_ listed: Int64, _ size: Int) -> UInt64 {
    let (difference, overflow) = listed.subtractingReportingOverflow(Int64(size))
    return overflow ? .max : difference.magnitude
  }

  // MARK: Marks

  private func isTagged(_ message: Int64, _ tag: String) throws -> Bool {
    try Int.fetchOne(tagged, arguments: [message, tag]) != nil
  }

  func mark(_ message: Int64, _ tag: String) throws {
    let before = db.totalChangesCount
    guard
      try Int.fetchOne(
        db.cachedStatement(sql: "SELECT 1 FROM message WHERE id = ?"), arguments: [message]) != nil
    else { return }
    try Label.add(tag: tag, to: message, db)
    if db.totalChangesCount > before { try Revision.bump(message, db) }
  }

  private func unmark(_ message: Int64, _ tag: String) throws {
    try db.cachedStatement(
      sql: """
        DELETE FROM message_tag WHERE message = ? AND tag = (SELECT id FROM tag WHERE name = ?)
        """
    ).execute(arguments: [message, tag])
    if db.changesCount > 0 { try Revision.bump(message, db) }
  }
}
