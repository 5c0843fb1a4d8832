import Store
import Synchronization

/// What became of the messages of one session, by their numbers there: only what is in here is on
/// disk. Filled by the pipeline's writer, read by the client's thread.
///
/// The pipeline knows messages by tickets that are never given twice: numbers come from the server,
/// may be anything, and mean other messages when the session begins again.
final class Receipts: Sendable {
  private struct State {
    var next = 0
    /// Number by ticket, of this session.
    var numbers: [Int: Int] = [:]
    var entries: [Int: LedgerEntry] = [:]
  }

  private let state = Mutex(State())

  func ticket(for number: Int) -> Int {
    state.withLock { state in
      defer { state.next += 1 }
      state.numbers[state.next] = number
      return state.next
    }
  }

  /// Called after a commit.
  func committed(_ entries: [(ticket: Int, entry: LedgerEntry)]) {
    state.withLock { state in
      for (ticket, entry) in entries {
        if let number = state.numbers.removeValue(forKey: ticket) { state.entries[number] = entry }
      }
    }
  }

  /// By number.
  var all: [Int: LedgerEntry] { state.withLock { $0.entries } }

  /// What is still under way belongs to a session that is over.
  func restart() {
    state.withLock { state in
      state.numbers = [:]
      state.entries = [:]
    }
  }
}
