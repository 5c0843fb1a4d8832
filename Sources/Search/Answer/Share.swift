import Dispatch
import Synchronization

/// A share of some work, done on another thread meanwhile. Not one of Swift's own: Xapian blocks.
final class Share<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, SearchError>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () throws(SearchError) -> Value) {
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      let outcome = Result(catching: body)
      result.withLock { $0 = outcome }
      isDone.signal()
    }
  }

  /// Waits for it. To be asked once.
  func value() throws(SearchError) -> Value? {
    isDone.wait()
    return try result.withLock { $0 }?.get()
  }
}
