import Archive
import Fetch
import TestThreads
import Testing

/// The loop of `fetch --watch` without a program, a server or time.
@Suite(.waiting) struct FetchWatchTests {
  /// A world in which sleeping is all that takes time.
  private final class World {
    var time = 1_000.0
    var slept: [Double] = []
    var events: [String] = []
    /// The numbers of the sleeps in which SIGHUP comes.
    var wakesIn: Set<Int> = []
    var isStopped = false
    private let sleeps: Int

    init(sleeps: Int) { self.sleeps = sleeps }

    var surroundings: FetchWatch.Surroundings {
      var surroundings = FetchWatch.Surroundings(
        isStopped: { self.isStopped },
        sleep: { seconds in
          self.slept.append(seconds)
          self.time += self.wakesIn.contains(self.slept.count) ? 1 : seconds
          return self.slept.count < self.sleeps
        },
        takeWakeUp: { self.wakesIn.contains(self.slept.count) },
        report: { event in
          switch event {
          case .roundFailed(let error): self.events.append("failed: \(error.code)")
          case .willTryAgain(let account, _): self.events.append("again: \(account)")
          case .asksAllNow: self.events.append("now")
          }
        })
      surroundings.now = { self.time }
      return surroundings
    }
  }

  private static func success(_ name: String, loginDelay: Double? = nil) -> FetchResult {
    var report = FetchReport(account: name)
    report.loginDelay = loginDelay
    return FetchResult(account: name, outcome: .success(report))
  }

  private static func failure(_ name: String, isTransient: Bool = false) -> FetchResult {
    var error = ArchiveError(.network, "talk", why: "nobody answers")
    error.isTransient = isTransient
    return FetchResult(account: name, outcome: .failure(error))
  }

  @Test func eachAccountIsAskedWhenItIsDue() throws {
    let world = World(sleeps: 4)
    var watch = FetchWatch(interval: 60, world.surroundings)
    var rounds: [Set<String>] = []
    try watch.run { due in
      let names = due(["a", "b"])
      rounds.append(names)
      return names.map { Self.success($0, loginDelay: $0 == "b" ? 100 : nil) }
    }
    #expect(rounds == [["a", "b"], ["a"], ["b"], ["a"]])
    #expect(world.slept == [60, 40, 20, 60])
    #expect(world.events.isEmpty)
  }

  @Test func theFirstRoundsMistakeEndsItAndLaterOnesAreTold() throws {
    let broken = ArchiveError(.configuration, "read", why: "line 3")
    var watch = FetchWatch(interval: 60, World(sleeps: 1).surroundings)
    #expect(throws: ArchiveError.self) { try watch.run { _ in throw broken } }

    let world = World(sleeps: 3)
    watch = FetchWatch(interval: 60, world.surroundings)
    var round = 0
    try watch.run { due in
      round += 1
      if round == 2 { throw broken }
      return due(["a"]).map { Self.success($0) }
    }
    #expect(world.events == ["failed: configuration"])
    #expect(world.slept == [60, 30, 60], "a short pause after a round that could not begin")
  }

  @Test func anAccountThatFailsIsTriedAgainAndStopsNoOther() throws {
    let world = World(sleeps: 2)
    var watch = FetchWatch(interval: 60, world.surroundings)
    var rounds: [Set<String>] = []
    try watch.run { due in
      let names = due(["bad", "good"])
      rounds.append(names)
      return names.sorted().map {
        $0 == "bad" ? Self.failure($0, isTransient: true) : Self.success($0)
      }
    }
    #expect(rounds == [["bad", "good"], ["bad"]])
    #expect(world.events == ["again: bad", "again: bad"])
    #expect((15...30).contains(world.slept[0]))
  }

  @Test func aWakeUpReadsTheSettingsAgainAndAsksAllAtOnce() throws {
    let world = World(sleeps: 2)
    world.wakesIn = [1]
    var watch = FetchWatch(interval: 3_600, world.surroundings)
    var names = [["a"], ["a", "new"]]
    var rounds: [Set<String>] = []
    try watch.run { due in
      let asked = due(names.removeFirst())
      rounds.append(asked)
      return asked.map { Self.success($0) }
    }
    #expect(rounds == [["a"], ["a", "new"]])
    #expect(world.events == ["now"])
  }

  @Test func onceStoppedItAsksNobodyAndSaysNothing() throws {
    let world = World(sleeps: 5)
    var watch = FetchWatch(interval: 60, world.surroundings)
    var rounds = 0
    try watch.run { due in
      rounds += 1
      world.isStopped = true
      return due(["a"]).map { Self.failure($0) }
    }
    #expect(rounds == 1)
    #expect(world.events.isEmpty)
  }
}
