internal import GRDB

extension MailStore {
  /// An encoder with the latest dictionary. It stays good after a newer one was trained, only less
  /// so.
  package func encoder() throws(StoreError) -> Encoder {
    try read("cannot read the latest dictionary") { db in
      let latest = try Int64.fetchOne(
        db, sql: "SELECT id FROM dictionary ORDER BY trained DESC, through DESC LIMIT 1")
      return Encoder(dictionary: try latest.map { try contents.dictionary($0, db) })
    }
  }
}
