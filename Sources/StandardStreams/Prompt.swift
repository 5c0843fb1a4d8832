private import Glibc
import Text

/// Asks on the terminal without echoing the answer; nil if there is no terminal.
@Sendable package func askSecretly(_ question: String) -> String? {
  onTerminal { terminal in
    var shown = termios()
    guard unsafe tcgetattr(terminal, &shown) == 0 else { return nil }
    var hidden = shown
    // Ctrl-C ends the line instead of the program, which would leave the terminal without echo.
    hidden.c_lflag &= ~tcflag_t(ECHO | ISIG)
    hidden.c_cc.11 = interruptKey  // VEOL
    _ = unsafe tcsetattr(terminal, TCSAFLUSH, &hidden)
    let answer = answer(to: question, on: terminal)
    _ = unsafe write(terminal, "\n", 1)
    _ = unsafe tcsetattr(terminal, TCSAFLUSH, &shown)
    guard answer.utf8.last != interruptKey else {
      kill(getpid(), SIGINT)
      return nil
    }
    return answer
  }
}

/// Ctrl-C, as the terminal sends it.
private let interruptKey: UInt8 = 3

/// Asks on the terminal; nil if there is none.
package func ask(_ question: String) -> String? {
  Console.flush()
  return onTerminal { answer(to: question, on: $0) }
}

private func onTerminal(_ body: (_ terminal: Int32) -> String?) -> String? {
  let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
  guard terminal >= 0 else { return nil }
  defer { close(terminal) }
  return body(terminal)
}

private func answer(to question: String, on terminal: Int32) -> String {
  let bytes = Array(terminalSafe(question).utf8)
  _ = unsafe write(terminal, bytes, bytes.count)
  var line: [UInt8] = []
  var byte: UInt8 = 0
  while unsafe read(terminal, &byte, 1) == 1, byte != 10 {
    line.append(byte)
    if byte == interruptKey { break }
  }
  return String(decoding: line, as: UTF8.self)
}
