import Archive
package import Fetch
import Foundation
import Presentation
import Synchronization
import Text

/// One line of progress per account on standard error: redrawn in place on a terminal, otherwise a
/// plain line now and then.
package final class FetchProgressLines: Sendable {
  private struct State {
    /// The step of the command that fetching is.
    var step = ProgressStep.only
    var latest: [(account: String, text: String)] = []
    /// Lines that are on the terminal now.
    var drawn = 0
    var lastDrawn = Date.distantPast
    /// When the first message of each account came.
    var started: [String: Double] = [:]
    var nextPlain: [String: Date] = [:]
  }

  private let state = Mutex(State())
  private let isTerminal = Console.errorIsTerminal
  /// Seconds between two redraws, and between two plain lines of one account.
  private static let redraw = 0.1
  private static let plain = 10.0
  /// Seconds before the first of those.
  private static let patience = 1.0

  package init() {}

  /// Which step of the command fetching is.
  package func begin(_ step: ProgressStep) { state.withLock { $0.step = step } }

  package func show(_ progress: FetchProgress) {
    guard Log.shows(.info) else { return }
    let share = progress.asked > 0 ? Double(progress.arrived) / Double(progress.asked) : 0
    state.withLock { state in
      let started = state.started[progress.account] ?? now()
      state.started[progress.account] = started
      let folder = progress.folder.isEmpty ? "" : ", \(progress.folder)"
      let parts = ProgressLine.text(
        "\(progress.account)\(folder):", progress.arrived, of: progress.asked,
        bytes: progress.bytes, seconds: now() - started, isLast: state.step.isLast)
      let text =
        isTerminal
        ? ProgressLine.fitted(
          parts.map { terminalSafe($0) }, step: state.step, share: share,
          to: Console.errorColumns - 3)
        : state.step.words + parts.joined(separator: ", ")
      if isTerminal { redraw(&state, progress, text) } else { printPlain(&state, progress, text) }
    }
  }

  /// Erases the lines, runs `body`, which may write to the terminal, and forgets `account`.
  package func finish(_ account: String, _ body: () -> Void) {
    state.withLock { state in
      erase(&state)
      state.latest.removeAll { $0.account == account }
      state.started[account] = nil
      state.nextPlain[account] = nil
      body()
      draw(&state)
    }
  }

  /// Erases the lines and the keyboard's echo, runs `body`, which may write to the terminal, and draws
  /// the lines again.
  package func interrupt(_ body: () -> Void) {
    state.withLock { state in
      if isTerminal { Console.showOnTerminal("\r\u{1B}[K") }
      erase(&state)
      body()
      draw(&state)
    }
  }

  private func redraw(_ state: inout State, _ progress: FetchProgress, _ text: String) {
    if let index = state.latest.firstIndex(where: { $0.account == progress.account }) {
      state.latest[index].text = text
    } else {
      state.latest.append((progress.account, text))
    }
    guard -state.lastDrawn.timeIntervalSinceNow > Self.redraw else { return }
    erase(&state)
    draw(&state)
  }

  private func printPlain(_ state: inout State, _ progress: FetchProgress, _ text: String) {
    let now = Date()
    let due = state.nextPlain[progress.account] ?? now + Self.patience
    state.nextPlain[progress.account] = due > now ? due : now + Self.plain
    guard due <= now else { return }
    Log.error(text)
  }

  /// Up over the lines drawn, and clear from there (ECMA-48 CPL, ED).
  private func erase(_ state: inout State) {
    guard state.drawn > 0 else { return }
    Console.showOnTerminal("\u{1B}[\(state.drawn)F\u{1B}[J")
    state.drawn = 0
  }

  private func draw(_ state: inout State) {
    guard isTerminal else { return }
    for line in state.latest {
      Console.showOnTerminal(
        truncated(terminalSafe(line.text), to: Console.errorColumns - 3) + "\n")
    }
    state.drawn = state.latest.count
    state.lastDrawn = Date()
  }
}
