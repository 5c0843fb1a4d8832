package import Foundation

/// A queue between threads that holds at most so much: a producer that is ahead waits, so memory
/// is bounded by settings and not by the mailbox.
///
/// Closing it lets consumers drain what is left; `cancel` drops that too, so that a failure on one
/// side never leaves the other waiting.
package final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
  // Everything below is touched only while `condition` is locked.
  private let condition = NSCondition()
  /// Elements before `head` were taken and are nil, so that nothing keeps them in memory.
  private var elements: [(element: Element, weight: Int)?] = []
  private var head = 0
  private var weight = 0
  private var isClosed = false
  /// Threads that wait in `pop`.
  private var waiting = 0

  private let maximumCount: Int
  private let maximumWeight: Int

  /// `maximumWeight` has the unit of the weights that are passed to `push`, usually bytes. An element
  /// that is heavier still passes, alone.
  package init(maximumCount: Int, maximumWeight: Int = .max) {
    self.maximumCount = maximumCount
    self.maximumWeight = maximumWeight
  }

  /// Waits for room. False when the queue was closed: the element was not taken.
  package func push(_ element: Element, weight elementWeight: Int = 1) -> Bool {
    condition.withLock {
      while !isClosed, count > 0,
        count >= maximumCount || weight.addingReportingOverflow(elementWeight).overflow
          || weight + elementWeight > maximumWeight
      {
        condition.wait()
      }
      guard !isClosed else { return false }
      elements.append((element, elementWeight))
      weight += elementWeight
      condition.broadcast()
      return true
    }
  }

  /// Waits until something can be pushed at once. False when the queue was closed.
  package func waitForRoom() -> Bool {
    condition.withLock {
      while !isClosed, count >= maximumCount { condition.wait() }
      return !isClosed
    }
  }

  /// True if a consumer waits for an element and there is none for it.
  package var isAwaited: Bool { condition.withLock { waiting > count } }

  /// Waits for an element; nil when the queue is closed and empty, or when `deadline` has passed.
  package func pop(until deadline: Date? = nil) -> Element? {
    condition.withLock {
      waiting += 1
      defer { waiting -= 1 }
      while count == 0, !isClosed {
        if let deadline {
          if !condition.wait(until: deadline) { break }
        } else {
          condition.wait()
        }
      }
      guard count > 0, let (element, elementWeight) = elements[head] else { return nil }
      elements[head] = nil
      head += 1
      weight -= elementWeight
      if head > 64, head * 2 > elements.count {
        elements.removeFirst(head)
        head = 0
      }
      condition.broadcast()
      return element
    }
  }

  /// No more elements are taken; those inside can still be popped.
  package func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }

  /// Closes the queue and drops what is inside.
  package func cancel() {
    condition.withLock {
      isClosed = true
      elements.removeAll()
      head = 0
      weight = 0
      condition.broadcast()
    }
  }

  private var count: Int { elements.count - head }
}
