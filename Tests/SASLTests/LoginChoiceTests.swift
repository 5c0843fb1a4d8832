import Net
import SASL
import Testing

/// Which login is taken, and what of it is shown.
@Suite struct LoginChoiceTests {
  private func conditions(_ offered: [String], clearText: Bool = true) -> LoginConditions {
    LoginConditions(
      offered: Set(offered), isOfferKnown: true, allowsClearText: clearText, channelBinding: nil,
      host: "mail.example.org", port: 993)
  }

  @Test(
    "The strongest that may be used",
    arguments: [
      (
        ["PLAIN", "LOGIN", "CRAM-MD5"], true, Credentials.Mechanism.plain as Credentials.Mechanism?
      ),
      (["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256"], true, .scramSHA256),
      (["SCRAM-SHA-1-PLUS"], true, .scramSHA1),
      (["LOGIN"], true, .login),
      (["CRAM-MD5"], true, nil), ([], true, nil), (["XOAUTH2", "GSSAPI"], true, nil),
      (["PLAIN", "LOGIN", "CRAM-MD5"], false, .cramMD5),
      (["PLAIN", "SCRAM-SHA-1"], false, .scramSHA1),
      (["PLAIN", "LOGIN"], false, nil),
    ])
  func strongest(offered: [String], clearText: Bool, mechanism: Credentials.Mechanism?) {
    #expect(conditions(offered, clearText: clearText).strongestMechanism == mechanism)
  }

  @Test(
    "A binding is refused, used, or said to be unused, so that nobody in between can take it away",
    arguments: [
      (["SCRAM-SHA-256-PLUS"], true, "p=tls-exporter,,"), (["SCRAM-SHA-256"], true, "y,,"),
      ([], false, "n,,"),
    ])
  func binding(offered: [String], isKnown: Bool, start: String) throws {
    var conditions = conditions(offered)
    conditions.isOfferKnown = isKnown
    conditions.channelBinding = ChannelBinding(type: "tls-exporter", bytes: [1, 2, 3])
    var dialogue = try Credentials(user: "ada", secret: "pencil")
      .dialogue(by: .scramSHA256, conditions)
    let first = try #require(try dialogue.initialResponse())
    #expect(String(decoding: first, as: UTF8.self).hasPrefix(start))
  }

  @Test(
    "What would be a second command, or end the first, is not sent",
    arguments: [
      ("ada", "secret", true), ("ada", "two\nlines", false), ("ada\r", "secret", false),
      ("ada", "nul\0", false), ("", "", true),
    ])
  func sendable(user: String, secret: String, isSendable: Bool) {
    #expect(Credentials(user: user, secret: secret).areSendable == isSendable)
  }

  @Test func secretsAreTakenOutOfTheServersWords() {
    let mask = SecretMask()
    mask.hide("hunter2")
    mask.hide("")
    #expect(
      mask.shown(Array("no \"hunter2\" here: hunter2hunter2\u{1B}[31m".utf8))
        == "no \"***\" here: ******␛[31m")
    let long = String(repeating: "x", count: 10_000) + "hunter2"
    #expect(!mask.shown(Array(long.utf8)).contains("hunter"))
  }

  @Test func credentialsShowNoSecret() {
    let credentials = Credentials(user: "ada", secret: "hunter2")
    var dumped = ""
    dump(credentials, to: &dumped)
    #expect(!"\(credentials) \(String(reflecting: credentials)) \(dumped)".contains("hunter2"))
  }
}
