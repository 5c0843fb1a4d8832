internal import GRDB
package import Mail

/// Files that hold one message each and need not be read again. A message's is entered together with
/// the message, and all are forgotten when a message is removed or welcome again: what is known here
/// is in the archive.
extension MailStore {
  /// The stamps of a source's files, ascending.
  package func importedFiles(from source: Source) throws(StoreError) -> [Int64] {
    try read("cannot list files that were imported") { db in
      guard let id = try source.id(db) else { return [] }
      return try Int64.fetchAll(
        db, sql: "SELECT stamp FROM imported_file WHERE source = ? ORDER BY stamp", arguments: [id])
    }
  }

  /// All files of the source will be read again.
  package func forgetImportedFiles(from source: Source) throws(StoreError) {
    try write("cannot forget files that were imported") { db in
      guard let id = try source.id(db) else { return }
      try db.execute(sql: "DELETE FROM imported_file WHERE source = ?", arguments: [id])
    }
  }

  static func forgetImportedFiles(_ db: Database) throws {
    try db.execute(sql: "DELETE FROM imported_file")
  }
}
