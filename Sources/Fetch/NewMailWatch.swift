package import Net
import Synchronization

/// Listens for new mail between two fetches, on connections that the fetches leave behind.
public final class NewMailWatch: Sendable {
  private struct State {
    /// By account: ends what listens.
    var listening: [String: Interrupt] = [:]
    var news: Set<String> = []
  }

  private let state = Mutex(State())
  private let wake: @Sendable () -> Void

  /// - Parameter wake: called from another thread when there is news.
  public init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  /// The accounts that have new mail, since the last call.
  public func takeNews() -> Set<String> {
    state.withLock { state in
      defer { state.news = [] }
      return state.news
    }
  }

  /// Ends the listening to an account, as before the next fetch from it.
  package func end(account: String) {
    state.withLock { $0.listening.removeValue(forKey: account) }?.signal()
  }

  /// Listens in a thread of its own, until there is news or the next fetch begins.
  ///
  /// - Returns: false when the process has no room for that.
  package func wait(account: String, _ listener: some NewMailListener) -> Bool {
    guard let interrupt = Interrupt() else { return false }
    end(account: account)
    state.withLock { $0.listening[account] = interrupt }
    return startThread { [self] in
      guard listener.listen(until: interrupt), !interrupt.isSignalled else { return }
      state.withLock { _ = $0.news.insert(account) }
      wake()
    }
  }
}

/// A connection that hears of new mail.
package protocol NewMailListener: Sendable {
  /// Returns true when there is new mail, false when `interrupt` was signalled or the connection broke;
  /// ends the connection.
  func listen(until interrupt: Interrupt) -> Bool
}
