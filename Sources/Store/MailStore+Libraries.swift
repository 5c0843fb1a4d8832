internal import GRDBSQLite
import Packing

extension MailStore {
  /// Versions of SQLite and zstd, as loaded.
  package static var libraries: [(name: String, version: String)] {
    [
      ("SQLite", unsafe String(cString: sqlite3_libversion())),
      ("zstd", zstdVersion),
    ]
  }
}
