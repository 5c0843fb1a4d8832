import Archive
import Dispatch
import Fetch
import Foundation
import Synchronization

/// Ctrl-C and `kill`, the same for every command that takes long: the first stops where all is safe
/// and says what that means, the second ends the program at once, which is safe too. SIGHUP wakes a
/// sleeper.
final class Interruption: Sendable {
  enum Manner: Sendable {
    /// The command looks whether it is to stop. What is said meanwhile: "what was taken in is kept".
    case whenSafe(String)
    /// Nothing can be lost by the end of the program, so the first signal is enough.
    case atOnce(String)
  }

  let cancellation: Cancellation
  private let manner: Manner
  private let say: @Sendable (String) -> Void
  private let hasCome = Atomic(false)
  /// What the command looks at: only once it is said, or the command might end before.
  private let requested = Atomic(false)
  private let isOver = Atomic(false)
  private let hangup = Atomic(false)
  private let wake = DispatchSemaphore(value: 0)

  /// Signals are watched from now on until the program ends.
  ///
  /// - Parameter say: shows what is said when the first comes.
  init(
    _ manner: Manner, watchesHangup: Bool = false,
    say: @escaping @Sendable (String) -> Void = Interruption.sayOnLineOfItsOwn
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

  var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// From now on a signal ends the program as it does where nobody watches.
  func end() { isOver.store(true, ordering: .relaxed) }

  /// Whether SIGHUP came since the last call.
  func takeHangup() -> Bool { hangup.exchange(false, ordering: .relaxed) }

  /// Sleeps for so many seconds, or until a signal; false if it was one to stop.
  func sleep(_ seconds: Double) -> Bool {
    if !isRequested { _ = wake.wait(timeout: .now() + seconds) }
    return !isRequested
  }

  private func stop(_ number: Int32) {
    if isOver.load(ordering: .relaxed) { _exit(128 + number) }
    let isFirst = !hasCome.exchange(true, ordering: .relaxed)
    switch manner {
    case .whenSafe(let promise) where isFirst:
      say("stopping; \(promise). Once more ends at once")
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

  /// Over the line that is being shown on a terminal, and the "^C" that it echoes there.
  private static let sayOnLineOfItsOwn: @Sendable (String) -> Void = { text in
    if Console.errorIsTerminal { Console.showOnTerminal("\r\u{1B}[K") }
    note(text)
  }

  private func handle(_ number: Int32, _ action: @escaping @Sendable () -> Void) {
    _ = signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler(handler: DispatchWorkItem(block: action))
    source.resume()
    _ = unsafe Unmanaged.passRetained(source as AnyObject)
  }
}
