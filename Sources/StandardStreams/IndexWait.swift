package import Archive
private import Synchronization

/// Runs `body`, which needs the index, and shows progress if the index must be built first.
///
/// - Parameters:
///   - interruption: the command's own. Without one, Ctrl-C ends the program at once while the index
///     is made, which is safe, and says so.
///   - notice: shows what there is to say of it.
package func waitingForIndex<Value>(
  _ interruption: Interruption? = nil, step: ProgressStep = .only,
  notice: @escaping @Sendable (String) -> Void = Log.info,
  _ body: (IndexObserver) throws -> Value
) rethrows -> Value {
  let line = ProgressLine(step: step)
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

/// After a command that stored mail was stopped while it indexed.
package let indexIsLeft = "all mail is safe; the next search or fetch continues indexing"

/// Signals are watched only if the index is out of date.
private final class InterruptionWhileIndexing: Sendable {
  private let interruption = Mutex<Interruption?>(nil)

  func begin() {
    interruption.withLock {
      $0 = $0 ?? (try? Interruption(.atOnce("the next search continues indexing")))
    }
  }

  func end() { interruption.withLock { $0?.end() } }
}
