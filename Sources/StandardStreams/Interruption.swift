import Archive
import Dispatch
package import Fetch
import Foundation
import Synchronization

/// Ctrl-C and `kill`, the same for every long command: the first stops at the next safe point and says
/// what is kept, the second ends the program immediately, which is safe too. SIGHUP ends a sleep.
package final class Interruption: Sendable {
  package enum Manner: Sendable {
    /// The command polls for the request. The text is printed meanwhile: "imported mail is kept".
    case whenSafe(String)
    /// Ending the program loses nothing, so the first signal ends it.
    case atOnce(String)
  }

  package let cancellation: Cancellation
  private let manner: Manner
  private let say: @Sendable (String) -> Void
  private let hasCome = Atomic(false)
  /// Set after the text is printed: the command might otherwise end before.
  private let requested = Atomic(false)
  private let isOver = Atomic(false)
  private let hangup = Atomic(false)
  private let wake = DispatchSemaphore(value: 0)

  /// Watches signals from now on until the program ends.
  ///
  /// - Parameter say: prints the text when the first signal comes.
  package init(
    _ manner: Manner, watchesHangup: Bool = false,
    say: @escaping @Sendable (String) -> Void = Interruption.printOnOwnLine
  ) throws {
    cancellation = try Cancellation()
    self.manner = manner
    self.say = say
    for number in [SIGINT, SIGTERM] {
      handle(number) { [self] in stop(number) }
    }
    if watchesHangup {
      handle(SIGHUP) { [self] in
        hangup.store(true, ordering: .relaxed)
        wake.signal()
      }
    }
  }

  package var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// From now on a signal ends the program, as without this watcher.
  package func end() { isOver.store(true, ordering: .relaxed) }

  /// Whether SIGHUP came since the last call.
  package func takeHangup() -> Bool { hangup.exchange(false, ordering: .relaxed) }

  /// Sleeps for this many seconds, or until a signal; false if that was a request to stop.
  package func sleep(_ seconds: Double) -> Bool {
    if !isRequested { _ = wake.wait(timeout: .now() + seconds) }
    return !isRequested
  }

  /// Ends a sleep.
  @Sendable package func wakeUp() { wake.signal() }

  private func stop(_ number: Int32) {
    if isOver.load(ordering: .relaxed) { _exit(128 + number) }
    let isFirst = !hasCome.exchange(true, ordering: .relaxed)
    switch manner {
    case .whenSafe(let promise) where isFirst:
      say("stopping; \(promise). Press Ctrl-C again to quit immediately")
      requested.store(true, ordering: .relaxed)
      cancellation.cancel()
      wake.signal()
    case .atOnce(let promise) where isFirst:
      say("stopped; \(promise)")
      _exit(128 + number)
    // What is committed is safe however the process ends.
    default: _exit(128 + number)
    }
  }

  /// Replaces the progress line on a terminal and the "^C" that it echoes there.
  package static let printOnOwnLine: @Sendable (String) -> Void = { text in
    if Console.errorIsTerminal { Console.showOnTerminal("\r\u{1B}[K") }
    Log.error(text)
  }

  private func handle(_ number: Int32, _ action: @escaping @Sendable () -> Void) {
    _ = signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler(handler: DispatchWorkItem(block: action))
    source.resume()
    _ = unsafe Unmanaged.passRetained(source as AnyObject)
  }
}
