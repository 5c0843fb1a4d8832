import Archive
import Digests
import Mail
import Rows
import Store
import Text

/// What is read of the archive's rows for many messages at once.
struct ArchiveRows {
  let archive: MailArchive

  private var store: MailStore { archive.store }

  /// What FETCH tells of a message without reading it.
  struct Facts {
    var id: Int64
    var size: Int
    /// Seconds since 1970.
    var received: Int64
    var date: Int64
    /// Minutes east of UTC.
    var zone: Int
    var thread: Int64
    var revision: Int64
    var digest: [UInt8]
    /// Each line of it ends in CRLF, so that it goes out as it is.
    var isCanonical: Bool
    var subject: String
    var sender: String
    var recipients: String
  }

  // MARK: Numbers of messages, ascending

  func all() throws -> [Int64] {
    // Its index is a tenth of the table.
    try ids("SELECT id FROM message INDEXED BY message_revision")
  }

  func newest() throws -> [Int64] {
    try ids(
      """
      SELECT id FROM message WHERE id NOT IN (SELECT message FROM removal)
      ORDER BY id DESC LIMIT \(Limits.inbox)
      """)
  }

  func inYear(_ year: Int) throws -> [Int64] {
    try ids(
      """
      SELECT id FROM message
      WHERE date >= json_extract(?1, '$[0]') AND date < json_extract(?1, '$[1]')
      """, "[\(CivilDate(year).epoch),\(CivilDate(year + 1).epoch)]")
  }

  func inAccount(_ name: String) throws -> [Int64] {
    try ids(
      """
      SELECT message FROM account_message
      WHERE source = (SELECT id FROM source WHERE kind = 'account' AND name = ?1)
      """, name)
  }

  /// Wherever it was once: a folder of a server shows all that was ever in it.
  func inAccount(_ account: String, folder: String) throws -> [Int64] {
    try ids(
      """
      SELECT DISTINCT message FROM placement WHERE epoch IN (
        SELECT mailbox_epoch.id FROM mailbox_epoch
        JOIN mailbox ON mailbox.id = mailbox JOIN source ON source.id = source
        WHERE kind = 'account' AND source.name = json_extract(?1, '$[0]')
          AND mailbox.name = json_extract(?1, '$[1]'))
      """, Self.json([account, folder]))
  }

  func inFolder(_ name: String) throws -> [Int64] {
    try ids(
      """
      SELECT message FROM message_folder WHERE folder = (SELECT id FROM folder WHERE name = ?1)
      """, name)
  }

  func tagged(_ name: String) throws -> [Int64] {
    try ids(
      "SELECT message FROM message_tag WHERE tag = (SELECT id FROM tag WHERE name = ?1)", name)
  }

  func changed(since revision: Int64) throws -> [Int64] {
    try ids("SELECT id FROM message WHERE revision > CAST(?1 AS INTEGER)", String(revision))
  }

  /// Deleted after a revision.
  func removed(since revision: Int64) throws -> [Int64] {
    try store.glance("cannot list removed messages") { source in
      var ids: [Int64] = []
      let rows = try source.statement(
        "SELECT message FROM removal WHERE revision > ?1 ORDER BY message")
      rows.bind(revision)
      try rows.eachRow { ids.append($0.number(0)) }
      return ids
    }
  }

  private func ids(_ sql: String, _ value: String? = nil) throws -> [Int64] {
    try store.glance("cannot list messages") { source in
      var removed: Set<Int64> = []
      try source.statement("SELECT message FROM removal").eachRow { removed.insert($0.number(0)) }
      let rows = try source.statement(sql)
      if let value { rows.bind(value) }
      var ids: [Int64] = []
      var isSorted = true
      try rows.eachRow { row in
        let id = row.number(0)
        guard id > 0, !removed.contains(id) else { return }
        if let last = ids.last, last > id { isSorted = false }
        ids.append(id)
      }
      if !isSorted { ids.sort() }
      return ids
    }
  }

  // MARK: Names

  func years() throws -> [Int] {
    try store.glance("cannot list years") { source in
      var years: [Int] = []
      var from = Int64.min
      while true {
        var first: Int64?
        let next = try source.statement("SELECT min(date) FROM message WHERE date >= ?1")
        next.bind(from)
        try next.eachRow { first = $0.optionalNumber(0) }
        guard let first else { return years }
        let year = CivilDate(epoch: first).year
        years.append(year)
        from = max(CivilDate(year + 1).epoch, first + 1)
      }
    }
  }

  func accounts() throws -> [String] {
    try texts("SELECT name FROM source WHERE kind = 'account' ORDER BY name")
  }

  func accountFolders() throws -> [(account: String, folder: String)] {
    try store.glance("cannot list folders") { source in
      var found: [(String, String)] = []
      try source.statement(
        """
        SELECT DISTINCT source.name, mailbox.name FROM mailbox JOIN source ON source.id = source
        WHERE kind = 'account' ORDER BY 1, 2
        """
      ).eachRow { found.append(($0.text(0) ?? "", $0.text(1) ?? "")) }
      return found
    }
  }

  func folders() throws -> [String] { try texts("SELECT name FROM folder ORDER BY name") }

  func tags() throws -> [String] {
    try texts(
      "SELECT name FROM tag WHERE id IN (SELECT DISTINCT tag FROM message_tag) ORDER BY name")
  }

  private func texts(_ sql: String) throws -> [String] {
    try store.glance("cannot list names") { source in
      var texts: [String] = []
      try source.statement(sql).eachRow { texts.append($0.text(0) ?? "") }
      return texts
    }
  }

  /// Each message's tags, as pairs of a message and the place of a tag in the list of names.
  func taggings() throws -> (names: [String], pairs: [(message: Int64, tag: Int)]) {
    try store.glance("cannot read tags") { source in
      var names: [String] = []
      var places: [Int64: Int] = [:]
      try source.statement("SELECT id, name FROM tag ORDER BY name").eachRow { row in
        places[row.number(0)] = names.count
        names.append(row.text(1) ?? "")
      }
      var pairs: [(Int64, Int)] = []
      try source.statement(
        "SELECT message, tag FROM message_tag INDEXED BY message_tag_message ORDER BY message"
      ).eachRow { row in
        if let place = places[row.number(1)] { pairs.append((row.number(0), place)) }
      }
      return (names, pairs)
    }
  }

  // MARK: Rows

  /// The last change of each message, in the order given; 0 for one that is not here.
  func revisions(of ids: [Int64]) throws -> [Int64] {
    let isMost = ids.count > Limits.rows
    let found = try store.glance("cannot read changes") { source in
      var found: [Int64: Int64] = [:]
      let rows = try source.statement(
        isMost
          ? "SELECT id, revision FROM message INDEXED BY message_revision"
          : "SELECT id, revision FROM message WHERE id IN (SELECT value FROM json_each(?1))")
      if !isMost { rows.bind(Self.json(ids)) }
      try rows.eachRow { found[$0.number(0)] = $0.number(1) }
      return found
    }
    return ids.map { found[$0] ?? 0 }
  }

  /// In no order; ids that are not here are left out.
  func facts(of ids: [Int64]) throws -> [Int64: Facts] {
    var found: [Int64: Facts] = [:]
    found.reserveCapacity(ids.count)
    var start = 0
    while start < ids.count {
      let end = min(start + Limits.rows, ids.count)
      for facts in try someFacts(Array(ids[start..<end])) { found[facts.id] = facts }
      start = end
    }
    return found
  }

  private func someFacts(_ ids: [Int64]) throws -> [Facts] {
    try store.glance("cannot read messages") { source in
      var (reached, until) = (Int64.max, Int64.max)
      try source.statement("SELECT reached, until, rules >= latest FROM derivation").eachRow {
        row in
        if row.number(2) == 0 { (reached, until) = (row.number(0), row.number(1)) }
      }
      let rows = try source.statement(
        """
        SELECT id, size, coalesce(received, date), date, coalesce(zone, 0), thread, revision, digest,
          canonical IS NULL, subject, sender, recipients
        FROM message WHERE id IN (SELECT value FROM json_each(?1))
        """)
      rows.bind(Self.json(ids))
      var found: [Facts] = []
      try rows.eachRow { row in
        let id = row.number(0)
        found.append(
          Facts(
            id: id, size: Int(row.number(1)), received: row.number(2), date: row.number(3),
            zone: Int(row.number(4)), thread: row.number(5), revision: row.number(6),
            digest: row.bytes(7),
            isCanonical: row.number(8) != 0 && (id <= reached || id > until),
            subject: row.text(9) ?? "", sender: row.text(10) ?? "", recipients: row.text(11) ?? ""))
      }
      return found
    }
  }

  /// What tells who answers whom, by message.
  func references(
    of ids: [Int64]
  ) throws -> [Int64: (identifier: Int64?, ancestors: [Int64])] {
    try store.glance("cannot read threads") { source in
      let rows = try source.statement(
        """
        SELECT id, identifier, ancestors FROM message WHERE id IN (SELECT value FROM json_each(?1))
        """)
      rows.bind(Self.json(ids))
      var found: [Int64: (identifier: Int64?, ancestors: [Int64])] = [:]
      try rows.eachRow { row in
        let bytes = row.bytes(2)
        let ancestors = stride(from: 0, to: bytes.count - bytes.count % 8, by: 8).map { start in
          Int64(bitPattern: bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) })
        }
        found[row.number(0)] = (row.optionalNumber(1), ancestors)
      }
      return found
    }
  }

  private static func json(_ numbers: [Int64]) -> String {
    var text = "["
    for (index, number) in numbers.enumerated() {
      if index > 0 { text += "," }
      text += String(number)
    }
    return text + "]"
  }

  private static func json(_ texts: [String]) -> String {
    JSONValue.array(texts.map(JSONValue.string)).text
  }
}
