import Foundation

/// Who waits for an index that is made or brought up to date before something else can be done.
public struct IndexObserver: Sendable {
  /// Told when there is more to do than a trifle, and what cannot be indexed.
  public var notice: @Sendable (String) -> Void
  /// Told, once nothing else is shown, how much of how much is done.
  public var progress: IndexProgress
  /// Told how many messages of how many were read again, after an update of Mailcask.
  public var reading: IndexProgress
  /// Asked now and then. What was indexed until then is kept; the next to need the index goes on.
  public var isInterrupted: @Sendable () -> Bool

  public init(
    notice: @escaping @Sendable (String) -> Void = { _ in },
    progress: @escaping IndexProgress = { _, _ in },
    reading: @escaping IndexProgress = { _, _ in },
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.notice = notice
    self.progress = progress
    self.reading = reading
    self.isInterrupted = isInterrupted
  }
}

extension IndexObserver {
  /// What waits a moment for another process that writes the index, after it has said so once; it
  /// returns false when the wait is over or was interrupted.
  ///
  /// - Parameter limit: seconds.
  func waitForIndex(atMost limit: Double = .infinity) -> () -> Bool {
    var waited = 0.0
    return {
      guard waited < limit, !isInterrupted() else { return false }
      if waited == 0 { notice("another process is writing the index: waiting for it") }
      Thread.sleep(forTimeInterval: Limits.secondsBetweenLooks)
      waited += Limits.secondsBetweenLooks
      return true
    }
  }
}

/// Told how many messages, or changes, of how many are in the index.
public typealias IndexProgress = @Sendable (_ done: Int, _ total: Int) -> Void
