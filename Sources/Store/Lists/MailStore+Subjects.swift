internal import Mail
internal import Rows

extension MailStore {
  /// Lends the subject of each message whose row holds what its Subject fields say; of the others it is
  /// only in the message. Without a Subject field it is empty.
  ///
  /// - Parameters:
  ///   - ids: ascending.
  ///   - body: is given the place of the message in `ids`.
  package func eachWholeSubject(
    of ids: [Int64], _ body: (_ place: Int, _ subject: Span<UInt8>) -> Void
  ) throws(StoreError) {
    try glance("cannot read subjects") { source in
      guard let first = ids.first, let last = ids.last, Self.knowsOtherSubjects(source) else {
        return
      }
      let isDense = last - first < Int64(ids.count) * Limits.denseNumbers
      let rows = try source.statement(
        "SELECT id, flags, subject FROM message WHERE id BETWEEN ?1 AND ?2")
      var place = 0
      func read(_ row: RawStatement) {
        while place < ids.count, ids[place] < row.number(0) { place += 1 }
        guard place < ids.count, ids[place] == row.number(0),
          row.number(1) & MessageFlags.hasOtherSubject.rawValue == 0
        else { return }
        row.withBytes(2) { body(place, $0) }
      }
      for (low, high) in isDense ? [(first, last)] : ids.map({ ($0, $0) }) {
        rows.bind(low, at: 1)
        rows.bind(high, at: 2)
        try rows.eachRow(read)
      }
    }
  }

  /// Whether all messages were read by rules that tell `hasOtherSubject`.
  private static func knowsOtherSubjects(_ source: any StatementSource) -> Bool {
    var rules: Int64 = 0
    // An older store has no such table.
    try? source.statement("SELECT rules FROM derivation").eachRow { rules = $0.number(0) }
    return rules >= Derivation.version
  }
}
