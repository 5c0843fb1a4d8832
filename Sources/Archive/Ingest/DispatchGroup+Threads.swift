package import Dispatch
import Foundation

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
