import Testing

@testable import MIME

private func parse(_ field: String) -> [String] {
  let bytes = Array(field.utf8)
  return parseAddresses(bytes.span, 0..<bytes.count, limits: .default, hint: nil).elements
    .map(describe)
}

/// "name|mailbox|group".
private func describe(_ address: Address) -> String {
  let group = address.group.map { "|\($0)" } ?? ""
  return "\(address.name ?? "")|\(address.mailbox)\(group)"
}

@Suite("Address lists, RFC 5322 section 3.4")
struct AddressTests {
  @Test(
    "Addresses that keep to the standard",
    arguments: [
      // Appendix A.1
      ("John Doe <jdoe@machine.example>", ["John Doe|jdoe@machine.example"]),
      (
        #""Joe Q. Public" <john.q.public@example.com>"#, ["Joe Q. Public|john.q.public@example.com"]
      ),
      (
        "Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
        ["Mary Smith|mary@x.test", "|jdoe@example.org", "Who?|one@y.test"]
      ),
      (
        #"<boss@nil.test>, "Giant; \"Big\" Box" <sysservices@example.net>"#,
        ["|boss@nil.test", #"Giant; "Big" Box|sysservices@example.net"#]
      ),
      (
        "A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;",
        ["Ed Jones|c@a.test|A Group", "|joe@where.test|A Group", "John|jdoe@one.test|A Group"]
      ),
      ("Undisclosed recipients:;", ["||Undisclosed recipients"]),
      // Appendix A.5
      (
        "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
        ["Pete (A nice ) chap)|pete@silly.test"]
      ),
      (
        "A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)public.example>,\r\n joe@example.org;",
        ["Chris Jones|c@public.example|A Group", "|joe@example.org|A Group"]
      ),
      // RFC 2047 section 8
      (
        "=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@dkuug.dk>",
        ["Keld Jørn Simonsen|keld@dkuug.dk"]
      ),
      ("=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>", ["Keith Moore|moore@cs.utk.edu"]),
      // Section 3.4.1: a quoted local part, a domain literal
      (#""john doe"@example.org"#, [#"|"john doe"@example.org"#]),
      (#""jdoe"@example.org"#, ["|jdoe@example.org"]),
      ("jdoe@[IPv6:2001:db8::1]", ["|jdoe@[IPv6:2001:db8::1]"]),
      // RFC 6532
      ("Jürgen <jürgen@müller.example>", ["Jürgen|jürgen@müller.example"]),
    ])
  func standard(field: String, expected: [String]) {
    #expect(parse(field) == expected)
  }

  @Test(
    "Obsolete syntax, section 4.4",
    arguments: [
      ("Joe Q. Public <john.q.public@example.com>", ["Joe Q. Public|john.q.public@example.com"]),
      (
        "Mary Smith <@node.test,@b.test:mary@example.net>, , jdoe@test  . example",
        ["Mary Smith|mary@example.net", "|jdoe@test.example"]
      ),
      ("John Doe <jdoe@machine(comment).  example>", ["John Doe|jdoe@machine.example"]),
      ("jdoe @ example.org", ["|jdoe@example.org"]),
      ("jdoe@example.org (John Doe)", ["John Doe|jdoe@example.org"]),
    ])
  func obsolete(field: String, expected: [String]) {
    #expect(parse(field) == expected)
  }

  @Test(
    "What mailers write instead",
    arguments: [
      // No brackets around the address, or one missing.
      ("John Doe jdoe@example.org", ["John Doe|jdoe@example.org"]),
      ("John Doe <jdoe@example.org", ["John Doe|jdoe@example.org"]),
      ("A <a@x.test, B <b@x.test>", ["A|a@x.test", "B|b@x.test"]),
      ("<<jdoe@example.org>>", ["|jdoe@example.org"]),
      ("John <jdoe>@example.org", ["John|jdoe@example.org"]),
      // No comma between two addresses; a semicolon as Outlook has it.
      ("A <a@x.test> B <b@x.test>", ["A|a@x.test", "B|b@x.test"]),
      ("a@x.test; b@x.test", ["|a@x.test", "|b@x.test"]),
      // Quotes and parentheses without partners.
      (#""John Doe <jdoe@example.org>"#, ["John Doe|jdoe@example.org"]),
      ("John (Doe <jdoe@example.org>", ["John (Doe|jdoe@example.org"]),
      // Encoded-words inside quotes, with specials inside, or around the whole address.
      (#""=?utf-8?Q?J=C3=BCrgen?=" <j@x.test>"#, ["Jürgen|j@x.test"]),
      ("=?utf-8?Q?Doe,_John_(X)?= <j@x.test>", ["Doe, John (X)|j@x.test"]),
      ("=?utf-8?Q?John_=3Cjohn=40x.test=3E?=", ["John|john@x.test"]),
      ("=?utf-8?B?SsO8?= =?utf-8?B?cmdlbg==?= <j@x.test>", ["Jürgen|j@x.test"]),
      // Names that hold the address.
      ("jdoe@example.org <jdoe@example.org>", ["jdoe@example.org|jdoe@example.org"]),
      ("<jdoe@example.org> (John)", ["John|jdoe@example.org"]),
      ("mailto:jdoe@example.org", ["|jdoe@example.org"]),
      ("<mailto:jdoe@example.org>", ["|jdoe@example.org"]),
      // Names in comments, before or after the address or inside it.
      ("(John Doe) jdoe@example.org", ["John Doe|jdoe@example.org"]),
      ("jdoe@example.org(John Doe)", ["John Doe|jdoe@example.org"]),
      ("jdoe(John Doe)@example.org", ["John Doe|jdoe@example.org"]),
      ("<jdoe@example.org (John Doe)>", ["John Doe|jdoe@example.org"]),
      ("<jdoe(John Doe)@example.org>", ["John Doe|jdoe@example.org"]),
      ("jdoe@example.org (John) (Doe)", ["John Doe|jdoe@example.org"]),
      ("(c) Store (tm) <jdoe@example.org>", ["Store (c) (tm)|jdoe@example.org"]),
      ("host!jdoe (John Doe)", ["John Doe|host!jdoe"]),
      ("jdoe%host@gateway.test (John (Jack) Doe)", ["John (Jack) Doe|jdoe%host@gateway.test"]),
      ("a@x.test (A), (B) b@x.test", ["A|a@x.test", "B|b@x.test"]),
      ("jdoe@x.test (=?utf-8?Q?J=C3=BCrgen?=)", ["Jürgen|jdoe@x.test"]),
      // The "@" replaced, as public archives do it.
      ("jdoe at example.org (John Doe)", ["John Doe|jdoe at example.org"]),
      ("(John Doe) jdoe at example.org", ["John Doe|jdoe at example.org"]),
      ("jdoe at example dot org (John Doe)", ["John Doe|jdoe at example dot org"]),
      ("jdoe (at) example.org (John Doe)", ["John Doe|jdoe at example.org"]),
      ("John Doe <jdoe at example.org>", ["John Doe|jdoe at example.org"]),
      ("jdoe at example.org", ["|jdoe at example.org"]),
      ("John Doe (at home)", ["John Doe (at home)|"]),
      // No address.
      ("root", ["|root"]),
      ("John Doe", ["John Doe|"]),
      ("(just a comment)", ["just a comment|"]),
      ("", []), (" , ;", []), ("<>", []),
    ])
  func broken(field: String, expected: [String]) {
    #expect(parse(field) == expected)
  }

  @Test(
    "Addresses inside of names",
    arguments: [
      ("\"joe@example.net via Team List\" <list@x.test>", ["joe@example.net"]),
      ("'Joe (joe@example.net)' via List <list@x.test>", ["joe@example.net"]),
      ("=?utf-8?Q?J=C3=B6_joe=40example=2Enet_via_List?= <list@x.test>", ["joe@example.net"]),
      (
        "\"joe@example.net, ann@example.org\" <list@x.test>",
        ["joe@example.net", "ann@example.org"]
      ),
      ("list@x.test <List@X.test>", []), ("\"Joe @ work\" <joe@x.test>", []),
      ("\"@joe\" <joe@x.test>", []), ("\"joe@localhost\" <joe@x.test>", []),
      ("Joe <joe@x.test>", []),
    ] as [(String, [String])])
  func namesWithAddresses(field: String, expected: [String]) {
    let bytes = Array(field.utf8)
    let addresses = parseAddresses(bytes.span, 0..<bytes.count, limits: .default, hint: nil)
    #expect(addresses.elements.flatMap(\.mailboxesInName) == expected)
  }

  @Test("Names in an ISO 2022 charset, whose bytes are brackets and quotes too")
  func shifted() {
    // The second character of the name is 38 22: a digit and a quote.
    let name = "\u{1B}$BF|8\"\u{1B}(B"
    #expect(parse("\(name) <a@x.test>, b@x.test") == ["日権|a@x.test", "|b@x.test"])
  }

  @Test("8-bit names in another charset than UTF-8 are guessed")
  func latin1() {
    let bytes = Array("J".utf8) + [0xFC] + Array("rgen <j@x.test>".utf8)
    let addresses = parseAddresses(bytes.span, 0..<bytes.count, limits: .default, hint: nil)
    #expect(addresses.elements.map(\.name) == ["Jürgen"])
  }

  @Test(
    "An address behind a scheme in brackets",
    arguments: [
      "Ada Lovelace [mailto:ada@example.org]", "[mailto:ada@example.org]",
      "Ada Lovelace <mailto:ada@example.org>", "mailto:ada@example.org",
    ])
  func scheme(field: String) {
    let bytes = Array(field.utf8)
    let addresses = parseAddresses(bytes.span, 0..<bytes.count, limits: .default, hint: nil)
    #expect(addresses.elements.map(\.mailbox) == ["ada@example.org"])
  }
}
