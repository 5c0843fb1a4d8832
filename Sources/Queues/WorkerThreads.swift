package import Dispatch
import Foundation
import Synchronization

/// Threads that hand work on through queues: when one fails, all end, and the first failure is kept.
package final class WorkerThreads: Sendable {
  private let group = DispatchGroup()
  private let failure = Mutex<(any Error)?>(nil)
  private let cancelQueues: @Sendable () -> Void

  /// - Parameter cancelQueues: makes all threads end that wait for a queue.
  package init(cancelQueues: @escaping @Sendable () -> Void) { self.cancelQueues = cancelQueues }

  package func start(_ name: String, _ body: @escaping @Sendable () throws -> Void) {
    group.startThread(name, body) { self.fail($0) }
  }

  package func fail(_ error: any Error) {
    failure.withLock { $0 = $0 ?? error }
    cancel()
  }

  package func cancel() { cancelQueues() }

  package var firstFailure: (any Error)? { failure.withLock { $0 } }

  /// Waits until all threads have ended.
  ///
  /// - Throws: the first failure.
  package func wait() throws {
    group.wait()
    if let firstFailure { throw firstFailure }
  }
}

extension DispatchGroup {
  /// Runs `body` as part of the group on a thread of its own: SQLite and Xapian block, which
  /// Swift's own threads must not.
  ///
  /// - Parameter failed: told what `body` throws, before the group is left.
  package func startThread(
    _ name: String, _ body: @escaping @Sendable () throws -> Void,
    failed: @escaping @Sendable (any Error) -> Void
  ) {
    enter()
    let thread = Thread {
      do { try body() } catch { failed(error) }
      self.leave()
    }
    thread.name = "mailcask \(name)"
    thread.start()
  }
}
