private import Glibc
private import Synchronization

/// Changes the terminal's mode, and restores it on every path out of the program: return, `exit`, a
/// fatal signal, a crash.
///
/// Raw mode passes on each key as it is pressed, including Ctrl-C and Ctrl-Z. The alternate screen
/// preserves the previous contents of the terminal. Signal handlers may call `leave`: it touches
/// only memory that was allocated before they were installed, and calls only functions that POSIX
/// allows there.
enum TerminalMode {
  /// Alternate screen, bracketed paste, hidden cursor.
  private static let entering = Array("\u{1B}[?1049h\u{1B}[?2004h\u{1B}[?25l".utf8)
  /// A terminal without an alternate screen, such as the Linux console, is left empty.
  nonisolated(unsafe) private static let leaving = unsafe bytes(
    "\u{1B}[?2026l\u{1B}[0m\u{1B}[H\u{1B}[2J\u{1B}[?2004l\u{1B}[?25h\u{1B}[?1049l")
  // Written by `enter` while no handler can read it, because `isEntered` is false then.
  nonisolated(unsafe) private static let before = UnsafeMutablePointer<termios>.allocate(
    capacity: 1)
  private static let atExit = atexit { TerminalMode.leave() }
  private static let isEntered = Atomic<Bool>(false)
  private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE]
  /// What was done about each before, which says more about a crash. Written while no handler can read it.
  nonisolated(unsafe) private static let handlers = UnsafeMutablePointer<__sighandler_t?>.allocate(
    capacity: Int(signalNumbers))
  /// Signals have smaller numbers.
  private static let signalNumbers: Int32 = 32

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
      let before = signal(number) { number in
        TerminalMode.leave()
        _ = unsafe signal(number, TerminalMode.handlers[Int(number)])
        _ = raise(number)
      }
      unsafe handlers.advanced(by: Int(number)).initialize(to: before)
    }
    return writeAll(entering)
  }

  /// Restores the terminal, once.
  static func leave() {
    guard isEntered.exchange(false, ordering: .acquiringAndReleasing) else { return }
    _ = unsafe write(STDOUT_FILENO, leaving.baseAddress, leaving.count)
    // Discard keys that were pressed for this program: they are not meant for the shell.
    _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, before)
  }

  /// Returns false if the terminal is gone.
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
