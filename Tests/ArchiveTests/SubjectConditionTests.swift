import Files
import MIME
import Mail
import Search
import Store
import TestSupport
import Testing

@testable import Archive

/// A regular expression on subjects is told by the store's rows where these have all that the messages
/// say, and finds what it finds in the messages.
@Suite(.timeLimit(.minutes(5))) struct SubjectConditionTests {
  private static let headers: [String] = [
    "Subject: Boat trip", "Subject: Re: boat trip\r\nFrom: ada@example.org",
    // Lists show the first alone.
    "Subject: first\r\nSubject: the second one", "subject: first\r\nX-A: b\r\nSUBJECT: Boat again",
    // Cut in the row.
    "Subject: \(String(repeating: "long ", count: 200))tail", "X-None: here", "Subject:",
    "Subject: \r\n", "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=",
    "Subject: =?utf-8?q?boat=00trip?=", "Subject: a\0b", "Subject: BOAT\r\n  folded trip",
    "Subject: \(String(repeating: "x", count: 500))",
    "Subject: \(String(repeating: "x", count: 501))",
  ]

  private let test: TestArchive
  private var archive: MailArchive { test.archive }

  init() throws {
    test = try TestArchive()
    let (run, _) = try test.archive.store.beginRun(command: "test")
    let pipeline = try IngestPipeline(store: test.archive.store, run: run) { _ in }
    for (ticket, header) in Self.headers.enumerated() {
      let text = "\(header)\r\nDate: \(ticket % 4 + 1) May 2020 10:00:00 +0000\r\n\r\nA text.\r\n"
      try pipeline.offer(
        IncomingMessage(
          ticket: ticket, bytes: .memory(Array(text.utf8)),
          origin: Origin(source: .file("/mail"), time: 1_700_000_000)))
    }
    _ = try pipeline.finish()
    try test.archive.bringIndexUpToDate()
  }

  @Test(arguments: [
    "boat", "^boat", "trip$", "second", "again", "tail", "^$", "^.*$", "x", "x{501}", "koln",
    "grusse",
    "ab", "a.b", "boat.?trip", "bo(at|y)", "\\bfirst\\b", "[^a-z ]", "folded",
  ])
  func itFindsWhatTheMessagesSay(_ pattern: String) throws {
    let reader = try ArchiveGroup(archive).reader()
    let texts = HeaderTexts(archive: archive)
    for query in [
      "subject:/\(pattern)/", "-subject:/\(pattern)/", "from:ada OR subject:/\(pattern)/",
      "date:2020-05-02 subject:/\(pattern)/", "subject:/\(pattern)/ OR subject:/second/",
    ] {
      let tree = try QueryParser.parse(query, QueryContext(now: 0))
      for order in SearchOptions.Order.allCases {
        var options = SearchOptions()
        (options.order, options.facets) = (order, [.year, .sender])
        let read = try reader.search(tree, options) { hit, _ in
          let bytes = (try? archive.store.bytes(of: hit.id)) ?? []
          let header = Message(parsing: bytes).header
          return header.all("subject").map { header.text(of: $0) }
        }
        let told = try reader.search(
          tree, options, headerText: { texts.values(of: $0, $1) }, subjects: texts.subjects)
        #expect(told.hits.map(\.id) == read.hits.map(\.id), "\(query), \(order)")
        #expect(told.total == read.total)
        #expect(told.facets == read.facets)
        options.threads = true
        let threads = try reader.search(
          tree, options, headerText: { texts.values(of: $0, $1) }, subjects: texts.subjects)
        #expect(threads.total.count <= told.total.count)
      }
    }
  }

  /// Those that the row does not tell are few.
  @Test func rowsTellMostSubjects() throws {
    let ids = Array(1...Int64(Self.headers.count))
    for ids in [ids, ids.filter { $0 % 7 == 1 }] {
      var told: [Int64: String] = [:]
      try archive.store.eachWholeSubject(of: ids) { place, subject in
        told[ids[place]] = unsafe subject.withUnsafeBytes {
          unsafe String(decoding: $0, as: UTF8.self)
        }
      }
      let wholly: Set<Int64> = [1, 2, 6, 9, 10, 11, 12, 13]
      #expect(Set(told.keys) == wholly.intersection(ids))
      #expect(told[1] == "Boat trip")
      if ids.contains(6) { #expect(told[6] == "") }
    }
  }
}
