internal import Net
internal import SASL

typealias Trace = DialogueTrace

extension DialogueTrace {
  func server(_ status: StatusResponse, of command: Command? = nil) {
    let command = command.map { shownText($0.masked.prefix(40).utf8) + ": " } ?? ""
    server("\(command)\(status.status.rawValue) \(shown(status.shownBytes))")
  }

  func server(question: [UInt8]) { server(question.isEmpty ? "+" : "+ ***") }
}
