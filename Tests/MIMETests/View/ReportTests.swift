import Testing

@testable import MIME

@Suite("Reports and fragments")
struct ReportTests {
  private func status(_ body: String, type: String = "delivery-status") -> DeliveryStatus? {
    let message = Message("Content-Type: message/\(type)\n\n\(body)")
    return message.deliveryStatus(of: message.parts[0])
  }

  @Test("A delivery status tells of the message and of each recipient (RFC 3464)")
  func deliveryStatus() throws {
    let report = try #require(
      status(
        """
        Reporting-MTA: dns; mx.example.org
        Arrival-Date: Fri, 21 Nov 1997 09:55:06 -0600

        Original-Recipient: rfc822;Bob@example.org
        Final-Recipient: RFC822; bob@example.org
        Action: FAILED
        Status: 5.1.1 (no such user)
        Remote-MTA: dns; b.example.org
        Diagnostic-Code: smtp; 550 5.1.1 <bob@example.org>:
         no such user

        Final-Recipient: rfc822; eva@example.org
        Action: delayed
        Status: 4.4.1

        """))
    #expect(report.message.reportingMTA == "mx.example.org")
    #expect(report.message["arrival-date"] == "Fri, 21 Nov 1997 09:55:06 -0600")
    #expect(report.recipients.map(\.finalRecipient) == ["bob@example.org", "eva@example.org"])
    #expect(report.recipients.map(\.action) == ["failed", "delayed"])
    #expect(report.recipients.map(\.status) == ["5.1.1", "4.4.1"])
    #expect(report.recipients[0].originalRecipient == "Bob@example.org")
    #expect(report.recipients[0].remoteMTA == "b.example.org")
    #expect(
      report.recipients[0].diagnosticCode == "550 5.1.1 <bob@example.org>: no such user")
    #expect(report.recipients[1].diagnosticCode == nil)
  }

  /// What servers write, and the recipients and the reporting server that are read.
  @Test(
    arguments: [
      // Section 2.1 wants the group of the message first and apart.
      ("Final-Recipient: rfc822; a@x\nAction: failed\n", ["a@x"], nil),
      ("Reporting-MTA: dns; m\nFinal-Recipient: rfc822; a@x\n", ["a@x"], "m"),
      (
        "\n\nReporting-MTA: dns; m\n\n\n\nFinal-Recipient: rfc822; a@x\n \t\n\n", ["a@x"], "m"
      ),
      ("Reporting-MTA: m\r\n\r\nFinal-Recipient: a@x\r\n", ["a@x"], "m"),
      ("Reporting-MTA: m\r\rFinal-Recipient: a@x\r", ["a@x"], "m"),
      ("Reporting-MTA: dns; m\n\nX-Junk: y\n\nFinal-Recipient: utf-8; ä@x\n", ["ä@x"], "m"),
      ("Reporting-MTA: dns; m\n\nnothing here\n", [], "m"),
      ("", [], nil), ("\n\n", [], nil),
    ] as [(String, [String], String?)])
  func tolerance(body: String, recipients: [String], server: String?) {
    let report = status(body)
    #expect(report?.recipients.map(\.finalRecipient) == recipients)
    #expect(report?.message.reportingMTA == server)
  }

  @Test("An encoded report is decoded; other parts are no report")
  func encodedStatus() {
    let encoded = "Content-Transfer-Encoding: base64\nContent-Type: message/delivery-status\n\n"
    let message = Message(encoded + "QWN0aW9uOiBmYWlsZWQK")
    #expect(message.deliveryStatus(of: message.parts[0])?.recipients.first?.action == "failed")
    #expect(status("Action: failed", type: "global-delivery-status")?.recipients.count == 1)
    #expect(status("Action: failed", type: "feedback-report") == nil)
  }

  @Test("The header that a report brings along is found by its decoded words")
  func reportedHeader() {
    let message = Message(
      "Content-Type: text/rfc822-headers\n\nTo: a@x\nSubject: =?utf-8?Q?=C3=A4?=\n"
        + " =?utf-8?Q?=C3=B6?=\n")
    #expect(message.readableText == "To: a@x\nSubject: äö\n")
  }

  @Test("A fragment tells which it is of how many (RFC 2046 section 5.2.2)")
  func fragments() {
    func fragment(_ parameters: String) -> PartialMessage? {
      let message = Message("Content-Type: message/partial\(parameters)\n\nSubject: y\n\nx")
      return message.partialMessage(of: message.parts[0])
    }
    let first = fragment("; id=\"a@x\"; number=1; total=3")
    #expect(first?.id == "a@x")
    #expect(first?.number == 1)
    #expect(first?.total == 3)
    #expect(fragment("; id=x; number=many")?.number == nil)
    #expect(fragment("")?.id == nil)
    let message = Message("Content-Type: message/partial; number=1; id=x\n\nSubject: y\n\nwords")
    #expect(message.readableText.hasSuffix("Subject: y\nwords"))
    #expect(message.partialMessage(of: message.parts[1]) == nil)
  }
}
