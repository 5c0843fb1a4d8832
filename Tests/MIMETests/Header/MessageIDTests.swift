import Testing

@testable import MIME

@Suite("Message ids, RFC 5322 section 3.6.4")
struct MessageIDTests {
  @Test(
    arguments: [
      ("<1234@local.machine.example>", ["1234@local.machine.example"]),
      ("<1@x.test> <2@x.test>\r\n\t<3@x.test>", ["1@x.test", "2@x.test", "3@x.test"]),
      ("<1@x.test><2@x.test>,<3@x.test>", ["1@x.test", "2@x.test", "3@x.test"]),
      // Section 4.5.4: phrases around ids
      ("Your message of \"Fri, 21 Nov\" <1@x.test>", ["1@x.test"]),
      // Broken: folded inside, brackets missing, no "@", nothing inside
      ("<very-long-\r\n id@x.test>", ["very-long-id@x.test"]),
      ("<1 @ x.test>", ["1@x.test"]),
      ("<1@x.test <2@x.test>", ["1@x.test", "2@x.test"]),
      ("1@x.test", ["1@x.test"]),
      ("1@x.test, 2@x.test", ["1@x.test", "2@x.test"]),
      ("message from John 1@x.test", ["1@x.test"]),
      ("abc", ["abc"]),
      ("<abc>", ["abc"]),
      ("<>", []), ("", []), (" \r\n ", []),
      // Ids inside encoded-words
      ("=?us-ascii?Q?=3C1=40x=2Etest=3E?=", ["1@x.test"]),
      ("=?us-ascii?Q?no_id_here?=", ["no"]),
    ])
  func ids(value: String, expected: [String]) {
    let bytes = Array(value.utf8)
    let ids = messageIDs(bytes.span, 0..<bytes.count, limit: 100).elements
    #expect(ids == (expected == ["no"] ? [] : expected))
  }

  @Test(
    "Sentences name messages, not the people in them",
    arguments: [
      ("<reef@x.test>", ["reef@x.test"]), ("<a@x.test> <b@x.test>", ["a@x.test", "b@x.test"]),
      ("a@x.test, b@x.test", ["a@x.test", "b@x.test"]),
      ("Message from joe <joe@x.test> of Tue", []),
      ("joe's message of Mon <joe@x.test>", []),
      ("Message from \"Anna Berg\" <anna.berg@x.test> of \"Tue, 1 Feb 2000\"", []),
      ("Mail from helpdesk support@x.test, 3 May", []),
      ("Message from Support <helpdesk@x.test> of Tue", []),
      ("Your message of \"Fri, 21 Nov 1997 09:55 EST.\" <1@x.test>", ["1@x.test"]),
      ("Your message of Tue <q@x.test>", ["q@x.test"]),
      (
        "Message from \"Joe\" <joe@x.test> of \"Tue, 3 Mar 1992\" <9203031700.AA01@x.test>",
        ["9203031700.AA01@x.test"]
      ),
      ("<q@x.test> (message from Ann Lee on Tue)", ["q@x.test"]),
      ("<q@x.test> (message from Ann Lee <lee@x.test> on Tue)", ["q@x.test"]),
      (
        "<199802051500.KAA12345@x.test> from \"Joe User\" at Mar 3, 92",
        ["199802051500.KAA12345@x.test"]
      ),
      ("joe@x.test (Joe Blow) \"Re: boat\" (Mar 3, 10:00am)", []),
      ("null", []), ("<undefined>", ["undefined"]),
    ])
  func sentences(value: String, expected: [String]) {
    let header = Message(parsing: Array("In-Reply-To: \(value)\nReferences: \(value)\n\n".utf8))
      .header
    #expect(header.inReplyTo == expected)
    #expect(header.references == expected)
  }

  @Test("The typed fields give ids without brackets")
  func fields() {
    let text = """
      Message-ID: <3@x.test>
      In-Reply-To: <2@x.test>
      References: <1@x.test>
       <2@x.test>
      List-Id: "The list" <list.x.test>

      """
    let header = Message(parsing: Array(text.utf8)).header
    #expect(header.messageID == "3@x.test")
    #expect(header.inReplyTo == ["2@x.test"])
    #expect(header.references == ["1@x.test", "2@x.test"])
    #expect(header.listID == "list.x.test")
  }
}
