import Testing

@testable import POP3

@Suite struct APOPTests {
  @Test(
    "APOP only answers what looks like a msg-id",
    arguments: [
      ("POP3 ready <1896.697170952@dbc.mtview.ca.us>", "<1896.697170952@dbc.mtview.ca.us>"),
      ("<a b@c>", nil), ("<abc>", nil), ("<a@b@c>", nil), ("<@c>", nil), ("no challenge", nil),
      ("<\u{1}@c>", nil), ("<é@c>", nil),
    ])
  func apop(greeting: String, challenge: String?) {
    #expect(POP3Client.apopChallenge(Array(greeting.utf8)) == challenge.map { Array($0.utf8) })
  }
}
