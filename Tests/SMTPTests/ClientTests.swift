import Files
import Net
import SMTP
import TestSupport
import TestThreads
import Testing

@Suite(.waiting) struct SMTPClientTests {
  private func send(
    _ message: String, to recipients: [String], _ behaviour: FakeSMTPServer.Behaviour
  ) throws -> (outcomes: [RecipientOutcome], server: FakeSMTPServer) {
    let server = try FakeSMTPServer(behaviour)
    defer { server.stop() }
    let client = try SMTPClient.connect(.submission(server.endpoint, security: .none))
    let sender = try #require(EnvelopeAddress("ada@example.org"))
    let outcomes = try client.send(
      [.memory(Array(message.utf8))],
      Envelope(from: sender, to: recipients.compactMap(EnvelopeAddress.init)))
    client.quit()
    return (outcomes, server)
  }

  @Test(arguments: [
    ["PIPELINING", "8BITMIME"], ["8BITMIME"], ["CHUNKING", "PIPELINING"], ["CHUNKING"], [],
  ]) func eachRecipientHasItsOutcome(_ extensions: [String]) throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.extensions = extensions
    behaviour.answers = [
      "no@b.org": "550 5.1.1 no such user", "later@b.org": "451 4.2.0 greylisted",
    ]
    let (outcomes, server) = try send(
      "Subject: a\n\n.b\n", to: ["yes@b.org", "no@b.org", "later@b.org"], behaviour)
    #expect(
      outcomes == [
        .sent("250 2.0.0 queued"), .refused("550 5.1.1 no such user"),
        .tryAgain("451 4.2.0 greylisted"),
      ])
    #expect(server.messages.map(\.recipients) == [["yes@b.org"]])
    let dot = extensions.contains("CHUNKING") ? "." : ".."
    #expect(server.messages.map(\.data) == ["Subject: a\r\n\r\n\(dot)b\r\n"])
  }

  @Test(arguments: [["PIPELINING"], [], ["CHUNKING"]])
  func aMessageThatNobodyGetsIsNotSent(_ extensions: [String]) throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.extensions = extensions
    behaviour.answers = ["no@b.org": "550 5.1.1 no such user"]
    let (outcomes, server) = try send("a: b\n", to: ["no@b.org"], behaviour)
    #expect(outcomes == [.refused("550 5.1.1 no such user")])
    #expect(server.messages.isEmpty)
  }

  @Test func aRefusedDataIsTheAnswerForAll() throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.toData = "451 4.3.1 disk full"
    let (outcomes, _) = try send("a: b\n", to: ["c@b.org"], behaviour)
    #expect(outcomes == [.tryAgain("451 4.3.1 disk full")])
    behaviour = FakeSMTPServer.Behaviour()
    behaviour.atEnd = { _ in "554 5.7.1 looks like spam" }
    let (others, _) = try send("a: b\n", to: ["c@b.org", "d@b.org"], behaviour)
    #expect(others == Array(repeating: .refused("554 5.7.1 looks like spam"), count: 2))
  }

  /// Nobody knows whether the server has it.
  @Test func aConnectionThatBreaksBehindTheMessageIsAnErrorOfItsOwn() throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.atEnd = { _ in nil }
    #expect { try send("a: b\n", to: ["c@b.org"], behaviour) } throws: {
      ($0 as? SMTPError)?.code == .unknownOutcome
    }
  }

  /// Found out before anything is sent.
  static let unsendable: [(message: String, recipient: String, extensions: [String])] = [
    ("a: b\n\nü\n", "c@b.org", []),
    ("a: b\n\nlong\n", "c@b.org", ["SIZE 5"]),
    ("a: b\n\n" + String(repeating: "x", count: 999), "c@b.org", []),
    ("a: b\n", "jürgen@b.org", ["8BITMIME"]),
  ]

  @Test(arguments: unsendable) func whatTheServerCannotTakeIsNotTried(
    _ message: String, _ recipient: String, _ extensions: [String]
  ) throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.extensions = extensions
    #expect { try send(message, to: [recipient], behaviour) } throws: {
      ($0 as? SMTPError)?.code == .unsendableMessage
    }
  }

  @Test func whatTheServerCanIsUsed() throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.extensions = ["SIZE", "8BITMIME", "SMTPUTF8", "DSN"]
    let (_, server) = try send("a: ü\n", to: ["jürgen@b.org"], behaviour)
    #expect(server.commands.contains("MAIL FROM:<ada@example.org> SIZE=7 BODY=8BITMIME SMTPUTF8"))
    #expect(server.commands.contains("RCPT TO:<jürgen@b.org> NOTIFY=FAILURE"))
    behaviour.extensions = ["LIMITS RCPTMAX=2"]
    let (outcomes, other) = try send(
      "a: b\n", to: ["a@b.org", "b@b.org", "c@b.org"], behaviour)
    #expect(outcomes.count == 3)
    #expect(other.messages.map(\.recipients) == [["a@b.org", "b@b.org"], ["c@b.org"]])
  }

  @Test(arguments: ["+OK POP3 ready", "* OK IMAP4rev1", "554 5.7.1 go away", "SSH-2.0-x"])
  func aServerThatIsNoneIsNamed(_ greeting: String) throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.greeting = greeting
    #expect(throws: SMTPError.self) { try send("a: b\n", to: ["a@b.org"], behaviour) }
  }

  @Test func startTLSNeverFallsBack() throws {
    let server = try FakeSMTPServer()
    defer { server.stop() }
    #expect {
      _ = try SMTPClient.connect(.submission(server.endpoint, security: .starttls))
    } throws: {
      ($0 as? SMTPError)?.code == .encryptionMissing
    }
  }
}
