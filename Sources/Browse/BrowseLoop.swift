package import Archive
import Presentation
private import Synchronization

/// Passes keys and results to the model, its effects to the archive, and its picture to the
/// terminal.
package struct BrowseLoop {
  private let terminal: TerminalDevice
  private let archive: BrowseArchive
  private let answers: Answers
  private var model: BrowseModel
  /// Milliseconds between two checks whether the archive has changed.
  private static let changesPause: Int32 = 2_000
  /// Milliseconds that a picture waits for missing data: usually it arrives in that time, which
  /// avoids flicker.
  private static let answerPause: Int32 = 30

  /// Events from the archive's threads.
  private final class Answers: Sendable {
    private let events = Mutex<[BrowseEvent]>([])
    private let pipe: WakePipe

    init(_ pipe: WakePipe) { self.pipe = pipe }

    func add(_ event: BrowseEvent) {
      events.withLock { $0.append(event) }
      pipe.wake()
    }

    func take() -> [BrowseEvent] {
      events.withLock { events in
        defer { events = [] }
        return events
      }
    }
  }

  package init(
    _ archive: MailArchive, on terminal: TerminalDevice, query: String, threads: Bool,
    order: SearchOptions.Order, isPlain: Bool = false
  ) {
    self.terminal = terminal
    let answers = Answers(terminal.pipe)
    self.answers = answers
    self.archive = BrowseArchive(archive) { answers.add($0) }
    model = BrowseModel(
      size: terminal.size, title: "All mail in \(archive.location.directory)", query: query,
      threads: threads, order: order)
    model.isPlain = isPlain
  }

  /// - Returns: the signal that ended it, nil if the person quit; whether all threads have ended.
  package mutating func run() -> (signal: Int32?, isComplete: Bool) {
    var ending: Int32?
    var isQuitting = perform(model.start)
    archive.lookForChanges()
    var hasWaited = false
    while !isQuitting, ending == nil {
      let waits = model.isAwaiting && !hasWaited
      if !waits, !terminal.show(BrowseView(model).canvas) { break }
      hasWaited = waits
      let events = terminal.wait(milliseconds: waits ? Self.answerPause : Self.changesPause)
      ending = events.ending
      if events.isToSuspend, !terminal.suspend() { break }
      if events.isDisturbed {
        terminal.redrawAll()
        isQuitting = perform(model.handle(.resized(terminal.size)))
      }
      let happened = events.keys.map(BrowseEvent.key) + answers.take()
      // Handle everything that has arrived before drawing: a key that was held down then stops at
      // once.
      for event in happened where !isQuitting { isQuitting = perform(model.handle(event)) }
      if happened.isEmpty, !waits { archive.lookForChanges() }
    }
    terminal.leave()
    return (ending, archive.finish())
  }

  /// Returns true if the program should end.
  private mutating func perform(_ effects: [BrowseEffect]) -> Bool {
    var isOver = false
    for effect in effects {
      switch effect {
      case .redraw: terminal.redrawAll()
      case .suspend: if !terminal.suspend() { isOver = true }
      case .quit: isOver = true
      case .openInBrowser(let id) where Browser.needsTerminal:
        terminal.leave()
        let event = archive.openOnTerminal(id)
        if !terminal.enter() { isOver = true }
        _ = perform(model.handle(event))
      default: archive.perform(effect)
      }
    }
    return isOver
  }
}
