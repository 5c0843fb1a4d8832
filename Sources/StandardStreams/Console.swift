import Archive
private import Glibc
package import Presentation
private import Synchronization
import Text

/// Standard output and standard error, as commands use them.
package enum Console {
  /// To standard output, buffered until `flush()` or 64 KiB.
  package static func write(_ text: String) { write(bytes: Array(text.utf8)) }

  package static func line(_ text: String = "") { write(text + "\n") }

  /// One JSON document on one line. The forms are described by Schemas/Output; keys are only ever
  /// added to them.
  package static func json(_ value: some Encodable) { line(JSONValue(encoding: value).text) }

  package static func write(bytes: [UInt8]) {
    output.withLock { buffer in
      buffer += bytes
      if buffer.count >= bufferBytes, !isHeld.load(ordering: .relaxed) { drain(&buffer) }
    }
  }

  /// Called by `main` before the process ends, and wherever output must appear before a wait.
  package static func flush() {
    guard !isHeld.load(ordering: .relaxed) else { return }
    output.withLock { drain(&$0) }
  }

  /// Holds output back while `body` runs; then passes all of it to `deliver`.
  package static func holding<Value>(
    _ body: () throws -> Value, deliver: ([UInt8]) -> Void
  ) rethrows -> Value {
    flush()
    isHeld.store(true, ordering: .relaxed)
    defer {
      isHeld.store(false, ordering: .relaxed)
      deliver(
        output.withLock { buffer in
          defer { buffer = [] }
          return buffer
        })
    }
    return try body()
  }

  /// What a command has done: to standard output, unless `--quiet`. Made safe for a terminal: it names
  /// files.
  package static func summary(_ text: String) {
    if Log.shows(.info) { wrappedLine(terminalSafe(text, keepingLineEnds: true)) }
  }

  /// A line of an answer, wrapped on a terminal.
  package static func wrappedLine(_ text: String) {
    guard outputIsTerminal else { return line(text) }
    for line in wrapped(text, to: columns) { self.line(line) }
  }

  /// To standard error, at once. Made safe for a terminal: errors quote servers and messages.
  package static func writeError(_ text: String) {
    flush()
    _ = writeAll(Array((terminalSafe(text, keepingLineEnds: true) + "\n").utf8), to: STDERR_FILENO)
  }

  /// To standard error unchanged, with control characters: only for the program's own text.
  package static func showOnTerminal(_ text: String) {
    flush()
    _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
  }

  package static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  /// A terminal on which a line can be redrawn.
  package static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 && !isDumb }
  /// The terminal does not know control sequences.
  package static var isDumb: Bool { environmentVariable("TERM") == "dumb" }

  /// Columns of the terminal; 80 if there is none.
  package static var columns: Int { textWidth ?? 80 }

  /// Columns to format text for: `COLUMNS`, or those of the terminal; nil if the output goes elsewhere
  /// and nothing is cut or wrapped.
  package static var textWidth: Int? {
    if let text = unsafe getenv("COLUMNS"), let columns = unsafe Int(String(cString: text)),
      columns > 0
    {
      return columns
    }
    return size(of: STDOUT_FILENO)?.columns
  }

  package static var layout: OutputLayout {
    OutputLayout(width: textWidth, isTerminal: outputIsTerminal)
  }

  /// The layout of standard error.
  package static var errorLayout: OutputLayout {
    OutputLayout(width: errorColumns, isTerminal: errorIsTerminal)
  }

  /// Whether standard output is a pipe whose reader is gone.
  package static var readerIsGone: Bool {
    var state = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return unsafe poll(&state, 1, 0) > 0 && state.revents & Int16(POLLERR) != 0
  }

  /// Lines of the terminal; nil if there is none.
  package static var rows: Int? { size(of: STDOUT_FILENO)?.rows }

  /// Columns of the terminal on standard error; 80 if there is none.
  package static var errorColumns: Int { size(of: STDERR_FILENO)?.columns ?? 80 }

  private static func size(of descriptor: Int32) -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  private static let bufferBytes = 64 << 10
  private static let output = Mutex<[UInt8]>([])
  private static let isHeld = Atomic(false)

  private static func drain(_ buffer: inout [UInt8]) {
    guard !buffer.isEmpty else { return }
    let failure = writeAll(buffer, to: STDOUT_FILENO)
    buffer.removeAll(keepingCapacity: true)
    switch failure {
    case nil: return
    case EPIPE: exit(0)  // The reader has seen enough: `mailcask search … | head` is not an error.
    case let code?:
      let reason = unsafe String(cString: strerror(code))
      _ = writeAll(Array("mailcask: write standard output: \(reason)\n".utf8), to: STDERR_FILENO)
      exit(1)
    }
  }

  /// The error number, nil when all was written.
  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    unsafe bytes.withUnsafeBytes { buffer in
      var rest = unsafe buffer[...]
      while unsafe !rest.isEmpty {
        let count = unsafe Glibc.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        unsafe rest = unsafe rest.dropFirst(count)
      }
      return nil
    }
  }
}
