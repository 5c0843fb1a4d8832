import Archive
import Dispatch
import Foundation
import Queues
import Synchronization

/// Reads on its own thread, ahead of the user of the data, so that both overlap.
struct ReadAhead<Element: Sendable> {
  /// Maximum number of bytes waiting to be used; a single larger element still passes.
  let bytes: Int

  private final class Failure: Sendable {
    let error = Mutex<(any Error)?>(nil)
  }

  /// - Parameters:
  ///   - read: passes on one element after the other, and ends when one is not accepted.
  ///   - use: receives them in that order, on the caller's thread.
  /// - Throws: what `use` throws, and then nothing more is read; otherwise what `read` throws,
  ///   after all earlier elements were used.
  func run(
    read: @escaping @Sendable (_ give: (_ element: Element, _ bytes: Int) -> Bool) throws -> Void,
    use: (Element) throws -> Void
  ) throws {
    let queue = BoundedQueue<Element>(maximumCount: .max, maximumWeight: bytes)
    let failure = Failure()
    let thread = DispatchGroup()
    thread.startThread("read") {
      defer { queue.close() }
      try read { queue.push($0, weight: $1) }
    } failed: { error in
      failure.error.withLock { $0 = error }
    }
    defer {
      queue.cancel()
      thread.wait()
    }
    while let element = queue.pop() { try use(element) }
    thread.wait()
    if let error = failure.error.withLock({ $0 }) { throw error }
  }
}
