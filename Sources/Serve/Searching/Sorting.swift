import MIME
import Mail

/// SORT (RFC 5256 section 3, RFC 5957).
struct Sorting {
  let served: ServedArchive
  let reader: MessageReader
  let open: OpenMailbox

  /// What a message is sorted by, one value for each key.
  private enum Value: Comparable {
    case number(Int64)
    /// In capitals, whose order RFC 5051 demands.
    case text(String)
  }

  func sorted(_ indices: [Int], by keys: [SortKey]) throws -> [Int] {
    var values: [Int: [Value]] = [:]
    var start = 0
    while start < indices.count {
      let some = indices[start..<min(start + Limits.window, indices.count)]
      start += some.count
      let facts = try served.rows.facts(of: some.map { open.message(at: $0) })
      let sizes =
        keys.contains { $0.field == .size } ? try reader.sizes(of: Array(facts.values)) : [:]
      for index in some {
        guard let facts = facts[open.message(at: index)] else { continue }
        values[index] = keys.map { value(of: $0.field, facts, sizes) }
      }
    }
    return indices.sorted { one, other in
      guard let left = values[one], let right = values[other] else { return one < other }
      for (place, key) in keys.enumerated() where left[place] != right[place] {
        return key.isReversed ? right[place] < left[place] : left[place] < right[place]
      }
      return one < other
    }
  }

  private func value(
    of field: SortKey.Field, _ facts: ArchiveRows.Facts, _ sizes: [Int64: Int]
  ) -> Value {
    switch field {
    case .arrival: .number(facts.received)
    case .date: .number(facts.date)
    case .size: .number(Int64(sizes[facts.id] ?? facts.size))
    case .subject: .text(BaseSubject(facts.subject).base.uppercased())
    case .from: .text(Self.mailbox(facts.sender))
    case .displayFrom: .text(Self.display(facts.sender))
    case .to: .text(Self.mailbox(first("to", of: facts.id)))
    case .displayTo: .text(Self.display(first("to", of: facts.id)))
    case .cc: .text(Self.mailbox(first("cc", of: facts.id)))
    }
  }

  /// The first address of a field, as "name <mailbox>". The rows do not tell To from Cc.
  private func first(_ name: String, of id: Int64) -> String {
    guard let message = try? reader.message(id) else { return "" }
    let header = Message(parsing: Array(message.bytes[..<message.headerEnd])).header
    guard let address = (name == "to" ? header.to : header.cc).first else { return "" }
    return address.name.map { "\($0) <\(address.mailbox)>" } ?? address.mailbox
  }

  /// What stands before "@".
  private static func mailbox(_ text: String) -> String {
    let address = text.lastIndex(of: "<").map { text[text.index(after: $0)...] } ?? text[...]
    return address.prefix { $0 != "@" && $0 != ">" }.uppercased()
  }

  /// The name, or the address where there is none.
  private static func display(_ text: String) -> String {
    guard let open = text.lastIndex(of: "<") else { return text.uppercased() }
    let name = text[..<open].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return name.isEmpty
      ? text[text.index(after: open)...].prefix { $0 != ">" }.uppercased() : name.uppercased()
  }
}
