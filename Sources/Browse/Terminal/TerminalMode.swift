private import Glibc
private import Synchronization

/// The terminal's own mode and the way back to it, which is taken on every path out of the program:
/// return, `exit`, a signal that ends it, a crash.
///
/// Raw mode hands over each key as it is pressed, Ctrl-C and Ctrl-Z among them. The alternate screen
/// keeps what stood on the terminal before. Handlers of signals may call `leave`: it touches nothing
/// but memory that was made before they were set, and calls only what POSIX allows there.
enum TerminalMode {
  /// Alternate screen, bracketed paste, hidden cursor.
  private static let entering = Array("\u{1B}[?1049h\u{1B}[?2004h\u{1B}[?25l".utf8)
  /// A terminal without alternate screen, as the Linux console, is left with an empty one.
  nonisolated(unsafe) private static let leaving = unsafe bytes(
    "\u{1B}[?2026l\u{1B}[0m\u{1B}[H\u{1B}[2J\u{1B}[?2004l\u{1B}[?25h\u{1B}[?1049l")
  // Written by `enter` while no handler can read it, as `isEntered` is false then.
  nonisolated(unsafe) private static let before = UnsafeMutablePointer<termios>.allocate(
    capacity: 1)
  private static let atExit = atexit { TerminalMode.leave() }
  private static let isEntered = Atomic<Bool>(false)
  private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE]

  /// False if standard input is not a terminal.
  static func enter() -> Bool {
    guard !isEntered.load(ordering: .acquiring) else { return true }
    var mode = termios()
    guard unsafe tcgetattr(STDIN_FILENO, &mode) == 0 else { return false }
    unsafe before.initialize(to: mode)
    unsafe cfmakeraw(&mode)
    guard unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &mode) == 0 else { return false }
    _ = unsafe leaving.count
    isEntered.store(true, ordering: .releasing)
    _ = atExit
    for number in crashes {
      _ = signal(number) { number in
        TerminalMode.leave()
        _ = signal(number, SIG_DFL)
        _ = raise(number)
      }
    }
    return writeAll(entering)
  }

  /// Puts everything back as it was; once.
  static func leave() {
    guard isEntered.exchange(false, ordering: .acquiringAndReleasing) else { return }
    _ = unsafe write(STDOUT_FILENO, leaving.baseAddress, leaving.count)
    // Keys that were pressed for this program are not the shell's.
    _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, before)
  }

  /// False: the terminal is gone.
  static func writeAll(_ bytes: [UInt8]) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
      var rest = unsafe buffer[...]
      while unsafe !rest.isEmpty {
        let count = unsafe write(
          STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count >= 0 {
          unsafe rest = unsafe rest.dropFirst(count)
        } else if errno == EAGAIN {
          var terminal = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
          unsafe poll(&terminal, 1, -1)
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  private static func bytes(_ text: String) -> UnsafeBufferPointer<UInt8> {
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    _ = unsafe memory.initialize(from: text.utf8)
    return UnsafeBufferPointer(memory)
  }
}
