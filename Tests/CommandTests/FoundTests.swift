import Foundation
import TestSupport
import Testing

/// Messages that other programs are known not to find by the words that a reader sees in them, and
/// words that no reader sees.
@Suite struct FoundTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// Header fields and body; the sender is added and tells the case.
    var message: [UInt8]
    var finds: [String]
    var findsNot: [String] = []
    var testDescription: String { name }

    init(_ name: String, _ message: String, finds: [String], not: [String] = []) {
      self.init(name, bytes: Array(message.utf8), finds: finds, not: not)
    }

    init(_ name: String, bytes: [UInt8], finds: [String], not: [String] = []) {
      self.name = name
      message = bytes
      self.finds = finds
      findsNot = not
    }
  }

  private static let html = "Content-Type: text/html; charset=utf-8\n\n"

  static let cases: [Case] = [
    Case(
      "a character reference in HTML", html + "<p>Meet me at the caf&eacute;.</p>",
      finds: ["café", "cafe"]),
    Case(
      "a word that an inline tag divides", html + "<p>It is <b>qux</b>split here.</p>",
      finds: ["quxsplit"]),
    Case(
      "a sentence that a link is in",
      html + "<p>Please <a href=\"https://leave.example/now\">click here</a> and enter.</p>",
      finds: ["\"click here and enter\"", "leave.example/now", "has:link"]),
    Case(
      "a domain in other letters, however it is written",
      "To: ann@b\u{FC}cher.example\nCc: <bob@xn--mnchen-3ya.example>\n\nHello\n",
      finds: [
        "to:ann@bücher.example", "to:ann@xn--bcher-kva.example", "cc:bob@münchen.example",
        "cc:muenchen.example", "cc:xn--mnchen-3ya.example", "with:bob@xn--mnchen-3ya.example",
      ]),
    Case(
      "a visiting card as older programs write it",
      """
      Content-Type: text/x-vcard; name=card.vcf

      BEGIN:VCARD
      VERSION:2.1
      N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg
      ORG;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:B=FCro=
      bedarf
      NOTE:a=
      b
      END:VCARD

      """, finds: ["müller jörg", "bürobedarf", "has:contact"]),
    Case(
      "buttons side by side", html + "<button>Accept</button><button>Decline</button>",
      finds: ["accept", "decline"]),
    Case("words that a block divides", html + "<p>lorry</p><p>wagon</p>", finds: ["lorry wagon"]),
    Case(
      "style and script are no text",
      html + "<style>.zebrastyle{color:red}</style><script>var giraffe = 1</script><p>seen</p>",
      finds: ["seen"], not: ["zebrastyle", "giraffe"]),
    Case(
      "Latin-1 that is not declared",
      bytes: Array("Subject: tram\n\nDie Stra".utf8) + [0xDF] + Array("enbahn f".utf8) + [0xE4]
        + Array("hrt durch M".utf8) + [0xFC] + Array("nchen.\n".utf8),
      finds: ["Straßenbahn", "strassenbahn", "München", "fährt"]),
    Case(
      "part of a Chinese sentence", "Content-Type: text/plain; charset=utf-8\n\n祝你生日快乐，朋友。\n",
      finds: ["快乐", "生日快乐"], not: ["乐快"]),
    Case(
      "part of a Japanese sentence",
      "Content-Type: text/plain; charset=utf-8\n\n昨日は東京都庁に行きました。\n",
      finds: ["東京", "都庁"]),
    Case(
      "encoded-words that divide a character",
      "Subject: =?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?= aus Linz\n\nHallo\n",
      finds: ["Grüße", "subject:grusse"]),
    Case(
      "an attached text file",
      """
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      See the file.
      --b
      Content-Type: text/plain; name=list.txt
      Content-Disposition: attachment; filename=list.txt

      Item: wheelbarrow
      --b--

      """, finds: ["wheelbarrow", "attachment:list.txt", "has:attachment"]),
    Case(
      "an attached page whose type says nothing",
      """
      Content-Type: application/octet-stream; name=page.html
      Content-Disposition: attachment

      <p>cr&egrave;me <b>br&ucirc;</b>l&eacute;e</p>

      """, finds: ["crème brûlée", "attachment:page.html"]),
    Case(
      "a signature is no attachment",
      """
      Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b

      --b
      Content-Type: text/plain

      Signed with a seal.
      --b
      Content-Type: application/pgp-signature; name=signature.asc

      -----BEGIN PGP SIGNATURE-----
      --b--

      """, finds: ["is:signed", "type:pgp-signature", "attachment:signature.asc"],
      not: ["has:attachment"]),
    Case(
      "an invitation that is the message itself",
      """
      Content-Type: text/calendar; method=REQUEST

      BEGIN:VCALENDAR
      BEGIN:VEVENT
      SUMMARY:Rowing on the lake
      END:VEVENT
      END:VCALENDAR

      """, finds: ["has:calendar", "type:text/calendar", "rowing lake"]),
    Case(
      "subject and body of a message inside a message",
      """
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      I forward this.
      --b
      Content-Type: message/rfc822

      From: Inner <inner@example.org>
      Subject: peacock feathers

      They glitter like turquoise.
      --b--

      """, finds: ["peacock", "turquoise", "\"peacock feathers\""]),
    Case(
      "a word without its accents", "Content-Type: text/plain; charset=utf-8\n\nMein Résumé\n",
      finds: ["resume", "résumé", "RESUME"]),
    Case("another form of a German word", "\nZwei Rechnungen sind offen.\n", finds: ["Rechnung"]),
    Case("another form of an English word", "\nTwo invoices are due.\n", finds: ["invoice"]),
    Case(
      "the value of any header field", "X-Custom-Thing: wombat burrow\n\nHello\n",
      finds: [
        "header:X-Custom-Thing=wombat", "header:x-custom-thing", "header:X-Custom-Thing=/^womb/",
      ],
      not: ["header:X-Custom-Thing=badger"]),
    Case(
      "without a date it counts from when it was received",
      """
      Received: from a.example by b.example; Sat, 5 Apr 2003 12:00:00 +0000
      Subject: no date

      Hello

      """, finds: ["date:2003-04-05", "date:2003-04"], not: ["date:2004..2030"]),
    Case(
      "an identifier, whole, in parts and by its beginning",
      "\nYour order 2024-000123 was shipped; see file_name-v2.tar.gz.\n",
      finds: ["2024-0001*", "2024-000123", "000123", "file_name-v2.tar.gz", "tar.gz"]),
    Case(
      "an address and its parts", "\nWrite to jo.doe+news@mail.example.com today.\n",
      finds: ["jo.doe+news@mail.example.com", "mail.example.com", "example.com", "doe"]),
    Case(
      "text that another form of the body holds alone",
      """
      Content-Type: multipart/alternative; boundary=b

      --b
      Content-Type: text/plain

      Please see the HTML part.
      --b
      Content-Type: text/html

      <p>Departure at gangway seven.</p>
      --b--

      """, finds: ["gangway"]),
  ]

  /// All cases in one archive, which lasts as long as the tests.
  private static let archive: Result<Program, any Error> = Result {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for (number, example) in cases.enumerated() {
      let head = Array("From: case\(number)@example.org\nTo: all@example.org\n".utf8)
      try program.directory.write(head + example.message, to: "mail/\(number).eml")
    }
    let imported = try program.run("import", "mail")
    guard imported.status == 0 else { throw TestFailure("\(imported.errors)") }
    return program
  }

  @Test(arguments: cases.indices) func isFoundByWhatAReaderSees(_ number: Int) throws {
    let program = try Self.archive.get()
    let sender = "from:case\(number)@example.org"
    for query in Self.cases[number].finds {
      let result = try program.run("search", "--format", "ids", sender, query)
      #expect(result.status == 0, "\(Self.cases[number].name): \(query) \(result.errors)")
    }
    for query in Self.cases[number].findsNot {
      let result = try program.run("search", "--format", "ids", sender, query)
      #expect(result.status == 1, "\(Self.cases[number].name): \(query)")
      #expect(result.text.isEmpty)
    }
  }
}
