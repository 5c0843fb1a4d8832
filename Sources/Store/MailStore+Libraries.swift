internal import CZstd
internal import GRDBSQLite

extension MailStore {
  /// Versions of SQLite and zstd, as loaded.
  package static var libraries: [(name: String, version: String)] {
    [
      ("SQLite", unsafe String(cString: sqlite3_libversion())),
      ("zstd", unsafe String(cString: ZSTD_versionString())),
    ]
  }
}
