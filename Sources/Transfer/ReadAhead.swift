import Archive
import Dispatch
import Foundation
import Synchronization

/// Reads on a thread of its own, ahead of who uses what is read: the two overlap.
struct ReadAhead<Element: Sendable> {
  /// Octets that may wait to be used; one element with more still passes, alone.
  let octets: Int

  private final class Failure: Sendable {
    let error = Mutex<(any Error)?>(nil)
  }

  /// - Parameters:
  ///   - read: gives one element after the other, and ends when one is not taken.
  ///   - use: is given them in that order, on the caller's thread.
  /// - Throws: what `use` throws, and then nothing more is read; else what `read` throws, after
  ///   everything that it gave before was used.
  func run(
    read: @escaping @Sendable (_ give: (_ element: Element, _ octets: Int) -> Bool) throws -> Void,
    use: (Element) throws -> Void
  ) throws {
    let queue = BoundedQueue<Element>(maximumCount: .max, maximumWeight: octets)
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
