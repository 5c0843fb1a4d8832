import Archive
import Dispatch
import HTTPServing
import Synchronization

/// Searches, but does not keep a browser waiting while the index is made or brought up to date first:
/// that goes on, and is said meanwhile.
final class PatientSearch: Sendable {
  enum Outcome: Sendable {
    case found(SearchResult)
    /// Messages that are searchable, and all.
    case indexing(done: Int, all: Int)
  }

  /// Nil while nothing is indexed.
  private let progress = Mutex<(done: Int, all: Int)?>(nil)

  /// - Parameter body: runs the search. It reports the progress of indexing to the observer it gets.
  func run(
    notice: @escaping @Sendable (String) -> Void = { _ in },
    _ body: @escaping @Sendable (IndexObserver) throws -> SearchResult
  ) throws -> Outcome {
    if let now { return .indexing(done: now.done, all: now.all) }
    let result = Answer()
    WorkerPool.start("search") { [self] in
      let tell: IndexProgress = { done, all in self.progress.withLock { $0 = (done, all) } }
      let found = Result { try body(IndexObserver(notice: notice, progress: tell, reading: tell)) }
      progress.withLock { $0 = nil }
      result.give(found)
    }
    while true {
      if let found = result.wait(seconds: Self.patience) { return .found(try found.get()) }
      if let now { return .indexing(done: now.done, all: now.all) }
    }
  }

  private var now: (done: Int, all: Int)? { progress.withLock { $0 } }

  /// Seconds between two looks.
  private static let patience = 1.0

  private final class Answer: Sendable {
    private let result = Mutex<Result<SearchResult, any Error>?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func give(_ found: Result<SearchResult, any Error>) {
      result.withLock { $0 = found }
      isThere.signal()
    }

    func wait(seconds: Double) -> Result<SearchResult, any Error>? {
      guard isThere.wait(timeout: .now() + seconds) == .success else { return nil }
      return result.withLock { $0 }
    }
  }
}
