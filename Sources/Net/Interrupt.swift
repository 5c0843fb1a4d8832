internal import Glibc

/// Permanently ends the waiting of connections, from another thread or a signal handler.
package final class Interrupt: Sendable {
  /// Readable after `signal()` was called.
  let descriptor: Descriptor
  private let writer: Descriptor

  /// Fails when the process has no descriptors left.
  package init?() {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return nil }
    descriptor = Descriptor(ends[0])
    writer = Descriptor(ends[1])
    descriptor.setFlags()
    writer.setFlags()
  }

  /// Safe in a signal handler: one `write(2)`.
  package func signal() {
    var one: UInt8 = 1
    _ = unsafe write(writer.number, &one, 1)
  }

  package var isSignalled: Bool {
    Poll.wait([Poll.Interest(descriptor: descriptor, readable: true)], until: .now) == [true]
  }
}
