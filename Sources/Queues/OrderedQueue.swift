import Foundation

/// Puts what several threads finish in any order back into the order of its numbers, which count
/// from 0 without gaps. Bounded: a producer far ahead of the consumer waits.
package final class OrderedQueue<Element: Sendable>: @unchecked Sendable {
  // Everything below is touched only while `condition` is locked.
  private let condition = NSCondition()
  private var waiting: [Int: Element] = [:]
  private var next = 0
  private var producers: Int
  private var isCancelled = false

  private let maximumAhead: Int

  package init(producers: Int, maximumAhead: Int) {
    self.producers = producers
    self.maximumAhead = maximumAhead
  }

  /// Waits while `number` is too far ahead. False when the queue was cancelled.
  package func push(_ element: Element, at number: Int) -> Bool {
    condition.withLock {
      while !isCancelled, number - next >= maximumAhead { condition.wait() }
      guard !isCancelled else { return false }
      waiting[number] = element
      condition.broadcast()
      return true
    }
  }

  /// Each producer says so once.
  package func producerFinished() {
    condition.withLock {
      producers -= 1
      condition.broadcast()
    }
  }

  /// Waits for the element with the next number; nil after the last, or when cancelled.
  package func pop() -> Element? {
    condition.withLock {
      while !isCancelled, waiting[next] == nil, producers > 0 { condition.wait() }
      guard !isCancelled, let element = waiting.removeValue(forKey: next) else { return nil }
      next += 1
      condition.broadcast()
      return element
    }
  }

  package func cancel() {
    condition.withLock {
      isCancelled = true
      waiting.removeAll()
      condition.broadcast()
    }
  }
}
