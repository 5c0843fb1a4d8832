import Bytes
import Mail
import Search
import Store

/// An address, a tag or a folder that a text may go on as.
public struct CompletedValue: Equatable, Sendable {
  public let value: String
  /// Whose address it is, as far as that is known; empty otherwise.
  public let name: String
  /// Messages that have it.
  public let count: Int
}

extension ArchiveGroup {
  public enum CompletionKind: String, Sendable, CaseIterable {
    case address, tag, folder
  }

  /// Tags and folders that begin with a text, and addresses that it is in, or whose owner's name it is
  /// in; those of most messages first. Without delay: nothing is brought up to date first.
  ///
  /// - Parameter text: of an address several words, in any order.
  public func complete(
    _ kind: CompletionKind, _ text: String
  ) throws(ArchiveError) -> [CompletedValue] {
    do {
      switch kind {
      case .address: return try addresses(text)
      case .tag: return try reader().completeTag(text).map(CompletedValue.init)
      case .folder:
        let spellings = folderSpellings()
        return try reader().completeFolder(text).map {
          CompletedValue(value: spellings[$0.value] ?? $0.value, name: "", count: $0.count)
        }
      }
    } catch { throw ArchiveError(any: error) }
  }

  /// The index knows no names, and serves where there is no store, or one that is not read again yet.
  private func addresses(_ text: String) throws -> [CompletedValue] {
    let words = text.split(whereSeparator: \.isWhitespace).map { Folding.string($0) }
    var found: [String: CompletedValue] = [:]
    for member in members {
      let known = try member.archive?.store.correspondents(limit: Limits.completions) {
        address, name in
        Self.has(words, address, name)
      }
      let values =
        try known.map { try $0.map(CompletedValue.init) + otherNames(words, member) }
        ?? ArchiveGroup(member).reader().completeAddress(text).map(CompletedValue.init)
      for value in values {
        let before = found[value.value]
        found[value.value] = CompletedValue(
          value: value.value,
          name: before.map(\.name).flatMap { $0.isEmpty ? nil : $0 } ?? value.name,
          count: (before?.count ?? 0) + value.count)
      }
    }
    let sorted = found.values.sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    return Array(sorted.prefix(Limits.completions))
  }

  /// Addresses that go by another name now: the store has one name of each. They are looked for among
  /// the newest messages from or to somebody with words in the name that begin so.
  private func otherNames(_ words: [String], _ member: Member) throws -> [CompletedValue] {
    guard !words.isEmpty, words.allSatisfy({ $0.allSatisfy { $0.isLetter || $0.isNumber } }),
      let store = member.archive?.store, let reader = try? ArchiveGroup(member).reader()
    else { return [] }
    var options = SearchOptions()
    options.limit = Limits.completionMessages
    // A damaged index, or an old one, is no reason to complete nothing.
    let query = words.map { "with:\($0)*" }.joined(separator: " ")
    guard let tree = try? parse(query), let hits = try? reader.search(tree, options).hits else {
      return []
    }
    var found: [String: String] = [:]
    let summaries = try store.summaries(of: hits.map(\.id))
    // The name under which somebody writes goes before those that others give.
    for list in summaries.map(\.sender) + summaries.map(\.recipients) {
      for (name, address) in Self.named(in: list) where found[address] == nil {
        if Self.has(words, "", name) { found[address] = name }
      }
    }
    guard !found.isEmpty else { return [] }
    // Those that are found by their present name are known already.
    let others = try store.correspondents(limit: Limits.completions) { address, name in
      found[address] != nil && !Self.has(words, address, name)
    }
    return (others ?? []).map {
      CompletedValue(value: $0.address, name: found[$0.address] ?? $0.name, count: $0.messages)
    }
  }

  /// The addresses with names in a list as it is shown: "Ada <ada@example.org>, bob@example.org".
  private static func named(in list: String) -> [(name: String, address: String)] {
    list.split(separator: ">").compactMap { part in
      guard let open = part.lastIndex(of: "<") else { return nil }
      // Before the name there may be addresses without one.
      let words = part[..<open].split(separator: ",", omittingEmptySubsequences: false)
      let name = words.drop { $0.contains("@") || $0.allSatisfy(\.isWhitespace) }
        .joined(separator: ",").drop { " \"'".contains($0) }
      let address = part[part.index(after: open)...].lowercased()
      return (String(name.reversed().drop { " \"'".contains($0) }.reversed()), address)
    }
  }

  /// Whether each word, folded, is in the address or in the name.
  private static func has(_ words: [String], _ address: String, _ name: String) -> Bool {
    guard !words.isEmpty else { return true }
    let texts = [Folding.key(address), Folding.key(name)]
    return words.allSatisfy { word in
      texts.contains { $0.span.firstIndex(of: word.utf8.span, in: $0.indices) != nil }
    }
  }
}

extension CompletedValue {
  fileprivate init(_ known: KnownAddress) {
    self.init(value: known.address, name: known.name, count: known.messages)
  }

  fileprivate init(_ completion: FacetCount) {
    self.init(value: completion.value, name: "", count: completion.count)
  }
}
