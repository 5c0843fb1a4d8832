import Store

/// A message in the tree of its thread.
public struct ThreadEntry: Equatable, Sendable {
  public let message: MessageSummary
  /// The message that it answers, as far as that is in the archive.
  public let parent: Int64?
  /// 0 for a message without parent.
  public let depth: Int

  package init(message: MessageSummary, parent: Int64?, depth: Int) {
    self.message = message
    self.parent = parent
    self.depth = depth
  }
}

extension MailArchive {
  /// The thread of a message as a tree: each message before its answers, answers by date.
  ///
  /// - Throws: `notFound`.
  public func thread(of id: Int64) throws(ArchiveError) -> [ThreadEntry] {
    do {
      let members = try store.thread(ofMessage: id)
      guard members.contains(where: { $0.summary.id == id }) else {
        throw notFound(id, to: "show the thread of message \(id)")
      }
      return ThreadTree(members).entries
    } catch { throw ArchiveError(any: error) }
  }
}

/// Who answers whom. References may lie and even form circles; a message that would be its own
/// ancestor has no parent.
private struct ThreadTree {
  private let members: [ThreadMember]
  private var parents: [Int: Int] = [:]

  init(_ members: [ThreadMember]) {
    self.members = members
    var places: [Int64: Int] = [:]
    for (place, member) in members.enumerated() {
      guard let identifier = member.identifier, places[identifier] == nil else { continue }
      places[identifier] = place
    }
    for (place, member) in members.enumerated() {
      for ancestor in member.ancestors.reversed() {
        guard let parent = places[ancestor], !isAncestor(place, of: parent) else { continue }
        parents[place] = parent
        break
      }
    }
  }

  private func isAncestor(_ place: Int, of other: Int) -> Bool {
    var at: Int? = other
    while let current = at {
      if current == place { return true }
      at = parents[current]
    }
    return false
  }

  /// Without recursion: a thread may be as deep as it is long.
  var entries: [ThreadEntry] {
    var answers: [Int: [Int]] = [:]
    for place in members.indices {
      if let parent = parents[place] { answers[parent, default: []].append(place) }
    }
    var waiting = members.indices.reversed().filter { parents[$0] == nil }.map { ($0, 0) }
    var entries: [ThreadEntry] = []
    while let (place, depth) = waiting.popLast() {
      entries.append(
        ThreadEntry(
          message: members[place].summary,
          parent: parents[place].map { members[$0].summary.id }, depth: depth))
      for answer in (answers[place] ?? []).reversed() { waiting.append((answer, depth + 1)) }
    }
    return entries
  }
}
