public import Archive
import Foundation

/// Fetches again and again until it is stopped, from each account when it is due.
///
/// Holds nothing between two rounds: the archive can be closed, so that other commands write to it,
/// and the settings read again.
public struct FetchWatch {
  /// What the loop needs from the program around it.
  public struct Surroundings {
    public var isStopped: () -> Bool
    /// Sleeps for a number of seconds or until woken up; false to end.
    public var sleep: (Double) -> Bool
    /// Whether somebody asked, since the last call, for all servers to be asked at once.
    public var takeWakeUp: () -> Bool
    /// The accounts that were heard to have new mail, since the last call.
    public var takeNews: () -> Set<String> = { [] }
    public var report: (Event) -> Void
    /// Seconds since 1970.
    public var now: () -> Double = { Date().timeIntervalSince1970 }

    public init(
      isStopped: @escaping () -> Bool, sleep: @escaping (Double) -> Bool,
      takeWakeUp: @escaping () -> Bool, report: @escaping (Event) -> Void
    ) {
      self.isStopped = isStopped
      self.sleep = sleep
      self.takeWakeUp = takeWakeUp
      self.report = report
    }
  }

  public enum Event {
    /// A round could not begin, as when the archive cannot be opened; the next may.
    case roundFailed(ArchiveError)
    case willTryAgain(account: String, seconds: Double)
    case asksAllNow
  }

  /// One round. `due` takes the names of all accounts and returns those to fetch from now.
  public typealias Round = (_ due: ([String]) -> Set<String>) throws -> [FetchResult]

  private let surroundings: Surroundings
  private var timetable: PollTimetable

  /// - Parameter interval: seconds; see `PollSchedule`.
  public init(interval: Double, _ surroundings: Surroundings) {
    self.surroundings = surroundings
    timetable = PollTimetable(interval: interval)
  }

  /// Returns when it was stopped.
  ///
  /// - Throws: what the first round throws: a mistake in the settings should be seen at once. Later
  ///   errors are reported, and the next round follows after a pause.
  public mutating func run(_ round: Round) throws {
    var isFirst = true
    while !surroundings.isStopped() {
      var pause = Limits.pauseAfterFailedRound
      do { pause = try poll(round) } catch {
        guard !isFirst else { throw error }
        surroundings.report(.roundFailed(ArchiveError(any: error)))
      }
      isFirst = false
      guard surroundings.sleep(pause) else { return }
      for account in surroundings.takeNews() { timetable.hasNews(account) }
      if surroundings.takeWakeUp() {
        surroundings.report(.asksAllNow)
        timetable.pollNow()
      }
    }
  }

  /// Asks the servers that are due. Gives the seconds until the next is.
  private mutating func poll(_ round: Round) throws -> Double {
    let start = surroundings.now()
    let results = try round { timetable.due(among: $0, at: start) }
    for result in results { plan(result) }
    return timetable.pause(at: surroundings.now())
  }

  private mutating func plan(_ result: FetchResult) {
    let now = surroundings.now()
    switch result.outcome {
    case .success(let report):
      timetable.succeeded(result.account, loginDelay: report.loginDelay, at: now)
    case .failure(let error):
      let delay = timetable.failed(result.account, isTransient: error.isTransient, at: now)
      guard let delay, !surroundings.isStopped() else { return }
      surroundings.report(.willTryAgain(account: result.account, seconds: delay))
    }
  }
}
