import Mail
import Search
import Testing

/// Every field of the query language against one message that has everything.
@Suite struct FieldTests {
  static let message = IndexDocument(7).with {
    $0.date = 1_600_000_000  // 13 September 2020, 12:26:40 UTC
    $0.size = 3 << 20
    $0.thread = 40
    $0.accounts = ["Work", "old"]
    $0.folders = ["INBOX/Projects/Größe"]
    $0.tags = ["todo", "Very Important"]
    $0.flags = [.flagged, .encrypted]
    $0.subject = "Quarterly report 2024-0001"
    $0.addresses = [
      .init(role: .from, name: "Ann Müller", mailbox: "Ann.Mueller@Example.ORG"),
      .init(role: .to, name: "Bob", mailbox: "bob@example.net"),
      .init(role: .cc, name: "", mailbox: "carol@example.com"),
      .init(role: .bcc, name: "", mailbox: "dave@example.com"),
    ]
    $0.headers = [
      .init(name: "From", value: "Ann"), .init(name: "Cc", value: "carol@example.com"),
      .init(name: "X-Mailer", value: "Mutt 2.0"), .init(name: "Subject", value: "other"),
      .init(name: "Received", value: "from mx1.example.org (10.0.0.1) id 4TxR5z1x9Bz4x"),
      .init(name: "DKIM-Signature", value: "v=1; d=example.org; s=sel; b=abc"),
      .init(name: "Message-ID", value: "<First.ID@example.org>"),
      .init(name: "List-Id", value: "Core Developers <dev.lists.example.org>"),
    ]
    $0.texts = [
      .init(.body, part: "1", text: "The body says hello, see https://example.org/x"),
      .init(.attachment, part: "2", text: "attached words"),
      .init(.nested, part: "3.1", text: "nested words"),
    ]
    $0.attachments = [
      .init(name: "Rechnung März.pdf", type: "application/pdf"),
      .init(name: "photo.jpg", type: "image/jpeg"),
      .init(name: "Letter.DOCX", type: "application/octet-stream"),
    ]
    $0.messageIDs = ["First.ID@example.org"]
    $0.listID = "dev.lists.example.org"
  }

  static let finding = [
    "from:ann", "from:Ann.Mueller@example.org", "from:mueller", "from:müller", "from:example.org",
    "from:\"Ann Müller\"", "to:bob", "cc:carol@example.com", "bcc:dave", "with:carol", "with:ann",
    "recipient:dave", "recip:bob", "subject:report", "subject:reports", "subject:2024-0001",
    "subject:\"quarterly report\"", "body:hello", "body:attached", "body:nested", "hello nested",
    "attachment:rechnung", "attachment:pdf", "attachment:\"rechnung marz.pdf\"",
    "attachment:*.pdf", "filename:rech*", "rechnungen", "type:pdf", "type:application/pdf",
    "type:image", "type:image/*", "mimetype:image/jpeg", "list:dev.lists.example.org", "list:dev",
    "header:X-Mailer=mutt", "header:x-mailer=\"mutt 2.0\"", "header:X-Mailer",
    "header:X-Mailer=mu*",
    "header:Subject=report", "header:From=ann", "header:Message-ID=First.ID@example.org",
    "header:Received=mx1.example.org", "header:received=4TxR5z1x9Bz4x", "header:DKIM-Signature=sel",
    "header:Received=\"mx1 example org\"", "header:received", "-header:Date", "-header:X-Other",
    "header:dkim-signature=/d=example/", "header:received=4txr*", "header:Received=10.0.0.1",
    "header:Received=10.0", "header:Received=0.0", "header:Received=0",
    "header:Received=\"0 1 id\"",
    "id:First.ID@example.org", "id:<First.ID@example.org>", "id:7", "id:8 OR id:7", "-id:8",
    "thread:40", "tag:todo", "tag:TODO",
    "tag:\"very important\"", "account:work", "account:old", "folder:inbox",
    "folder:INBOX/Projects",
    "folder:inbox/projects/grosse", "in:inbox", "is:flagged", "is:starred", "is:encrypted",
    "is:unread", "-is:read", "has:attachment", "has:pdf", "has:image", "has:link", "has:list",
    "size:>2M", "size:3M", "size:1M..4M", "larger:3M", "date:2020", "date:2020-09-13",
    "date:2019..2021", "before:2021", "after:2020-09-13", "date:@1600000000", "older_than:1m",
    "from:/^ann\\b?/", "subject:/report \\d{4}-\\d+$/", "-subject:/invoice/", "ann report hello",
    "hello OR absent", "-absent", "(absent OR hello) -missing", "body NEAR/2 hello",
    "hello NEAR/2 body", "~helo", "~qarterly", "hel*", "*llo", "h*l*o", "says-hel*",
    "-\"hello says\"", "\"hello says\" OR \"says hello\"", "\"says hello\" -\"hello says\"",
    "subject:(quarterly report)",
    "absent OR header:Received=mx1.example.org", "header:Received=mx9 OR subject:/report/",
    "-(absent OR subject:/invoice/)", "(absent OR from:/ann/) (hello OR subject:/invoice/)",
    "-(hello header:Received=mx9.example.org)", "header:DKIM-Signature=sel OR absent hello",
    "tag:*", "tag:very*", "folder:inbox/*", "folder:*/grosse", "account:w*", "cc:*", "from:*",
    "attachment:*", "list:*", "with:*", "flag:attach", "subject:/\\breport\\b/",
    "subject:/quarter\\Bly/", "subject:/[[:digit:]]{4}-/", "hello & body",
    "subject:{absent report}",
    "header:Message-ID=<First.ID@example.org>", "header:Message-ID=first",
    "header:Message-ID=example.org", "header:message-id=fir*", "header:X-Mailer=*",
    "header:Message-ID=/^<first/", "from:<Ann.Mueller@example.org>", "list:\"core developers\"",
    "type:*", "type:app*pdf", "type:jpg", "type:JPG", "type:docx", "has:document",
    "header:List-Id=core", "header:List-Id=\"core developers\"", "-header:X-Other=*", "is:gone",
    "with:(ann bob)", "newer_than:3y", "dev.lists.example.org OR list:dev",
  ]

  static let missing = [
    "from:bob", "from:n.mueller@example.org", "to:ann", "cc:dave", "subject:hello", "body:report",
    "attachment:hello", "type:video", "list:other", "header:X-Mailer=pine", "header:X-Other",
    "header:Date", "-header:Received", "header:Received=mx2.example.org",
    "header:Received=elsewhere.example.org", "header:DKIM-Signature=other",
    "-header:DKIM-Signature=sel", "id:first", "id:8", "-id:7", "thread:4", "tag:to",
    "account:home", "folder:projects", "is:read", "is:signed", "has:calendar", "size:<3M",
    "smaller:3M", "date:2021", "before:2020-09-13", "after:2020-09-14", "subject:/^report/",
    "-from:/ann/", "-hello", "\"hello says\"", "hello NEAR/2 example", "~hxxxo", "helx*",
    "absent OR header:Received=mx9.example.org", "-(absent OR subject:/report/)",
    "(absent OR from:/ann/) subject:/invoice/", "-(hello header:Received=mx1.example.org)",
    "tag:x*", "folder:projects*", "-cc:*", "subject:/\\bport/", "subject:/report\\B/",
    "header:Message-ID=second", "header:Message-ID=irst*", "header:X-Other=*", "-is:gone",
    "type:video*", "type:letter", "has:spreadsheet", "is:duplicate", "list:cord",
    "report NEAR/3 hello", "other",
    "hello NEAR/9 hello",
    "\"h* hello\"",
  ]

  static func text(of target: HeaderFilter.Target) -> [String] {
    switch target {
    case .field(.from): ["Ann Müller <Ann.Mueller@Example.ORG>"]
    case .field(.subject): [message.subject]
    case .flag(.gone): [""]
    case .header(let name):
      message.headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    default: []
    }
  }

  private static func find(_ query: String) throws -> [Int64] {
    let index = try TestIndex([
      message, IndexDocument(8, "something else").with { $0.flags = [.read] },
    ])
    let tree = try QueryParser.parse(query, .test)
    return try index.reader().search(tree, TestIndex.all) { hit, target in
      hit.id == 7 ? text(of: target) : []
    }.hits.map(\.id)
  }

  @Test(arguments: finding) func finds(_ query: String) throws {
    #expect(try Self.find(query).contains(7))
  }

  /// The newest of the thread fails the condition, an older one of it holds.
  @Test func aThreadIsFoundByAnyOfItsMessages() throws {
    let index = try TestIndex((1...4).map { id in IndexDocument(id).with { $0.thread = id % 2 } })
    var request = TestIndex.all
    request.threads = true
    let tree = try QueryParser.parse("subject:/old/", .test)
    let hits = try index.reader().search(tree, request) { hit, _ in
      [hit.id < 4 ? "old" : "new"]
    }.hits
    #expect(hits.map(\.id) == [3, 2])
    #expect(hits.map(\.moreInThread) == [1, 0])
  }

  @Test func messagesThatShareAnIDAreDuplicates() throws {
    let index = try TestIndex(
      [(1, "a@x"), (2, "b@x"), (3, "a@x"), (4, nil), (5, nil)].map { id, messageID in
        IndexDocument(id).with { $0.messageIDs = messageID.map { [$0] } ?? [] }
      })
    #expect(try index.find("is:duplicate") == [3, 1])
    #expect(try index.find("-is:duplicate") == [5, 4, 2])
  }

  @Test(arguments: missing) func doesNotFind(_ query: String) throws {
    #expect(try !Self.find(query).contains(7))
  }
}
