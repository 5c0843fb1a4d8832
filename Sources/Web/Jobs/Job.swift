import Archive
import Files
import Glibc
import HTTPServing
import Synchronization

/// Something that takes long and goes on when the page is closed: an export, an import, a check.
final class Job: Sendable {
  /// How far it is. Without `all` nobody knows how much there is.
  struct Progress: Equatable, Sendable {
    /// "writing 1,204 messages".
    var text = "starting"
    var done = 0
    var all = 0
    /// What a person has to do meanwhile.
    var note = HTML()
  }

  /// A file that was made, to be saved by the browser.
  struct File: Sendable {
    let name: String
    let path: String
    /// Bytes of a file; meaningless for a directory.
    let size: Int
    let remark: String
    /// A directory is sent as a tar.
    var isDirectory = false
  }

  struct Outcome: Sendable {
    /// "1,204 messages, all intact".
    let title: String
    /// What became of everything.
    let report: HTML
    var files: [File] = []
    var isGood = true
    /// Holds the files; removed with the job.
    var folder: TemporaryFolder?
  }

  enum State: Sendable {
    case running(Progress)
    case done(Outcome)
    case failed(ArchiveError)
  }

  let id: String
  /// "Export of ferry".
  let title: String
  /// Seconds since 1970.
  let started = Int64(time(nil))
  private let current = Mutex(State.running(Progress()))
  private let stopped = Atomic(false)
  private let stops = Mutex<[@Sendable () -> Void]>([])

  init(id: String, title: String) {
    self.id = id
    self.title = title
  }

  var state: State { current.withLock { $0 } }

  var isRunning: Bool { if case .running = state { true } else { false } }

  var isStopped: Bool { stopped.load(ordering: .relaxed) }

  /// Asks it to end at the next safe point.
  func stop() {
    stopped.store(true, ordering: .relaxed)
    for stop in stops.withLock({ $0 }) { stop() }
  }

  /// - Parameter stop: called when the job is to end.
  func onStop(_ stop: @escaping @Sendable () -> Void) { stops.withLock { $0.append(stop) } }

  func show(_ text: String, done: Int = 0, all: Int = 0, note: HTML = HTML()) {
    current.withLock { state in
      if case .running = state {
        state = .running(Progress(text: text, done: done, all: all, note: note))
      }
    }
  }

  fileprivate func end(_ state: State) { current.withLock { $0 = state } }
}

/// The jobs of this start. Each runs on a thread of its own.
final class JobBoard: Sendable {
  private let jobs = Mutex<[Job]>([])

  /// - Throws: `locked` if too many run already.
  func start(
    _ title: String, _ body: @escaping @Sendable (Job) throws -> Job.Outcome
  ) throws -> Job {
    let job = Job(id: try AccessKeys.secret(), title: title)
    try jobs.withLock { jobs in
      guard jobs.count(where: \.isRunning) < Limits.jobsRunning else {
        throw ArchiveError(
          .locked, "start another job", why: "\(Limits.jobsRunning) run already",
          remedy: "Wait until one is done, or stop one.")
      }
      jobs.append(job)
      while jobs.count > Limits.jobsRemembered, let old = jobs.firstIndex(where: { !$0.isRunning })
      {
        jobs.remove(at: old)
      }
    }
    // Its report is written for whoever has started it.
    let locale = ReaderLocale.current
    WorkerPool.start("job") {
      ReaderLocale.$current.withValue(locale) {
        do { job.end(.done(try body(job))) } catch { job.end(.failed(ArchiveError(any: error))) }
      }
    }
    return job
  }

  func find(_ id: String) -> Job? {
    jobs.withLock { jobs in jobs.first { AccessKeys.areEqual($0.id, id) } }
  }

  /// The latest first.
  var all: [Job] { jobs.withLock { $0.reversed() } }

  var isRunning: Bool { jobs.withLock { $0.contains(where: \.isRunning) } }

  /// Forgets a job that has ended, and with it its files.
  func remove(_ job: Job) { jobs.withLock { jobs in jobs.removeAll { $0 === job } } }

  /// Ends all jobs at their next safe point, and returns when that is done or a while has passed.
  func stopAll() {
    let running = jobs.withLock { $0.filter(\.isRunning) }
    for job in running { job.stop() }
    for _ in 0..<Self.looks where running.contains(where: \.isRunning) { usleep(Self.pause) }
    jobs.withLock { $0 = [] }
  }

  private static let pause: UInt32 = 50_000
  private static let looks = 200
}
