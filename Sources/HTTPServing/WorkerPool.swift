import Foundation
import Synchronization

/// Threads that answer requests, so that the event loop never waits for the archive.
package final class WorkerPool: Sendable {
  package typealias Work = @Sendable () -> Void

  private struct State {
    var waiting: [Work] = []
    var isEnding = false
  }

  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  private let group = DispatchGroup()

  init(threads: Int) {
    for number in 1...max(1, threads) {
      group.enter()
      Self.start("page \(number)") { [self] in
        while let work = next() { work() }
        group.leave()
      }
    }
  }

  /// A thread with a stack for queries and messages, which are parsed recursively.
  package static func start(_ name: String, _ body: @escaping Work) {
    let thread = Thread(block: body)
    thread.name = "mailcask \(name)"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Runs `body` on a thread of its own that `finish` waits for.
  func startOwn(_ name: String, _ body: @escaping Work) {
    group.enter()
    Self.start(name) { [group] in
      body()
      group.leave()
    }
  }

  /// Counts work on other threads that `finish` waits for, until what it gives is called.
  func began() -> Work {
    group.enter()
    return { [group] in group.leave() }
  }

  /// - Returns: false if too much waits already.
  func submit(_ work: @escaping Work) -> Bool {
    let isTaken = state.withLock { state in
      guard !state.isEnding, state.waiting.count < Limits.requestsWaiting else { return false }
      state.waiting.append(work)
      return true
    }
    if isTaken { wake.signal() }
    return isTaken
  }

  /// Drops waiting work, and returns when no work is running or the time is over.
  func finish(within seconds: Double) {
    state.withLock { state in
      state.waiting = []
      state.isEnding = true
    }
    for _ in 0..<Limits.workers { wake.signal() }
    _ = group.wait(timeout: .now() + seconds)
  }

  private func next() -> Work? {
    while true {
      wake.wait()
      let (work, isEnding) = state.withLock { state in
        (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isEnding)
      }
      if isEnding { return nil }
      if let work { return work }
    }
  }
}
