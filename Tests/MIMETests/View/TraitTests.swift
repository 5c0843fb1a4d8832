import Testing

@testable import MIME

@Suite("What kind of message it is")
struct TraitTests {
  @Test(
    "Automation: RFC 2919, RFC 2369, RFC 3834",
    arguments: [
      ("Subject: x", []),
      ("List-Id: <a.example.org>", .list),
      ("List-Unsubscribe: <mailto:x@example.org>", .bulk),
      ("Precedence: Bulk", .bulk),
      ("Precedence: list", .list),
      ("Auto-Submitted: auto-replied (vacation)", .autoSubmitted),
      ("Auto-Submitted: no", []),
      ("Return-Path: <>", .autoSubmitted),
      ("Return-Path: <a@example.org>", []),
      ("Content-Type: multipart/report; boundary=b", .autoSubmitted),
      ("List-Post: NO\nPrecedence: junk", [.list, .bulk]),
    ] as [(String, Automation)])
  func automation(header: String, expected: Automation) {
    #expect(Message(header + "\n\n").automation == expected)
  }

  @Test(
    "By a program, not by a person to a list",
    arguments: [
      ("Subject: x", false), ("Precedence: list", false), ("Precedence: bulk", true),
      ("List-Id: <a.example.org>\nPrecedence: bulk", false), ("List-Unsubscribe: <x:y>", true),
      ("List-Id: <a.example.org>\nList-Unsubscribe: <x:y>", false), ("Return-Path: <>", true),
      ("List-Id: <a.example.org>\nAuto-Submitted: auto-generated", true),
    ])
  func automatic(header: String, expected: Bool) {
    #expect(Message(header + "\n\n").automation.isByProgram == expected)
  }

  @Test(
    "Protection: RFC 1847, RFC 8551, inline PGP",
    arguments: [
      ("Content-Type: text/plain\n\n-----BEGIN PGP\n", []),
      ("Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--", .encrypted),
      ("Content-Type: multipart/signed; boundary=b\n\n--b\n\nx\n--b--", .signed),
      ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx", .encrypted),
      ("Content-Type: application/x-pkcs7-mime; smime-type=signed-data\n\nx", .signed),
      ("Content-Type: application/pkcs7-mime; name=smime.p7m\n\nx", .encrypted),
      ("Subject: x\n\nHello\n-----BEGIN PGP MESSAGE-----\n", .encrypted),
      ("Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\n", .signed),
      ("Subject: x\n\n> -----BEGIN PGP MESSAGE-----\n", []),
      (
        "Content-Type: message/rfc822\n\nContent-Type: multipart/signed; boundary=b\n\n--b\n\nx", []
      ),
    ] as [(String, Protection)])
  func protection(text: String, expected: Protection) {
    #expect(Message(text).protection == expected)
  }
}
