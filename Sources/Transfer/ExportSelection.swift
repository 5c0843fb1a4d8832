public import Archive
import Store

/// The messages to export: those that meet all given conditions, or all messages if none are given.
public struct ExportSelection: Equatable, Sendable {
  public var query: String?
  /// Numbers of messages.
  public var messages: [Int64]?
  public var thread: Int64?
  public var tag: String?
  public var account: String?

  public init() {}
}

extension MailArchive {
  /// The numbers of the selected messages, in the order of their arrival in the archive: this order
  /// never changes, so that repeated exports have the same bytes.
  public func messages(
    in selection: ExportSelection, index: IndexObserver = IndexObserver()
  ) throws(ArchiveError) -> [Int64] {
    do {
      var sets: [[Int64]] = []
      if let query = selection.query { sets.append(try messages(matching: query, index: index)) }
      if let messages = selection.messages { sets.append(messages) }
      if let thread = selection.thread {
        sets.append(try store.messages(inThread: thread).map(\.id))
      }
      if let tag = selection.tag { sets.append(try store.messages(tagged: tag)) }
      if let account = selection.account { sets.append(try allMessages(of: account)) }
      // Use the store and not the index, which may be incomplete.
      guard let first = sets.first else { return try store.messageIDs() }
      let rest = sets.dropFirst().map(Set.init)
      return first.filter { id in rest.allSatisfy { $0.contains(id) } }.sorted()
    } catch { throw ArchiveError(any: error) }
  }

  private func allMessages(of account: String) throws -> [Int64] {
    var ids: [Int64] = []
    var position = PagePosition.newest
    while true {
      let page = try store.newest(
        Archive.Limits.summariesAtOnce, in: .account(account), after: position)
      guard let last = page.last else { return ids }
      ids += page.map(\.id)
      position = PagePosition(after: last)
    }
  }
}
