internal import GRDB
import Mail
internal import Rows

/// An address that messages are from or to.
package struct KnownAddress: Sendable, Equatable {
  /// In lower case.
  package let address: String
  /// The latest that is known; empty for none.
  package let name: String
  /// From or to it.
  package let messages: Int
}

extension MailStore {
  /// Addresses that fit, those of most messages first; all there are where the archive is not read
  /// again yet is nothing: nil.
  ///
  /// - Parameter fits: is asked for each address with its name.
  package func correspondents(
    limit: Int, where fits: (_ address: String, _ name: String) -> Bool
  ) throws(StoreError) -> [KnownAddress]? {
    try read("cannot list correspondents") { db in
      guard try Derivation(db).isDone else { return nil }
      var found: [KnownAddress] = []
      let rows = RawStatement(
        try db.cachedStatement(sql: "SELECT address, name, messages FROM correspondent"))
      try rows.eachRow { row in
        let (address, name) = (row.text(0) ?? "", row.text(1) ?? "")
        if fits(address, name) {
          found.append(
            KnownAddress(address: address, name: name, messages: Int(clamping: row.number(2))))
        }
      }
      found.sort { ($1.messages, $0.address) < ($0.messages, $1.address) }
      return Array(found.prefix(limit))
    }
  }

  /// Whose archive it is, by the settings. Replies that name no message may then answer others.
  ///
  /// - Parameter addresses: in any case.
  package func setOwners(_ addresses: [String]) throws(StoreError) {
    let isOther = try read("cannot read whose archive it is") { db in
      let known = try Int64.fetchAll(db, sql: "SELECT correspondent FROM owner WHERE account = 1")
      return try Set(known) != Set(addresses.map { try Threading.shortNumber($0.lowercased()) })
    }
    guard isOther else { return }
    try write("cannot note whose archive it is") { db in
      if try Owners.set(addresses, db) { try Threads(db).answerAgain() }
    }
  }
}
