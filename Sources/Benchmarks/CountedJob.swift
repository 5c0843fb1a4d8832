import ArgumentParser
import Foundation
import MIME
import Mail
import Mailbox
import Search
import TestSupport

/// A hot path on a small fixed input. The work of the libraries below (zstd, SHA-256) is left out: its
/// instruction count depends on the processor. A wildcard has Xapian's share.
enum CountedJob: String, CaseIterable, ExpressibleByArgument {
  case parse, text, analyse, query, mbox, show, snippets, wildcard

  /// Prepares the work, and returns the part that is counted.
  func work() throws -> () throws -> Void {
    let made = MadeMail()
    let messages = (0..<40).map { made.message($0) }
    switch self {
    case .parse:
      return { for message in messages { blackHole(Message(parsing: message).parts.count) } }
    case .text:
      let parsed = messages.map { Message(parsing: $0) }
      return { for message in parsed { blackHole(message.searchableTexts.count) } }
    case .show:
      return {
        for message in messages { blackHole(Message(parsing: message).readableText.utf8.count) }
      }
    case .snippets:
      let texts = messages.map { Message(parsing: $0).searchableTexts }
      let snippeter = try Snippeter(Self.tree("be \"ba ben\" ke* 2005"))
      return { for each in texts { blackHole(snippeter.snippet(of: each)?.marks.count ?? 0) } }
    case .wildcard:
      let directory = try TemporaryDirectory()
      let writer = try IndexWriter(path: directory.path + "/index")
      var encoder = DocumentEncoder()
      for (number, message) in messages.enumerated() {
        let document = IndexDocument(Message(parsing: message), id: Int64(number + 1))
        try writer.put(encoder.encode(document))
      }
      try writer.commit(revision: 1)
      let tree = try Self.tree("b*")
      return {
        let reader = try IndexReader(paths: [directory.path + "/index"])
        blackHole(try reader.search(tree).hits.count)
      }
    case .analyse:
      let documents = messages.enumerated().map {
        IndexDocument(Message(parsing: $0.element), id: Int64($0.offset + 1))
      }
      var encoder = DocumentEncoder()
      return { for document in documents { blackHole(encoder.encode(document).bytes) } }
    case .query:
      let queries = [
        "invoice from:ferry date:2024 -has:attachment", "(a OR b) \"c d\" NEAR/5 e*",
        "subject:/re(g)?ex/ size:>5M older_than:1y",
      ]
      return {
        for query in queries {
          blackHole(try Self.tree(query).range.count)
        }
      }
    case .mbox:
      let file = NSTemporaryDirectory() + "mailcask-bench-\(UUID().uuidString).mbox"
      try made.writeMbox(0..<40, to: file)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      try FileManager.default.removeItem(atPath: file)
      return {
        try bytes.write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let reader = try openMailbox(file)
        while let item = try reader.next() { blackHole("\(item.origin)".utf8.count) }
      }
    }
  }
}

extension CountedJob {
  private static func tree(_ query: String) throws -> QueryTree {
    try QueryParser.parse(query, QueryContext(now: 1_700_000_000))
  }
}

/// Runs a job a given number of times; `instructions` starts it under valgrind.
struct Counted: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "counted", abstract: "Do a counted job.", shouldDisplay: false)

  @Argument var job: CountedJob
  @Option var rounds = 1

  func run() throws {
    let work = try job.work()
    for _ in 0..<rounds { try work() }
  }
}
