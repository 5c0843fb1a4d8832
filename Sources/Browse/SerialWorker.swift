private import Foundation
private import Synchronization

/// A thread that runs jobs one after another, for a thread that must not wait.
final class SerialWorker: Sendable {
  typealias Job = @Sendable () -> Void

  private struct State {
    var waiting: [(kind: String, job: Job)] = []
    var isEnding = false
  }

  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)

  init(_ name: String) {
    let thread = Thread { [self] in
      while let job = next() { job() }
      done.signal()
    }
    thread.name = "mailcask \(name)"
    // Queries and messages are parsed recursively, which needs a large stack.
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// - Parameter kind: replaces a waiting job of the same kind, whose result is no longer wanted.
  func submit(_ kind: String, _ job: @escaping Job) {
    state.withLock { state in
      state.waiting.removeAll { $0.kind == kind }
      state.waiting.append((kind, job))
    }
    wake.signal()
  }

  /// Drops waiting jobs and waits for the running one; false if it takes longer than `seconds`.
  func finish(within seconds: Double) -> Bool {
    state.withLock { state in
      state.waiting = []
      state.isEnding = true
    }
    wake.signal()
    let limit = seconds.isFinite ? DispatchTime.now() + seconds : DispatchTime.distantFuture
    return done.wait(timeout: limit) == .success
  }

  private func next() -> Job? {
    while true {
      wake.wait()
      let (job, isEnding) = state.withLock { state in
        (state.waiting.isEmpty ? nil : state.waiting.removeFirst().job, state.isEnding)
      }
      if isEnding { return nil }
      if let job { return job }
    }
  }
}
