package import Archive
private import Glibc
import Presentation
private import Synchronization
import Text

/// One of the steps that a command takes one after the other.
package struct ProgressStep: Equatable {
  package let number: Int
  package let count: Int

  package init(number: Int, of count: Int) {
    self.number = number
    self.count = count
  }

  package static let only = ProgressStep(number: 1, of: 1)

  package var isLast: Bool { number >= count }

  /// "step 1 of 2: "
  package var words: String { count > 1 ? "step \(number) of \(count): " : "" }
}

/// The steps of a command that stores mail.
package struct StoringSteps {
  package let indexes: Bool
  package let readsAttachments: Bool

  package init(indexes: Bool, readsAttachments: Bool) {
    self.indexes = indexes
    self.readsAttachments = readsAttachments
  }

  private var count: Int { 1 + (indexes ? 1 : 0) + (readsAttachments ? 1 : 0) }

  package var storing: ProgressStep { ProgressStep(number: 1, of: count) }
  package var indexing: ProgressStep { ProgressStep(number: 2, of: count) }
  package var readingAttachments: ProgressStep { ProgressStep(number: count, of: count) }
}

/// The progress of a long command on standard error: on a terminal one line with a bar, which is
/// redrawn; elsewhere a line now and then. Nothing for a quick command or with `--quiet`.
package final class ProgressLine: Sendable {
  private struct State {
    /// What is counted now: rates and the time left belong to one step.
    var step = ""
    var started = now()
    var shown = now()
    var isShown = false
    var width = 0
  }

  private let state = Mutex(State())
  private let isTerminal = Console.errorIsTerminal

  /// Seconds between two showings.
  private var pause: Double { isTerminal ? 0.1 : 10 }
  /// Seconds before the first.
  private var patience: Double { isTerminal ? 0.5 : 1 }
  /// Columns at the right end where the terminal echoes "^C" without beginning a new line.
  private static let keyEcho = 3

  /// Which step of the command this is, and how many there are.
  private let step: ProgressStep

  package init(step: ProgressStep = .only) { self.step = step }

  /// Bytes of `all`, which is 0 if unknown; `what` is further text such as "1,200 messages".
  package func show(done: UInt64, all: UInt64, _ what: @autoclosure () -> String) {
    show(step: "", share: all > 0 ? Double(done) / Double(all) : nil, of: step) { seconds in
      Self.text(done: done, all: all, seconds: step.isLast ? seconds : nil) + [what()]
    }
  }

  /// Counted things: "indexing 300 of 20,000".
  ///
  /// - Parameters:
  ///   - bytes: that were moved for it.
  ///   - step: nil is that of the whole line.
  package func show(
    _ what: String, _ done: Int, of total: Int, bytes: Int? = nil, step: ProgressStep? = nil
  ) {
    let step = step ?? self.step
    show(step: what, share: total > 0 ? Double(done) / Double(total) : nil, of: step) { seconds in
      Self.text(
        what, done, of: total, bytes: bytes, seconds: seconds, isLast: step.isLast)
    }
  }

  /// - Parameter steps: those that the command has, in their order.
  package func show(_ progress: MaintenanceProgress, of steps: [MaintenanceProgress.Step]) {
    let place = steps.firstIndex(of: progress.step)
    let number = place.map { ProgressStep(number: $0 + 1, of: steps.count) } ?? .only
    // One step of unknown length.
    let step = "\(progress.step)"
    guard progress.total > 1 else {
      return show(step: step, share: nil, of: number) { _ in [step] }
    }
    show(step, Int(clamping: progress.done), of: Int(clamping: progress.total), step: number)
  }

  private func show(
    step: String, share: Double?, of number: ProgressStep, _ parts: (_ seconds: Double) -> [String]
  ) {
    guard Log.shows(.info) else { return }
    state.withLock { state in
      let time = now()
      if state.step != step { (state.step, state.started) = (step, time) }
      guard time - state.shown >= (state.isShown ? pause : patience) else { return }
      (state.shown, state.isShown) = (time, true)
      let parts = parts(time - state.started)
      if isTerminal {
        let line = Self.fitted(
          parts, step: number, share: share, to: Console.errorColumns - Self.keyEcho)
        put("\r" + line + String(repeating: " ", count: max(0, state.width - displayWidth(line))))
        state.width = displayWidth(line)
      } else {
        put("mailcask: \(number.words)\(parts.joined(separator: ", "))\n")
      }
    }
  }

  /// As much as fits: on a narrow terminal the bar goes first, then what is said last, then which
  /// step it is, and never a part of a number.
  ///
  /// - Parameter share: of the whole, for the bar; nil where it is not known.
  package static func fitted(
    _ parts: [String], step: ProgressStep = .only, share: Double?, to columns: Int
  ) -> String {
    let whole = step.words + parts.joined(separator: ", ")
    if let share {
      for size in [barColumns, barColumns / 2] {
        let line = bar(share, size) + " " + whole
        if displayWidth(line) <= columns { return line }
      }
    }
    for count in stride(from: parts.count, through: 1, by: -1) {
      let line = parts.prefix(count).joined(separator: ", ")
      if displayWidth(step.words + line) <= columns { return step.words + line }
      if count == 1, displayWidth(line) <= columns { return line }
    }
    return truncated(parts.first ?? "", to: columns)
  }

  /// Erases the line, so that other output can follow.
  package func clear() {
    state.withLock { state in
      if isTerminal, state.width > 0 {
        put("\r" + String(repeating: " ", count: state.width) + "\r")
      }
      (state.width, state.isShown) = (0, false)
    }
  }

  /// "▕████▌     ▏"
  package static func bar(_ share: Double, _ columns: Int = barColumns) -> String {
    "▕" + padded(BarChart.bar(max(0, min(1, share)), width: columns), to: columns) + "▏"
  }

  package static let barColumns = 20

  /// "12 MB of 40 MB (30 %)", "15 MB/s", "2 s left"
  ///
  /// - Parameter seconds: since it began; nil where more is to come, so that no end can be told.
  package static func text(done: UInt64, all: UInt64, seconds: Double?) -> [String] {
    var parts = [humanSize(Int(clamping: done))]
    if all > 0 {
      let part = min(100, 100 * Double(done) / Double(all))
      parts[0] += " of \(humanSize(Int(clamping: all))) (\(Int(part)) %)"
    }
    guard let seconds, seconds > 0.5, done > 0 else { return parts }
    let rate = Double(done) / seconds
    parts.append("\(humanSize(Int(rate)))/s")
    if all > done { parts.append("\(humanTime(Double(all - done) / rate)) left") }
    return parts
  }

  /// "writing 5,000 of 20,000 (25 %)", "1,250/s", "12 s left", "24 MB", "6.0 MB/s"
  ///
  /// - Parameter isLast: without it more is to come, and no end can be told.
  package static func text(
    _ what: String, _ done: Int, of total: Int, bytes: Int? = nil, seconds: Double,
    isLast: Bool = true
  ) -> [String] {
    var parts = ["\(what) \(grouped(done))"]
    if total > 0 { parts[0] += " of \(grouped(total)) (\(Int(100 * share(done, total))) %)" }
    let isLong = seconds > 0.5 && done > 0
    if isLong {
      let rate = Double(done) / seconds
      parts.append("\(grouped(Int(rate)))/s")
      if total > done, isLast { parts.append("\(humanTime(Double(total - done) / rate)) left") }
    }
    if let bytes {
      parts.append(humanSize(bytes))
      if isLong { parts.append("\(humanSize(Int(Double(bytes) / seconds)))/s") }
    }
    return parts
  }

  private static func share(_ done: Int, _ total: Int) -> Double {
    max(0, min(1, Double(done) / Double(total)))
  }

  private func put(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
  }
}

/// "40 s", "12 min", "3 h 20 min".
private func humanTime(_ seconds: Double) -> String {
  let whole = Int(min(seconds, 1e9).rounded(.up))
  if whole < 90 { return "\(whole) s" }
  if whole < 5_400 { return "\((whole + 30) / 60) min" }
  return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
}

/// Seconds on a clock that only goes forward.
package func now() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
