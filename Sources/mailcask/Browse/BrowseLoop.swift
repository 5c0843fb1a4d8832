import Archive
private import Synchronization

/// Brings keys and answers to the model, its effects to the archive, its picture to the terminal.
struct BrowseLoop {
  private let terminal: TerminalDevice
  private let archive: BrowseArchive
  private let answers: Answers
  private var model: BrowseModel
  /// Milliseconds between two looks whether the archive has changed.
  private static let changesPause: Int32 = 2_000

  /// What the archive's threads have to tell.
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

  init(
    _ archive: MailArchive, on terminal: TerminalDevice, query: String, threads: Bool,
    order: BrowseOrder
  ) {
    self.terminal = terminal
    let answers = Answers(terminal.pipe)
    self.answers = answers
    self.archive = BrowseArchive(archive) { answers.add($0) }
    model = BrowseModel(
      size: terminal.size, title: "All mail in \(archive.location.directory)", query: query,
      threads: threads, order: order)
  }

  /// - Returns: the signal that ended it; nil when the person did.
  mutating func run() -> Int32? {
    var ending: Int32?
    var isQuitting = perform(model.start)
    archive.lookForChanges()
    while !isQuitting, ending == nil {
      guard terminal.show(BrowseView(model).canvas) else { break }
      let events = terminal.wait(milliseconds: Self.changesPause)
      ending = events.ending
      if events.isToSuspend, !terminal.suspend() { break }
      if events.isDisturbed {
        terminal.redrawAll()
        isQuitting = perform(model.handle(.resized(terminal.size))) || isQuitting
      }
      let happened = events.keys.map(BrowseEvent.key) + answers.take()
      // All that came is dealt with before the next picture: held keys do not run on.
      for event in happened { isQuitting = perform(model.handle(event)) || isQuitting }
      if happened.isEmpty { archive.lookForChanges() }
    }
    terminal.leave()
    archive.finish()
    return ending
  }

  /// True when it is over.
  private func perform(_ effects: [BrowseEffect]) -> Bool {
    var isOver = false
    for effect in effects {
      switch effect {
      case .redraw: terminal.redrawAll()
      case .suspend: if !terminal.suspend() { isOver = true }
      case .quit: isOver = true
      default: archive.perform(effect)
      }
    }
    return isOver
  }
}
