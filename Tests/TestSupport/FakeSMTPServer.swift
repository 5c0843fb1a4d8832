package import Net
import Synchronization

/// A server that takes mail, and does what tests want it to.
package final class FakeSMTPServer: Sendable {
  package struct Received: Sendable, Equatable {
    package var sender: String
    package var recipients: [String]
    /// As it came: dots that DATA adds are still there.
    package var data: String
  }

  package struct Behaviour: Sendable {
    /// Lines of the answer to EHLO.
    package var extensions = ["PIPELINING", "8BITMIME", "SIZE 1000000", "DSN"]
    /// The answer to RCPT, by address; 250 to all others.
    package var answers: [String: String] = [:]
    /// The answer to DATA; nil: 354.
    package var toData: String?
    /// The answer to the end of a message, by its number from 0; nil: the connection breaks.
    package var atEnd: @Sendable (Int) -> String? = { _ in "250 2.0.0 queued" }
    package var greeting = "220 mail.example.org ready"
    package init() {}
  }

  package let endpoint: Endpoint
  private let server: ScriptedServer
  private let log: Log

  private final class Log: Sendable {
    let messages = Mutex<[Received]>([])
    let commands = Mutex<[String]>([])
  }

  package init(_ behaviour: Behaviour = Behaviour()) throws {
    let log = Log()
    self.log = log
    server = try ScriptedServer { peer, _ in
      try peer.send("\(behaviour.greeting)\r\n")
      try FakeSMTPServer.serve(peer, behaviour, log)
    }
    endpoint = server.endpoint
  }

  package func stop() { server.stop() }
  package var messages: [Received] { log.messages.withLock { $0 } }
  package var commands: [String] { log.commands.withLock { $0 } }

  private static func serve(
    _ peer: ScriptedPeer, _ behaviour: Behaviour, _ log: Log
  ) throws {
    var message = Received(sender: "", recipients: [], data: "")
    func end(_ data: String) throws {
      message.data = data
      let number = log.messages.withLock { messages in
        messages.append(message)
        return messages.count - 1
      }
      message = Received(sender: "", recipients: [], data: "")
      guard let answer = behaviour.atEnd(number) else { throw TestFailure("the connection breaks") }
      try peer.send("\(answer)\r\n")
    }
    while let line = try peer.line() {
      log.commands.withLock { $0.append(line) }
      let address = line.split(separator: "<").last?.split(separator: ">").first.map(String.init)
      switch line.prefix(4).uppercased() {
      case "EHLO":
        let lines = ["mail.example.org"] + behaviour.extensions
        for (index, text) in lines.enumerated() {
          try peer.send("250\(index == lines.count - 1 ? " " : "-")\(text)\r\n")
        }
      case "MAIL":
        message.sender = address ?? ""
        try peer.send("250 2.1.0 ok\r\n")
      case "RCPT":
        let answer = behaviour.answers[address ?? ""]
        if answer == nil { message.recipients.append(address ?? "") }
        try peer.send("\(answer ?? "250 2.1.5 ok")\r\n")
      case "DATA":
        guard behaviour.toData == nil, !message.recipients.isEmpty else {
          try peer.send("\(behaviour.toData ?? "503 5.5.1 no recipients")\r\n")
          continue
        }
        try peer.send("354 go on\r\n")
        var lines: [String] = []
        while let line = try peer.line(), line != "." { lines.append(line) }
        try end(lines.map { $0 + "\r\n" }.joined())
      case "BDAT":
        let size = Int(line.split(separator: " ")[1]) ?? 0
        try end(String(decoding: try peer.bytes(size), as: UTF8.self))
      case "QUIT":
        try peer.send("221 2.0.0 bye\r\n")
        return
      case "RSET":
        message = Received(sender: "", recipients: [], data: "")
        try peer.send("250 2.0.0 ok\r\n")
      default: try peer.send("502 5.5.1 not known\r\n")
      }
    }
  }
}
