internal import Foundation
package import Testing

/// A suite whose tests mostly wait: for servers, other programs and the disk. They run on threads of their
/// own. Otherwise each would hold one of the threads that all tests share, of which there are only as many
/// as processors, and these would idle.
package struct Waiting: SuiteTrait, TestTrait, TestScoping {
  package var isRecursive: Bool { true }

  @concurrent package func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    try await withTaskExecutorPreference(WaitingThreads.shared) { try await function() }
  }
}

extension Trait where Self == Waiting {
  package static var waiting: Self { Waiting() }
}

private final class WaitingThreads: TaskExecutor {
  static let shared = WaitingThreads()
  /// Tests that wait at the same time, beside those on the shared threads.
  private static let count = 3

  private let queue: OperationQueue

  private init() {
    queue = OperationQueue()
    queue.maxConcurrentOperationCount = Self.count
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
