internal import Digests
package import Foundation
package import GRDB
internal import Rows

/// Bytes as SQLite takes them.
package func blob(_ bytes: [UInt8]) -> Data { Data(bytes) }

func blob(_ digest: SHA256Digest) -> Data { Data(digest.bytes) }

/// A list of numbers for `json_each`, so that one query takes them all.
package func jsonArray(_ numbers: [Int64]) -> String {
  "[" + numbers.map(String.init).joined(separator: ",") + "]"
}

/// Damage can make any column NULL, or of another type, where GRDB's own subscripts end the program: what
/// there is no value of is nil, 0 or empty here, and `verify` names the row.
extension Row {
  subscript(_ column: Int) -> Int64? { value(column) }
  subscript(_ column: Int) -> Int? { value(column) }
  subscript(_ column: Int) -> UInt32? { value(column) }
  subscript(_ column: Int) -> UInt64? { value(column) }
  subscript(_ column: Int) -> String? { value(column) }
  subscript(_ column: Int) -> Int64 { value(column) ?? 0 }
  subscript(_ column: Int) -> Int { value(column) ?? 0 }
  subscript(_ column: Int) -> UInt32 { value(column) ?? 0 }
  subscript(_ column: Int) -> UInt64 { value(column) ?? 0 }
  subscript(_ column: Int) -> Bool { value(column) ?? false }
  subscript(_ column: Int) -> String { value(column) ?? "" }
  subscript(_ column: String) -> Int64? { value(column) }
  subscript(_ column: String) -> Data? { value(column) }
  subscript(_ column: String) -> Int64 { value(column) ?? 0 }
  subscript(_ column: String) -> String { value(column) ?? "" }

  private func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(
    _ column: Int
  ) -> Value? {
    (try? decode(Value?.self, atIndex: column)) ?? nil
  }

  private func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(
    _ column: String
  ) -> Value? {
    (try? decode(Value?.self, forColumn: column)) ?? nil
  }

  func bytes(_ column: Int) -> [UInt8] {
    (try? withUnsafeData(atIndex: column) { $0.map { [UInt8]($0) } }) ?? []
  }

  func digest(_ column: Int) throws -> SHA256Digest {
    try SHA256Digest(column: bytes(column).span)
  }
}

extension RawStatement {
  func digest(_ column: Int32) throws -> SHA256Digest {
    try withBytes(column) { try SHA256Digest(column: $0) }
  }
}

extension SHA256Digest {
  /// As a row has it.
  init(column bytes: Span<UInt8>) throws(StoreError) {
    guard let digest = SHA256Digest(bytes: bytes) else {
      throw StoreError(
        .damaged, "cannot read a row", why: "a digest has the wrong length",
        remedy: "Run mailcask verify")
    }
    self = digest
  }
}

/// Seconds since 1970, by the same clock within a statement.
package func currentTime(_ db: Database) throws -> Int64 {
  try Int64.fetchOne(db.cachedStatement(sql: "SELECT unixepoch()")) ?? 0
}
