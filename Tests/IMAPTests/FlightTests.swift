import IMAP
import Net
import SASL
import TestSupport
import Testing

/// What need not wait for an answer goes out together: each wait costs a round trip.
@Suite struct FlightTests {
  @Test func whatFollowsTheLoginIsOneFlight() throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send(
        "* OK [CAPABILITY IMAP4rev1 ID ENABLE UTF8=ACCEPT LIST-EXTENDED LIST-STATUS AUTH=PLAIN "
          + "SASL-IR] ready\r\n")
      _ = try peer.line()
      try peer.send(
        "M1 OK [CAPABILITY IMAP4rev1 ID ENABLE UTF8=ACCEPT LIST-EXTENDED LIST-STATUS]\r\n")
      // Nothing is answered before all is said.
      let commands = try (0..<3).map { _ in try peer.line() ?? "" }
      #expect(commands[0].hasPrefix("M2 ID ("))
      #expect(commands[1] == "M3 ENABLE UTF8=ACCEPT")
      #expect(commands[2].hasPrefix("M4 LIST "))
      try peer.send("* ID NIL\r\nM2 OK\r\n* ENABLED UTF8=ACCEPT\r\nM3 OK\r\n")
      try peer.send(
        "* LIST () \"/\" \"Entwürfe\"\r\n* STATUS \"Entwürfe\" (MESSAGES 7)\r\nM4 OK\r\n")
      #expect(try peer.line() == "M5 LOGOUT")
    }
    defer { server.stop() }
    var settings = IMAPSettings(server.endpoint, security: .none)
    settings.sendsPasswordInClear = true
    let client = try IMAPClient.connect(settings)
    try client.login(Credentials(user: "ada", secret: "secret"))
    let list = try client.listMailboxes()
    #expect(list.mailboxes.map(\.name) == ["Entwürfe"], "UTF-8, as was agreed in the same flight")
    #expect(list.mailboxes.first?.counts.messages == 7)
    #expect(list.unreadable.isEmpty)
    client.logout()
  }

  /// Sets in an order that makes insertion slow, and far too many: each ends soon.
  @Test func setsThatTakeTheWorstWayEndSoon() throws {
    let numbers = stride(from: UInt32.max, to: .max - 200_000, by: -2)
    let text = numbers.map { "\($0)" }.joined(separator: ",")
    #expect(UIDSet(wire: text.utf8)?.count == 100_000)
  }

  /// Bytes of a conversation changed at random: the same comes out however they are cut, and it ends in
  /// responses or in an error.
  @Test func changedConversationsMeanTheSameHoweverTheyAreCut() throws {
    let commands: [Command] = [
      .examine(Array("a".utf8)), .fetchTexts(UIDSet([3, 5])), .list(extras: nil),
    ]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      var bytes = Array(ParserTests.conversation.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = .random(in: 0...127, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[Int.random(in: bytes.indices, using: &random)], at: place)
        default: bytes.replaceSubrange(place..., with: bytes[place...].reversed())
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let whole = result(commands, text, cuts: [])
      let cuts = (0..<text.utf8.count).map { _ in Int.random(in: 1...9, using: &random) }
      #expect(result(commands, text, cuts: cuts) == whole, "\(text)")
    }
  }

  private func result(_ commands: [Command], _ text: String, cuts: [Int]) -> [String] {
    do { return try dialogue(commands, hears: text, cuts: cuts) } catch { return ["\(error)"] }
  }
}
