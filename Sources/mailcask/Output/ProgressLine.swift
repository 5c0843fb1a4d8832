private import Foundation
private import Synchronization

/// One line on standard error that tells how far a long job is; nothing where that is no terminal.
final class ProgressLine: Sendable {
  private let what: String
  private let lastShown = Mutex<Date?>(nil)

  init(_ what: String) { self.what = what }

  func show(_ done: Int, of total: Int) {
    let now = Date()
    let isDue = lastShown.withLock { last in
      if let last, now.timeIntervalSince(last) < 0.1 { return false }
      last = now
      return true
    }
    guard isDue, Console.errorIsTerminal else { return }
    Console.transient("\(what) \(done) of \(total) …")
  }

  /// Before anything else is written.
  func clear() {
    guard lastShown.withLock({ $0 != nil }), Console.errorIsTerminal else { return }
    Console.transient("")
  }
}
