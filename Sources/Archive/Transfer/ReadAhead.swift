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
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      do { try read { queue.push($0, weight: $1) } } catch { failure.error.withLock { $0 = error } }
      queue.close()
      done.signal()
    }
    thread.name = "mailcask read"
    thread.start()
    defer {
      queue.cancel()
      done.wait()
    }
    while let element = queue.pop() { try use(element) }
    if let error = failure.error.withLock({ $0 }) { throw error }
  }
}
