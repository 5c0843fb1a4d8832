import Foundation
import Search
import Store

/// What to answer a query with.
public struct SearchOptions: Sendable {
  public enum Order: String, Sendable, CaseIterable {
    case newest, oldest, relevance
  }

  public var order = Order.newest
  public var offset = 0
  public var limit = Limits.searchResults
  /// Told when something had to be done first, or when the answer may lack something.
  public var notice: @Sendable (String) -> Void = { _ in }

  public init() {}
}

public struct SearchResult: Equatable, Sendable {
  public let messages: [Headline]
  public let total: Int
  /// False: `total` is an estimate.
  public let totalIsExact: Bool
}

extension MailArchive {
  /// Finds messages. Changes that the index has not seen yet are indexed first.
  ///
  /// - Throws: `query` with the place of the mistake; `index`, `damaged`.
  public func search(
    _ query: String, _ options: SearchOptions = SearchOptions()
  ) throws(ArchiveError) -> SearchResult {
    do {
      let answer = try answer(query, options)
      let messages = try store.summaries(of: answer.hits.map(\.id)).map { Headline($0) }
      switch answer.total {
      case .exactly(let total):
        return SearchResult(messages: messages, total: total, totalIsExact: true)
      case .about(let total):
        return SearchResult(messages: messages, total: total, totalIsExact: false)
      }
    } catch { throw ArchiveError(any: error) }
  }

  /// The numbers of all messages that a query finds, oldest first; nil is all there are.
  public func messages(
    matching query: String?, notice: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(ArchiveError) -> [Int64] {
    do {
      var options = SearchOptions()
      options.order = .oldest
      options.limit = Int(Int32.max)
      options.notice = notice
      return try answer(query ?? "", options).hits.map(\.id)
    } catch { throw ArchiveError(any: error) }
  }

  private func answer(_ query: String, _ options: SearchOptions) throws -> SearchAnswer {
    let tree = try QueryParser.parse(query, QueryContext(now: currentTime()))
    let reader = try currentReader(options.notice)
    var request = SearchRequest()
    request.order = SearchRequest.Order(rawValue: options.order.rawValue) ?? .newest
    request.offset = options.offset
    request.limit = options.limit
    return try reader.search(tree, request)
  }

  /// A reader of an index that holds everything in the store, as far as that can be had.
  private func currentReader(_ notice: (String) -> Void) throws -> IndexReader {
    let revision = try store.revision()
    let state = try? IndexState(path: location.indexDirectory, storeRevision: revision)
    if state?.revision != revision {
      do {
        try bringIndexUpToDate(notice)
      } catch let error as SearchError {
        guard let state else { throw error }
        notice(
          "the index lacks the latest \(revision - state.revision) changes: \(error)")
      }
    }
    return try IndexReader(paths: [location.indexDirectory], storeRevisions: [revision])
  }
}
