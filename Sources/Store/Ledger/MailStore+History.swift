internal import Digests
package import Files
internal import Foundation
internal import GRDB
package import Mail

extension MailStore {
  /// Nil if there never was such a message.
  package func history(of message: Int64) throws(StoreError) -> MessageHistory? {
    try read("cannot look up where a message came from") { db in
      let sightings = try Row.fetchAll(
        db,
        sql: """
          SELECT \(Origin.columns), reason, run, outcome, \(try Self.formColumns(db))
          FROM ledger JOIN source ON source.id = source WHERE message = ? ORDER BY ledger.id
          """, arguments: [message]
      ).map { row in
        let outcome: Outcome =
          switch row[7] as Int {
          case 0: .stored(id: message)
          case 1: .copy(of: message)
          default: .rejected(reason: row[5])
          }
        return MessageHistory.Sighting(
          run: row[6], origin: Origin(row), outcome: outcome, form: OfferedForm(row))
      }
      guard !sightings.isEmpty else { return nil }
      let servers = try [
        ServerCopy.select + " WHERE message = ? ORDER BY name, uid",
        ServerCopy.selectPlaced + " WHERE message = ? ORDER BY source.name, first_seen, epoch, uid",
      ].flatMap { try Row.fetchAll(db, sql: $0, arguments: [message]).map(ServerCopy.init) }
      return MessageHistory(
        sightings: sightings, servers: servers, folders: try Self.folders(of: message, db),
        deletion: try Deletion(of: message, db))
    }
  }
}

extension MailStore {
  /// Columns of the ledger with the form of a copy; older stores have none.
  private static func formColumns(_ db: Database) throws -> String {
    try db.columns(in: "ledger").contains { $0.name == "form" }
      ? "ledger.digest, form" : "NULL AS digest, NULL AS form"
  }

  /// The message as it was offered the n-th time, by the order of its history.
  ///
  /// - Parameter sighting: from 0.
  /// - Throws: `notFound` if it was not offered that often, or if those bytes cannot be made again.
  package func message(
    _ id: Int64, asOffered sighting: Int
  ) throws(StoreError) -> MessageBytes {
    let what = "cannot make a message as it was offered"
    let row = try read(what) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT \(try Self.formColumns(db)) FROM ledger WHERE message = ?
          ORDER BY id LIMIT 1 OFFSET ?
          """, arguments: [id, max(0, sighting)])
    }
    guard let row, sighting >= 0 else {
      throw StoreError(
        .notFound, what, at: "message \(id)", why: "it was not seen at a place \(sighting + 1)",
        remedy: "See mailcask show \(id) --provenance")
    }
    guard let stored = try stored([id], spillingTo: spillPlace).first?.held() else {
      throw StoreError(
        .notFound, what, at: "message \(id)", why: "it is not here",
        remedy: "Search again")
    }
    guard row["digest"] as Data? != nil else { return stored }
    guard let form = (row["form"] as Data?).flatMap({ MessageForm(encoded: [UInt8]($0)) }) else {
      throw StoreError(
        .notFound, what, at: "message \(id)",
        why: "it differed only in what its server had written into the header, which is not kept",
        remedy: "Write the bytes that are stored: mailcask show \(id) --raw")
    }
    return try StoreError.guarding(what, at: "message \(id)") {
      let made = try form.message(like: stored)
      guard try row.digest(0) == SHA256Digest(of: made) else {
        throw StoreError.damaged(message: id, nil)
      }
      return made
    }
  }
}

extension OfferedForm {
  /// From a row with the columns `digest` and `form`; nil if the bytes were those that are stored.
  fileprivate init?(_ row: Row) {
    guard let digest = (row["digest"] as Data?).flatMap({ SHA256Digest(bytes: [UInt8]($0)) })
    else {
      return nil
    }
    guard let form = (row["form"] as Data?).flatMap({ MessageForm(encoded: [UInt8]($0)) }) else {
      self.init(sha256: digest.hex, isKept: false)
      return
    }
    let lines = form.notes.flatMap { note in
      String(decoding: note.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(
        String.init)
    }
    self.init(
      sha256: digest.hex, isKept: true, endsLinesInLF: form.endsLinesInLF,
      lacksLastLineEnd: form.lacksLastLineEnd, notes: lines)
  }
}
