internal import Glibc

/// Runs `body` in a new detached thread; returns false if the system cannot create one.
///
/// Blocking work gets its own thread, so that it does not block Swift's cooperative pool.
package func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let box = unsafe Unmanaged.passRetained(Box(body))
  let result = unsafe pthread_create(
    &thread, nil,
    { argument in
      guard let argument = unsafe argument else { return nil }
      // Balances passRetained: the thread is the only owner from here on.
      unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, box.toOpaque())
  guard result == 0 else {
    unsafe box.release()
    return false
  }
  pthread_detach(thread)
  return true
}

/// Lets this thread sleep.
package func pause(milliseconds: UInt32) { usleep(milliseconds &* 1000) }
