private import Glibc

/// The terminal that a full-screen program runs on: it reads keys and signals, writes frames, and
/// knows the size.
///
/// Why no library: curses would be one more package on every machine that builds or runs Mailcask.
/// It uses the C library's table of character widths, not the one that aligns the lists of this
/// program, and it does not support synchronized updates. Little of it would be needed: all current
/// terminals understand the same few ECMA-48 sequences, so `terminfo` is not used.
package final class TerminalDevice {
  /// Events since the last call.
  struct Events {
    var keys: [Key] = []
    /// The window changed, or the program was suspended and continues: everything must be redrawn.
    var isDisturbed = false
    var isToSuspend = false
    /// The signal that ends the program; SIGHUP if the terminal is gone.
    var ending: Int32?
  }

  let pipe: WakePipe
  private var decoder = KeyDecoder()
  private var writer: FrameWriter
  /// The next SIGCONT comes from `suspend`, which has already handled it.
  private var isResumed = false
  /// Milliseconds to wait for the rest of an escape sequence; allows for a slow line.
  private static let escapeTime: Int32 = 100

  /// Nil if the process has no descriptors left.
  package init?(colored: Bool) {
    guard let pipe = WakePipe() else { return nil }
    self.pipe = pipe
    writer = FrameWriter(isColored: colored)
  }

  /// Why this terminal cannot be used; nil if it can.
  package static var obstacle: String? {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      return "it needs a terminal for its keys and its screen"
    }
    let type = unsafe getenv("TERM").map { unsafe String(cString: $0) } ?? ""
    return ["", "dumb", "unknown"].contains(type)
      ? "a terminal of type \"\(type)\" cannot place text on its screen" : nil
  }

  /// Takes control of the terminal; returns false if that fails.
  package func enter() -> Bool {
    SignalsToPipe.start(pipe)
    writer.forget()
    return TerminalMode.enter()
  }

  func leave() { TerminalMode.leave() }

  /// Restores the terminal and stops this process, as Ctrl-Z does elsewhere; returns when the
  /// process continues.
  func suspend() -> Bool {
    leave()
    _ = signal(SIGTSTP, SIG_DFL)
    _ = raise(SIGTSTP)
    isResumed = true
    return enter()
  }

  var size: Size {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0,
      size.ws_row > 0
    else { return Size(columns: 80, rows: 24) }
    return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }

  /// Returns false if the terminal is gone.
  func show(_ canvas: Canvas) -> Bool {
    let frame = writer.frame(canvas)
    return frame.isEmpty || TerminalMode.writeAll(frame)
  }

  func redrawAll() { writer.forget() }

  /// Waits for keys, signals and the pipe, for at most `milliseconds`.
  func wait(milliseconds: Int32) -> Events {
    var events = Events()
    var sources = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0),
    ]
    let time = decoder.isWaiting ? min(milliseconds, Self.escapeTime) : milliseconds
    let count = unsafe poll(&sources, nfds_t(sources.count), time)
    if count == 0 { events.keys += decoder.flush() }
    guard count > 0 else { return events }
    if sources[0].revents != 0 { readKeys(&events) }
    if sources[1].revents != 0 {
      for byte in pipe.drain() { take(Int32(byte), &events) }
    }
    return events
  }

  private func readKeys(_ events: inout Events) {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = unsafe read(STDIN_FILENO, &bytes, bytes.count)
    if count > 0 {
      events.keys += decoder.keys(from: bytes.prefix(count))
    } else if count == 0 || errno != EINTR && errno != EAGAIN {
      events.ending = SIGHUP
    }
  }

  private func take(_ number: Int32, _ events: inout Events) {
    switch number {
    case SIGWINCH: events.isDisturbed = true
    case SIGCONT where isResumed: isResumed = false
    case SIGCONT:
      // Whoever stopped it may have left the terminal in any mode.
      leave()
      events.isDisturbed = true
      if !enter() { events.ending = SIGHUP }
    case SIGTSTP: events.isToSuspend = true
    case SIGTERM, SIGHUP, SIGINT, SIGQUIT: events.ending = number
    default: break
    }
  }
}

/// Converts signals to bytes in the pipe, which are handled where it is safe.
private enum SignalsToPipe {
  // Written before the handlers that read it are installed.
  nonisolated(unsafe) private static var pipe: WakePipe?

  static func start(_ pipe: WakePipe) {
    unsafe Self.pipe = pipe
    for number in [SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGHUP, SIGINT, SIGQUIT] {
      _ = signal(number) { number in
        unsafe SignalsToPipe.pipe?.wake(UInt8(truncatingIfNeeded: number))
      }
    }
  }
}
