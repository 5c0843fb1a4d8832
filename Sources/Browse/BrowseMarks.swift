/// What is marked in the list: messages, and conversations, each by its latest message. The mark of a
/// conversation stands for those of its messages that the search found.
struct BrowseMarks: Equatable, Sendable {
  private struct Conversation: Equatable {
    let query: String
    /// Number of its messages that were found.
    let count: Int
  }

  private(set) var messages: Set<Int64> = []
  private var conversations: [Int64: Conversation] = [:]

  var isEmpty: Bool { messages.isEmpty && conversations.isEmpty }
  /// Number of messages.
  var count: Int { messages.count + conversations.values.reduce(0) { $0 + $1.count } }

  func contains(_ id: Int64) -> Bool { messages.contains(id) || conversations[id] != nil }

  /// Marks a row that `query` found, or takes its mark away.
  mutating func toggle(_ row: BrowseRow, foundBy query: String) {
    if messages.remove(row.id) != nil || conversations.removeValue(forKey: row.id) != nil { return }
    if row.moreInThread > 0 {
      conversations[row.id] = Conversation(query: query, count: row.moreInThread + 1)
    } else {
      messages.insert(row.id)
    }
  }

  mutating func removeAll() { self = Self() }

  /// The latest messages of the conversations, by the query that found them.
  var conversationsByQuery: [String: [Int64]] {
    Dictionary(grouping: conversations.keys.sorted()) { conversations[$0]?.query ?? "" }
  }
}
