import Fetch
import Testing

/// When each account's server is asked again.
@Suite struct PollTimetableTests {
  private var timetable = PollTimetable(interval: 60)

  @Test mutating func newAccountsAreDueAtOnceAndThoseNotNamedAreForgotten() {
    #expect(timetable.due(among: ["a", "b"], at: 0) == ["a", "b"])
    timetable.succeeded("a", loginDelay: nil, at: 0)
    timetable.succeeded("b", loginDelay: nil, at: 0)
    #expect(timetable.due(among: ["a"], at: 30) == [])
    #expect(timetable.due(among: ["a", "b"], at: 30) == ["b"], "b was taken out and put back")
  }

  @Test mutating func afterASuccessTheIntervalCounts() {
    _ = timetable.due(among: ["a", "b"], at: 100)
    timetable.succeeded("a", loginDelay: nil, at: 110)
    timetable.succeeded("b", loginDelay: nil, at: 130)
    #expect(timetable.pause(at: 130) == 40)
    #expect(timetable.due(among: ["a", "b"], at: 169) == [])
    #expect(timetable.due(among: ["a", "b"], at: 170) == ["a"])
    #expect(timetable.pause(at: 500) == 0, "never a time in the past")
  }

  @Test mutating func newMailIsFetchedSoonButNotAgainAndAgain() {
    _ = timetable.due(among: ["a", "b"], at: 0)
    for name in ["a", "b"] { timetable.succeeded(name, loginDelay: nil, at: 0) }
    timetable.hasNews("a")
    timetable.hasNews("unknown")
    #expect(timetable.due(among: ["a", "b"], at: 4) == [], "it was just asked")
    #expect(timetable.due(among: ["a", "b"], at: 5) == ["a"])
    timetable.succeeded("b", loginDelay: 30, at: 5)
    timetable.hasNews("b")
    #expect(timetable.due(among: ["b"], at: 34) == [], "the server wants time between sessions")
    #expect(timetable.due(among: ["b"], at: 35) == ["b"])
  }

  @Test mutating func aServerThatWantsTimeBetweenSessionsGetsIt() {
    _ = timetable.due(among: ["a"], at: 0)
    timetable.succeeded("a", loginDelay: 600, at: 0)
    #expect(timetable.pause(at: 0) == 600)
    timetable.pollNow()
    #expect(timetable.due(among: ["a"], at: 599) == [])
    #expect(timetable.due(among: ["a"], at: 600) == ["a"])
  }

  @Test mutating func askingAtOnceWakesThoseThatFailed() {
    _ = timetable.due(among: ["a", "b"], at: 0)
    let delay = timetable.failed("a", isTransient: false, at: 0)
    #expect(delay.map { (30...60).contains($0) } == true, "from half the interval to all of it")
    timetable.succeeded("b", loginDelay: 20, at: 0)
    timetable.pollNow()
    #expect(timetable.due(among: ["a", "b"], at: 1) == ["a"])
    #expect(timetable.due(among: ["a", "b"], at: 20) == ["a", "b"])
  }

  @Test mutating func whatIsNotKnownChangesNothing() {
    #expect(timetable.failed("stranger", isTransient: true, at: 0) == nil)
    timetable.succeeded("stranger", loginDelay: nil, at: 0)
    #expect(timetable.pause(at: 0) == 60, "without accounts the interval is the pause")
  }
}
