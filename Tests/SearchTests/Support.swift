import Glibc
import Mail
import Search

/// An index in a directory of its own, removed with it.
final class TestIndex {
  let directory: String
  var path: String { directory + "/index" }

  init() {
    directory = "/tmp/mailcask-search-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    _ = unsafe mkdir(directory, 0o700)
  }

  convenience init(_ documents: [IndexDocument], settings: IndexSettings = IndexSettings()) throws {
    self.init()
    let writer = try IndexWriter(path: path, settings: settings)
    var encoder = DocumentEncoder()
    for document in documents { try writer.put(encoder.encode(document)) }
    try writer.commit(revision: Int64(documents.count))
  }

  deinit {
    try? IndexDirectory.remove(directory)
  }

  func reader() throws -> IndexReader { try IndexReader(paths: [path]) }

  /// Ids of all messages found, newest first.
  func find(_ query: String, _ request: SearchOptions = all, context: QueryContext = .test) throws
    -> [Int64]
  {
    try reader().search(QueryParser.parse(query, context), request, countExactlyTo: 10_000).hits.map(\.id)
  }

  static var all: SearchOptions {
    var request = SearchOptions()
    request.limit = 10_000
    return request
  }
}

/// Noon of 17 May 2021, a Monday, in UTC.
let testNow: Int64 = 1_621_252_800

extension QueryContext {
  static let test = QueryContext(calendar: .utc, now: testNow)
}

extension IndexDocument {
  /// A message with a body.
  init(_ id: Int64, _ body: String = "", subject: String = "", date: Int64? = nil) {
    self.init(id: id, date: date ?? testNow - 86_400 + id, size: 1_000, thread: id)
    self.subject = subject
    texts = [SearchableText(.body, part: "1", text: body)]
  }

  func with(_ change: (inout IndexDocument) -> Void) -> IndexDocument {
    var changed = self
    change(&changed)
    return changed
  }
}
