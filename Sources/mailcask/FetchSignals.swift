import Archive
import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM end a fetch cleanly, a second one at once; SIGHUP wakes a sleeper.
final class FetchSignals {
  let cancellation: Cancellation
  private let wake = DispatchSemaphore(value: 0)
  private let hangup = Flag()
  private var sources: [any DispatchSourceSignal] = []

  private final class Flag: Sendable {
    let isUp = Atomic(false)
  }

  init(watchesHangup: Bool = false) throws {
    let cancellation = try Cancellation()
    self.cancellation = cancellation
    let (wake, hangup) = (wake, hangup)
    for number in [SIGINT, SIGTERM] {
      handle(number) {
        // What is committed is safe however the process ends.
        if cancellation.isCancelled { exit(128 + number) }
        cancellation.cancel()
        wake.signal()
      }
    }
    if watchesHangup {
      handle(SIGHUP) {
        hangup.isUp.store(true, ordering: .relaxed)
        wake.signal()
      }
    }
  }

  /// Whether SIGHUP came since the last call.
  func takeHangup() -> Bool { hangup.isUp.exchange(false, ordering: .relaxed) }

  /// Sleeps for so many seconds, or until a signal; false if it was one to stop.
  func sleep(_ seconds: Double) -> Bool {
    if !cancellation.isCancelled { _ = wake.wait(timeout: .now() + seconds) }
    return !cancellation.isCancelled
  }

  private func handle(_ number: Int32, _ action: @escaping @Sendable () -> Void) {
    _ = signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler(handler: DispatchWorkItem(block: action))
    source.resume()
    sources.append(source)
  }
}
