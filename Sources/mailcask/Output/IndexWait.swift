import Archive
private import Synchronization

/// Runs `body`, which needs the index, and shows how far that is if it must be made first.
///
/// - Parameters:
///   - interruption: the command's own. Without one, Ctrl-C ends the program at once while the index
///     is made, which is safe, and says so.
///   - notice: shows what there is to say of it.
func waitingForIndex<Value>(
  _ interruption: Interruption? = nil, notice: @escaping @Sendable (String) -> Void = remark,
  _ body: (IndexObserver) throws -> Value
) rethrows -> Value {
  let line = ProgressLine()
  let ownInterruption = InterruptionWhileIndexing()
  defer {
    line.clear()
    ownInterruption.end()
  }
  return try body(
    IndexObserver(notice: notice) { done, total in
      if interruption == nil { ownInterruption.begin() }
      line.show("indexing", done, of: total)
    } reading: { done, total in
      if interruption == nil { ownInterruption.begin() }
      line.show("reading all mail again", done, of: total)
    } isInterrupted: {
      interruption?.isRequested ?? false
    })
}

/// After a command that took in mail was stopped while it indexed.
let indexIsLeft = "all mail is safe; the next search or fetch goes on with the index"

/// Only searches that find the index out of date pay for watching signals.
private final class InterruptionWhileIndexing: Sendable {
  private let interruption = Mutex<Interruption?>(nil)

  func begin() {
    interruption.withLock {
      $0 = $0 ?? (try? Interruption(.atOnce("the next search goes on with the index")))
    }
  }

  func end() { interruption.withLock { $0?.end() } }
}
