import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Archive

/// The queues between the threads of the ingest pipeline.
@Suite struct QueueTests {
  /// Collects on another thread what a queue gives, until it ends.
  private final class Consumer: Sendable {
    private let taken = Mutex<[Int]>([])
    private let thread = DispatchGroup()

    init(_ pop: @escaping @Sendable () -> Int?) {
      thread.startThread("consumer") {
        while let element = pop() { self.taken.withLock { $0.append(element) } }
      } failed: { _ in
      }
    }

    func wait() -> [Int] {
      thread.wait()
      return taken.withLock { $0 }
    }
  }

  /// Runs `body` on another thread and gives whether it ended soon: what waits never does.
  private func ends(_ body: @escaping @Sendable () -> Void) -> Bool {
    let thread = DispatchGroup()
    thread.startThread("other", body) { _ in }
    return thread.wait(timeout: .now() + 0.1) == .success
  }

  @Test func aBoundedQueueGivesEverythingInOrder() {
    let queue = BoundedQueue<Int>(maximumCount: 3)
    let consumer = Consumer { queue.pop() }
    for element in 0..<1_000 { #expect(queue.push(element)) }
    queue.close()
    #expect(consumer.wait() == Array(0..<1_000))
    #expect(!queue.push(1_000), "closed: not taken")
  }

  @Test func aProducerWaitsForRoomByCountAndByWeight() {
    let byCount = BoundedQueue<Int>(maximumCount: 2)
    #expect(byCount.push(1) && byCount.push(2))
    #expect(!ends { _ = byCount.push(3) })
    #expect([byCount.pop(), byCount.pop(), byCount.pop()] == [1, 2, 3])

    let byWeight = BoundedQueue<Int>(maximumCount: 100, maximumWeight: 10)
    #expect(byWeight.push(1, weight: 50), "one that is too heavy passes alone")
    #expect(!ends { _ = byWeight.push(2, weight: 1) })
    byWeight.cancel()
  }

  @Test func aWeightThatCannotBeAddedWaits() {
    let queue = BoundedQueue<Int>(maximumCount: 100)
    #expect(queue.push(1, weight: .max))
    #expect(!ends { _ = queue.push(2, weight: .max) })
    queue.cancel()
  }

  @Test func cancellingFreesWhoeverWaitsAndDropsTheRest() {
    let queue = BoundedQueue<Int>(maximumCount: 1)
    #expect(queue.push(1))
    let isTaken = Mutex<Bool?>(nil)
    let producer = DispatchGroup()
    producer.startThread("producer") {
      let taken = queue.push(2)
      isTaken.withLock { $0 = taken }
    } failed: { _ in
    }
    queue.cancel()
    producer.wait()
    #expect(isTaken.withLock { $0 } == false)
    #expect(queue.pop() == nil)
  }

  @Test func aConsumerStopsWaitingAtTheDeadline() {
    let queue = BoundedQueue<Int>(maximumCount: 1)
    #expect(queue.pop(until: Date(timeIntervalSinceNow: 0.01)) == nil)
    #expect(queue.push(1))
    #expect(queue.pop(until: Date(timeIntervalSinceNow: -1)) == 1, "what is there is given")
  }

  @Test func anOrderedQueuePutsWhatSeveralFinishBackIntoOrder() {
    let queue = OrderedQueue<Int>(producers: 4, maximumAhead: 8)
    let consumer = Consumer { queue.pop() }
    let producers = DispatchGroup()
    for producer in 0..<4 {
      producers.startThread("producer") {
        for number in stride(from: producer, to: 1_000, by: 4) {
          _ = queue.push(number, at: number)
        }
        queue.producerFinished()
      } failed: { _ in
      }
    }
    producers.wait()
    #expect(consumer.wait() == Array(0..<1_000))
  }

  @Test func aProducerFarAheadWaits() {
    let queue = OrderedQueue<Int>(producers: 1, maximumAhead: 2)
    #expect(queue.push(1, at: 1))
    #expect(!ends { _ = queue.push(2, at: 2) })
    #expect(queue.push(0, at: 0))
    #expect([queue.pop(), queue.pop(), queue.pop()] == [0, 1, 2])
    queue.producerFinished()
    #expect(queue.pop() == nil)
  }

  @Test func cancellingAnOrderedQueueEndsBothSides() {
    let queue = OrderedQueue<Int>(producers: 2, maximumAhead: 1)
    let consumer = Consumer { queue.pop() }
    #expect(queue.push(0, at: 0))
    queue.cancel()
    #expect(!queue.push(1, at: 1))
    #expect(consumer.wait().count <= 1)
  }
}
