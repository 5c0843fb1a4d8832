import Foundation
import Queues
import Synchronization
import Testing

/// The queues between the threads of an ingest and of a new index: bounded, in order, never stuck.
@Suite(.timeLimit(.minutes(2))) struct QueueTests {
  /// Runs `body` on a thread of its own; signalled when it has ended.
  private func inBackground(_ body: @escaping @Sendable () -> Void) -> DispatchSemaphore {
    let done = DispatchSemaphore(value: 0)
    Thread {
      body()
      done.signal()
    }.start()
    return done
  }

  /// Long enough for a thread that does not wait to end. A slow machine makes the check weaker, not
  /// wrong.
  private func isWaiting(_ thread: DispatchSemaphore) -> Bool {
    thread.wait(timeout: .now() + .milliseconds(50)) == .timedOut
  }

  // MARK: BoundedQueue

  @Test func whatGoesInComesOutInOrder() {
    let queue = BoundedQueue<Int>(maximumCount: 1_000)
    for number in 0..<500 { #expect(queue.push(number)) }
    queue.close()
    #expect(!queue.push(500), "closed")
    #expect((0..<500).allSatisfy { queue.pop() == $0 })
    #expect(queue.pop() == nil)
  }

  @Test(arguments: [(count: 2, weight: Int.max), (count: .max, weight: 2)])
  func aProducerThatIsAheadWaits(_ limit: (count: Int, weight: Int)) {
    let queue = BoundedQueue<Int>(maximumCount: limit.count, maximumWeight: limit.weight)
    for number in 0..<2 { #expect(queue.push(number)) }
    let third = inBackground { #expect(queue.push(2)) }
    #expect(isWaiting(third))
    #expect(queue.pop() == 0)
    third.wait()
    #expect(queue.pop() == 1)
    #expect(queue.pop() == 2)
  }

  @Test func anElementHeavierThanAllPassesAlone() {
    let queue = BoundedQueue<Int>(maximumCount: 10, maximumWeight: 100)
    #expect(queue.push(0, weight: 1_000))
    let next = inBackground { #expect(queue.push(1, weight: .max)) }
    #expect(isWaiting(next))
    #expect(queue.pop() == 0)
    next.wait()
    #expect(queue.pop() == 1)
  }

  @Test func aConsumerThatWaitsIsKnown() {
    let queue = BoundedQueue<Int>(maximumCount: 2)
    #expect(!queue.isAwaited)
    let consumer = inBackground { #expect(queue.pop() == 0) }
    while !queue.isAwaited { Thread.sleep(forTimeInterval: 0.001) }
    #expect(queue.push(0))
    consumer.wait()
    #expect(!queue.isAwaited)
  }

  @Test func roomIsWaitedFor() {
    let queue = BoundedQueue<Int>(maximumCount: 1)
    #expect(queue.waitForRoom())
    #expect(queue.push(0))
    let room = inBackground { #expect(queue.waitForRoom()) }
    #expect(isWaiting(room))
    #expect(queue.pop() == 0)
    room.wait()
    queue.close()
    #expect(!queue.waitForRoom())
  }

  @Test func aConsumerWaitsForAnElementOrItsDeadline() {
    let queue = BoundedQueue<Int>(maximumCount: 1)
    #expect(queue.pop(until: Date(timeIntervalSinceNow: 0.01)) == nil, "the deadline")
    let consumer = inBackground { #expect(queue.pop() == 7) }
    #expect(isWaiting(consumer))
    #expect(queue.push(7))
    consumer.wait()
    let last = inBackground { #expect(queue.pop() == nil) }
    #expect(isWaiting(last))
    queue.close()
    last.wait()
  }

  @Test func cancellingDropsWhatIsInsideAndWakesEverybody() {
    let queue = BoundedQueue<Int>(maximumCount: 1)
    #expect(queue.push(0))
    let producer = inBackground { #expect(!queue.push(1)) }
    #expect(isWaiting(producer))
    queue.cancel()
    producer.wait()
    #expect(queue.pop() == nil)
  }

  @Test func betweenManyThreadsEachElementPassesOnce() {
    let queue = BoundedQueue<Int>(maximumCount: 3)
    let seen = Mutex<[Int]>([])
    let producers = (0..<4).map { producer in
      inBackground { for number in 0..<500 { _ = queue.push(producer * 500 + number) } }
    }
    let consumers = (0..<4).map { _ in
      inBackground { while let number = queue.pop() { seen.withLock { $0.append(number) } } }
    }
    for producer in producers { producer.wait() }
    queue.close()
    for consumer in consumers { consumer.wait() }
    #expect(seen.withLock { $0.sorted() } == Array(0..<2_000))
  }

  // MARK: OrderedQueue

  @Test func whatEndsInAnyOrderComesOutByNumber() {
    let queue = OrderedQueue<Int>(producers: 3, maximumAhead: 4)
    let next = Mutex(0)
    let producers = (0..<3).map { _ in
      inBackground {
        while let number = next.withLock({ number -> Int? in
          defer { number += 1 }
          return number < 1_000 ? number : nil
        }) {
          #expect(queue.push(number, at: number))
        }
        queue.producerFinished()
      }
    }
    var found: [Int] = []
    while let number = queue.pop() { found.append(number) }
    for producer in producers { producer.wait() }
    #expect(found == Array(0..<1_000))
  }

  @Test func aProducerFarAheadWaits() {
    let queue = OrderedQueue<Int>(producers: 1, maximumAhead: 2)
    #expect(queue.push(1, at: 1))
    let ahead = inBackground { #expect(queue.push(2, at: 2)) }
    #expect(isWaiting(ahead))
    #expect(queue.push(0, at: 0))
    #expect(queue.pop() == 0)
    ahead.wait()
    queue.producerFinished()
    #expect(queue.pop() == 1)
    #expect(queue.pop() == 2)
    #expect(queue.pop() == nil)
  }

  @Test func aNumberThatNeverCameEndsTheQueue() {
    let queue = OrderedQueue<Int>(producers: 2, maximumAhead: 9)
    #expect(queue.push(1, at: 1))
    queue.producerFinished()
    let consumer = inBackground { #expect(queue.pop() == nil) }
    #expect(isWaiting(consumer))
    queue.producerFinished()
    consumer.wait()
  }

  @Test func cancellingWakesProducersAndConsumers() {
    let queue = OrderedQueue<Int>(producers: 1, maximumAhead: 1)
    let consumer = inBackground { #expect(queue.pop() == nil) }
    let producer = inBackground { #expect(!queue.push(5, at: 5)) }
    #expect(isWaiting(consumer) && isWaiting(producer))
    queue.cancel()
    consumer.wait()
    producer.wait()
    #expect(!queue.push(0, at: 0))
  }
}
