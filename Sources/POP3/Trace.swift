internal import SASL

typealias Trace = DialogueTrace

extension DialogueTrace {
  func client(_ command: Command) { client(command.masked) }

  func server(_ line: StatusLine) {
    switch line.status {
    case .ok: server("+OK \(shown(line.bytes))")
    case .error: server("-ERR \(shown(line.bytes))")
    case .challenge: server(line.bytes.isEmpty ? "+" : "+ ***")
    }
  }
}
