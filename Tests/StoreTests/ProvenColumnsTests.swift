import GRDB
import Proofs
import Schemas
import Testing

@testable import Store

/// Damage to a column that nothing proves would never be named.
@Suite struct ProvenColumnsTests {
  /// Tables and columns that others prove: the digest of each message covers its pieces and contents, a
  /// dictionary's digest its bytes. The loss of a row in `imported_file` costs reading a file again.
  private static let others: [String: Set<String>?] = [
    "piece": nil, "dictionary_copy": nil, "imported_file": nil, "proof": nil,
    "grdb_migrations": nil, "content": ["bytes"], "dictionary": ["bytes"],
  ]

  @Test func everyColumnOfEveryTableIsProven() throws {
    let directory = try Directory()
    let store = try MailStore.create(at: directory.store)
    let columns = try store.database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT tables.name, columns.name FROM sqlite_master AS tables
          JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'
          """
      ).map { (table: $0[0] as String, column: $0[1] as String) }
    }
    #expect(columns.count > 100)
    for (table, column) in columns {
      if let others = Self.others[table], others?.contains(column) ?? true { continue }
      let isProven = ProofPart.all.contains { $0.table == table && $0.columns.contains(column) }
      #expect(isProven, "\(table).\(column)")
    }
  }
}
