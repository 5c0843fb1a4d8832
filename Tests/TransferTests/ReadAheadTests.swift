import Synchronization
import Testing

@testable import Transfer

@Suite struct ReadAheadTests {
  private struct Broken: Error {}

  @Test func everythingReadIsUsedInOrder() throws {
    var used: [Int] = []
    try ReadAhead<Int>(bytes: 3).run { give in
      for number in 0..<1_000 { guard give(number, 1) else { return } }
    } use: {
      used.append($0)
    }
    #expect(used == Array(0..<1_000))
  }

  @Test func whatWasReadBeforeAFailureIsUsed() throws {
    var used: [Int] = []
    #expect(throws: Broken.self) {
      try ReadAhead<Int>(bytes: 100).run { give in
        for number in 0..<5 { guard give(number, 1) else { return } }
        throw Broken()
      } use: {
        used.append($0)
      }
    }
    #expect(used == [0, 1, 2, 3, 4])
  }

  @Test func aUserThatFailsEndsTheReading() {
    let read = Counter()
    #expect(throws: Broken.self) {
      try ReadAhead<Int>(bytes: 2).run { give in
        while give(read.next(), 1) {}
      } use: {
        if $0 == 3 { throw Broken() }
      }
    }
    #expect(read.count < 10)
  }

  private final class Counter: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .relaxed) }
    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
  }
}
