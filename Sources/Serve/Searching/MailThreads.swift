import Mail

/// THREAD (RFC 5256 section 4), by what messages say of themselves: threads of the archive also join replies that
/// name no message.
struct MailThreads {
  /// A message with its answers; without an index, one that is not here.
  struct Node {
    var index: Int?
    var children: [Node] = []
  }

  /// Levels of a thread; answers that are deeper stand beside each other.
  static let deepest = 200

  let served: ServedArchive
  let open: OpenMailbox

  func threads(of indices: [Int], by algorithm: ThreadAlgorithm) throws -> [Node] {
    var messages: [Message] = []
    var start = 0
    while start < indices.count {
      let some = indices[start..<min(start + Limits.rows, indices.count)]
      start += some.count
      let ids = some.map { open.message(at: $0) }
      let facts = try served.rows.facts(of: ids)
      let references = algorithm == .references ? try served.rows.references(of: ids) : [:]
      for index in some {
        let id = open.message(at: index)
        guard let facts = facts[id] else { continue }
        messages.append(
          Message(
            index: index, date: facts.date, subject: BaseSubject(facts.subject),
            identifier: references[id]?.identifier, ancestors: references[id]?.ancestors ?? []))
      }
    }
    switch algorithm {
    case .subject: return Self.bySubject(messages)
    case .references:
      var forest = ThreadForest(messages)
      return forest.threads()
    }
  }

  struct Message {
    let index: Int
    let date: Int64
    let subject: BaseSubject
    let identifier: Int64?
    /// The parent's last.
    let ancestors: [Int64]
  }

  /// ORDEREDSUBJECT: the first of a subject with all others as its answers.
  private static func bySubject(_ messages: [Message]) -> [Node] {
    let sorted = messages.sorted { ($0.date, $0.index) < ($1.date, $1.index) }
    var places: [String: Int] = [:]
    var threads: [Node] = []
    for message in sorted {
      if let place = places[message.subject.base] {
        threads[place].children.append(Node(index: message.index))
      } else {
        places[message.subject.base] = threads.count
        threads.append(Node(index: message.index))
      }
    }
    return threads
  }
}
