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
      case .folder: return try reader().completeFolder(text).map(CompletedValue.init)
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
        try known?.map { CompletedValue(value: $0.address, name: $0.name, count: $0.messages) }
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

  /// Whether each word is in the address or in the name.
  private static func has(_ words: [String], _ address: String, _ name: String) -> Bool {
    guard !words.isEmpty else { return true }
    let texts = [Folding.string(address), Folding.string(name)]
    return words.allSatisfy { word in texts.contains { $0.contains(word) } }
  }
}

extension CompletedValue {
  fileprivate init(_ completion: FacetCount) {
    self.init(value: completion.value, name: "", count: completion.count)
  }
}
