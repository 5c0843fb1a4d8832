import Testing

@testable import MIME

private func parse(_ value: String) -> (String, [String]) {
  parse(Array("Content-Type: \(value)\n\n".utf8))
}

private func parse(_ bytes: [UInt8]) -> (String, [String]) {
  let message = Message(parsing: bytes)
  let type = message.contentType(of: message.parts[0])
  return (type.mediaType.description, type.parameters.map { "\($0.name)=\($0.value)" })
}

@Suite("Content types and parameters, RFC 2045 section 5 and RFC 2231")
struct ParameterTests {
  @Test(
    "Types",
    arguments: [
      ("text/html", "text/html"), ("TEXT/HTML", "text/html"), (" text / html ", "text/html"),
      ("(x) text/(y)html", "text/html"), ("text/html charset=utf-8", "text/html"),
      ("text/plain/x; a=b", "text/plain"), ("\"text/html\"", "text/html"),
      ("text", "text/plain"), ("html", "text/html"), ("multipart", "multipart/mixed"),
      ("text/", "text/plain"), ("/html", "text/plain"), ("", "text/plain"),
      ("; charset=utf-8", "text/plain"), ("image/svg+xml", "image/svg+xml"),
      ("application/vnd.ms-excel;name=x", "application/vnd.ms-excel"),
    ])
  func types(value: String, expected: String) {
    #expect(parse(value).0 == expected)
  }

  @Test(
    "Parameters that keep to the standards",
    arguments: [
      ("text/plain; charset=us-ascii (Plain text)", ["charset=us-ascii"]),
      (#"text/plain; charset="us-ascii""#, ["charset=us-ascii"]),
      (#"x/y; name="a\"b\\c"; b=2"#, [#"name=a"b\c"#, "b=2"]),
      ("x/y;\r\n\tname=\"a\r\n b\"", ["name=a b"]),
      // RFC 2231 sections 3, 4 and 4.1
      (
        "message/external-body; access-type=URL; URL*0=\"ftp://\"; URL*1=\"cs.utk.edu/pub\"",
        ["access-type=URL", "url=ftp://cs.utk.edu/pub"]
      ),
      (
        "application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
        ["title=This is ***fun***"]
      ),
      (
        "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"",
        ["title=This is even more ***fun*** isn't it!"]
      ),
      ("x/y; name*=utf-8''%E2%82%AC.txt", ["name=€.txt"]),
      ("x/y; name*1*=b; name*0*=utf-8''%C3%A4", ["name=äb"]),
      ("x/y; name=fallback; name*=utf-8''%C3%A4", ["name=ä"]),
      ("x/y; name*=utf-8''%C3%A4; name=fallback", ["name=ä"]),
    ])
  func standard(value: String, expected: [String]) {
    #expect(parse(value).1 == expected)
  }

  @Test(
    "What mailers write instead",
    arguments: [
      // No quotes, missing semicolons, blanks
      ("x/y; name=my file (1).pdf; a=b", ["name=my file (1).pdf", "a=b"]),
      ("text/plain; charset=utf-8 format=flowed", ["charset=utf-8", "format=flowed"]),
      ("text/plain charset=utf-8", ["charset=utf-8"]),
      ("text/plain; charset = utf-8 ;", ["charset=utf-8"]),
      ("text/plain;; ;charset=utf-8;;", ["charset=utf-8"]),
      ("text/plain; charset:utf-8", ["charset=utf-8"]),
      ("text/plain; charset", []),
      ("text/plain; =x; charset=utf-8", ["charset=utf-8"]),
      // Quotes inside quotes, no closing quote, only a closing quote
      (#"x/y; name="a "b" c.txt"; d=e"#, [#"name=a "b" c.txt"#, "d=e"]),
      (#"x/y; name="abc"#, ["name=abc"]),
      (#"x/y; name=abc""#, ["name=abc"]),
      (#"x/y; name="C:\dir\file.txt""#, [#"name=C:\dir\file.txt"#]),
      // RFC 2047 in parameters
      ("x/y; name=\"=?utf-8?Q?=C3=A4.txt?=\"", ["name=ä.txt"]),
      ("x/y; name==?utf-8?Q?=C3=A4.txt?=", ["name=ä.txt"]),
      ("x/y; name=\"=?utf-8?B?w6Q=?=\r\n =?utf-8?B?w7Y=?=\"", ["name=äö"]),
      ("x/y; name*0=\"=?utf-8?Q?=C3\"; name*1=\"=A4?=\"", ["name=ä"]),
      // RFC 2231 without charset, in quotes, with a gap, with bad escapes
      ("x/y; name*=%C3%A4", ["name=ä"]),
      ("x/y; name*=\"utf-8''%C3%A4\"", ["name=ä"]),
      ("x/y; name*0=a; name*2=b", ["name=ab"]),
      ("x/y; name*=utf-8''100%", ["name=100%"]),
      ("x/y; name*0=\"''a%20\"; name*1*=%C3%A4", ["name=a%20ä"]),
      ("x/y; name*0=\"utf-8'en'a\"; name*1*=%C3%A4", ["name=aä"]),
      ("x/y; name*0=\"it's Eva's \"; name*1*=%C3%A4", ["name=it's Eva's ä"]),
      // RFC 2047 in RFC 2231
      ("x/y; name*=\"=?utf-8?Q?some=C3=A4.zip?=\"", ["name=someä.zip"]),
      ("x/y; name*==?utf-8?B?c29tZcOkLnppcA==?=", ["name=someä.zip"]),
      ("x/y; name*=utf-8''=?iso-8859-1?Q?some=E4.zip?=", ["name=someä.zip"]),
      ("x/y; name*=utf-8''%3D%3Futf-8%3FQ%3Fsome%3DC3%3DA4.zip%3F%3D", ["name=someä.zip"]),
      ("x/y; name*0*=\"=?utf-8?Q?some=C3\"; name*1*=\"=A4.zip?=\"", ["name=someä.zip"]),
      ("x/y; name*=\"=?utf-8?Q?it's_Eva's.zip?=\"", ["name=it's Eva's.zip"]),
      // The same twice
      ("x/y; a=1; a=2", ["a=1"]),
    ])
  func broken(value: String, expected: [String]) {
    #expect(parse(value).1 == expected)
  }

  @Test("Parameters on lines without white space in front still count")
  func notFolded() {
    let bytes = Array("Content-Type: text/plain;\ncharset=\"x\";\nname=y\nSubject: z\n\n".utf8)
    let message = Message(parsing: bytes)
    #expect(parse(bytes).1 == ["charset=x", "name=y"])
    #expect(message.header.subject == "z")
    #expect(message.defects.map(\.kind) == [.invalidHeaderLine, .invalidHeaderLine])
  }
}
