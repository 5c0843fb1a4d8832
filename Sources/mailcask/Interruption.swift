private import Glibc
private import Synchronization

/// Ctrl-C and `kill`: the first asks a command to stop where all is safe, the second ends the program
/// at once, which is safe too but tells nothing.
enum Interruption {
  /// Called once, by commands that look at `isRequested`.
  static func watch() {
    for number in [SIGINT, SIGTERM] {
      _ = signal(number) { number in
        Interruption.requested.store(true, ordering: .relaxed)
        _ = signal(number, SIG_DFL)
      }
    }
  }

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  // Lock-free, as a signal handler needs.
  private static let requested = Atomic<Bool>(false)
}
