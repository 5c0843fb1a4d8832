import GRDB
import Proofs

/// Runs SQL on a store as a test's own preparation, and takes what it wrote for right: `verify` would
/// name it as damage otherwise.
package func writeByHand(_ sql: String, to storeFile: String) throws {
  let queue = try DatabaseQueue(path: storeFile)
  defer { try? queue.close() }
  try queue.write { db in
    try db.execute(sql: sql)
    try RowProofs.seal(db)
  }
}
