import Bytes
import IMAP

/// Keeps all that a handler is given, as lines of text.
final class Recorder: ResponseHandler {
  var events: [String] = []
  private var text: [UInt8] = []

  func received(_ response: Response) {
    if !text.isEmpty {
      events.append("text \(String(decoding: text, as: UTF8.self))")
      text = []
    }
    events.append("\(response)")
  }

  func bodyBegan(_ sequence: UInt32, size: UInt64) { events.append("body \(sequence) \(size)") }
  func body(_ bytes: borrowing RawSpan) { text += [UInt8](bytes) }

  func completed(_ command: Command, _ status: StatusResponse) {
    events.append("\(command.masked): \(status.status.rawValue)")
  }
}

/// A dialogue in which these commands were sent, and what came is taken in pieces of these lengths.
func dialogue(_ commands: [Command], hears text: String, cuts: [Int] = []) throws -> [String] {
  var dialogue = Dialogue(place: "test:143", expectsGreeting: false)
  for command in commands { dialogue.enqueue(command) }
  let recorder = Recorder()
  var rest = Array(text.utf8)[...]
  for cut in cuts + [rest.count] where !rest.isEmpty {
    let piece = Array(rest.prefix(max(1, cut)))
    rest = rest.dropFirst(piece.count)
    try unsafe dialogue.receive(piece.span.bytes, recorder)
  }
  return recorder.events
}
