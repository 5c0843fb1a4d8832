public import Archive
import Errors
package import Net

/// Ends fetches from another thread or a signal handler: what arrived whole is kept, nothing more
/// is asked for. Once and for good.
public final class Cancellation: Sendable {
  package let interrupt: Interrupt

  /// - Throws: `fileSystem` when the process has no descriptors left.
  public init() throws(ArchiveError) {
    guard let interrupt = Interrupt() else {
      throw ArchiveError(.fileSystem, "prepare to be stopped", why: systemReason())
    }
    self.interrupt = interrupt
  }

  /// Safe in a signal handler.
  public func cancel() { interrupt.signal() }

  public var isCancelled: Bool { interrupt.isSignalled }
}
