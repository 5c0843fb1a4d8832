/// The store's schema and how it grew: SQL files, embedded in the binary.
package enum Schemas {
  /// In order; the first makes version 1 out of an empty database, the next version 2, and so on.
  /// Each is one transaction. A released one is never changed; the next is added to the folder
  /// and to this list.
  package static let migrations: [(name: String, sql: String)] = [
    ("v001_initial", text(PackageResources.v001_initial_sql)),
    ("v002_imported_file", text(PackageResources.v002_imported_file_sql)),
    ("v003_doubts_threads_mailboxes", text(PackageResources.v003_doubts_threads_mailboxes_sql)),
  ]

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
