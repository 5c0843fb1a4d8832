import ArgumentParser
import Dispatch
import Glibc
import MIME
import Mail
import Search
import Synchronization

/// Measures only indexing and searching: no store, no command.
struct SearchBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Measure the index on a Maildir or a folder of messages.",
    subcommands: [Index.self, Query.self, Analyse.self])

  struct Corpus: ParsableArguments {
    @Argument(help: "A folder with one message per file.") var folder: String
    @Option(help: "Index every message this many times.") var times = 1

    func paths() -> [String] {
      var names: [String] = []
      guard let directory = unsafe opendir(folder) else { return [] }
      defer { unsafe closedir(directory) }
      while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if !name.hasPrefix(".") { names.append(folder + "/" + name) }
      }
      let sorted = names.sorted()
      return (0..<times).flatMap { _ in sorted }
    }
  }

  struct Index: ParsableCommand {
    @OptionGroup var corpus: Corpus
    @Option(help: "Directory of the new index.") var index: String
    @Option(help: "Threads.") var threads = 2
    @Option(help: "Messages in one small database.") var segment = 4_000
    @Flag(help: "Add to the index instead of a bulk import.") var incremental = false

    func run() throws {
      let paths = corpus.paths()
      let clock = ContinuousClock()
      let began = clock.now
      if incremental {
        let writer = try IndexWriter(path: index)
        var encoder = DocumentEncoder()
        for (offset, path) in paths.enumerated() {
          try writer.put(encoder.encode(document(Int64(offset + 1), path)))
          if offset % 5_000 == 4_999 { try writer.commit(revision: Int64(offset)) }
        }
        try writer.commit(revision: Int64(paths.count))
      } else {
        let bulk = try BulkIndexer(
          target: index, revision: Int64(paths.count), threads: threads,
          segmentDocuments: segment)
        let width = 256
        for start in stride(from: 0, to: paths.count, by: width) {
          for document in encode(paths, start..<min(start + width, paths.count)) {
            try bulk.add(document)
          }
        }
        print("read and encoded", clock.now - began)
        try bulk.finish()
      }
      print("indexed \(paths.count) messages in", clock.now - began)
    }

    private func encode(_ paths: [String], _ range: Range<Int>) -> [EncodedDocument] {
      let results = Mutex<[EncodedDocument]>([])
      let share = (range.count + threads - 1) / threads
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        var encoder = DocumentEncoder()
        let first = min(range.lowerBound + thread * share, range.upperBound)
        let mine = (first..<min(first + share, range.upperBound)).map { offset in
          encoder.encode(document(Int64(offset + 1), paths[offset]))
        }
        results.withLock { $0 += mine }
      }
      return results.withLock { $0.sorted { $0.id < $1.id } }
    }
  }

  struct Analyse: ParsableCommand {
    @OptionGroup var corpus: Corpus

    func run() throws {
      let clock = ContinuousClock()
      var documents: [IndexDocument] = []
      let parsing = clock.measure {
        documents = corpus.paths().enumerated().map { document(Int64($0.offset + 1), $0.element) }
      }
      var encoder = DocumentEncoder()
      var bytes = 0
      let encoding = clock.measure {
        for document in documents { bytes += encoder.encode(document).bytes }
      }
      let text = documents.reduce(0) { $0 + $1.texts.reduce(0) { $0 + $1.text.utf8.count } }
      print("parsing \(parsing), encoding \(encoding): \(text >> 20) MiB text, \(bytes >> 20) MiB")
    }
  }

  struct Query: ParsableCommand {
    @Option(help: "Directory of the index.") var index: String
    @Option(help: "Number of runs of each query.") var times = 20
    @Argument(help: "Queries. Default: a set of all kinds.") var queries: [String] = []

    func run() throws {
      let clock = ContinuousClock()
      let kinds = [
        "", "patch", "the", "linux kernel", "\"bug fix\"", "\"in the\"", "inv*", "*ation",
        "from:torvalds",
        "subject:bug", "date:2019..2021", "from:linus patch date:2010..2024", "~kernle",
        "memory -leak", "config OR setup", "\"kernel\" NEAR/5 patch", "header:X-Mailer=mutt",
        "has:attachment", "size:>100k", "from:/^lin/", "debian release", "1.2.3", "example.com",
        "invoices", "to:debian",
      ]
      for query in queries.isEmpty ? kinds : queries {
        var request = SearchOptions()
        request.limit = 50
        for threads in [false, true] {
          request.threads = threads
          var fastest = Duration.seconds(1_000)
          var total = SearchAnswer.Total.exactly(0)
          for _ in 0..<times {
            let took = try clock.measure {
              let reader = try IndexReader(paths: [index])
              let tree = try QueryParser.parse(query, QueryContext(now: Int64(time(nil))))
              total = try reader.search(tree, request) { _, _ in [] }.total
            }
            fastest = min(fastest, took)
          }
          print(threads ? "threads " : "messages", query, total, fastest, separator: "\t")
        }
      }
    }
  }
}

private func document(_ id: Int64, _ path: String) -> IndexDocument {
  IndexDocument(Message(parsing: contents(path)), id: id)
}

private func contents(_ path: String) -> [UInt8] {
  guard let file = unsafe fopen(path, "r") else { return [] }
  defer { unsafe fclose(file) }
  var status = stat()
  guard unsafe fstat(fileno(file), &status) == 0 else { return [] }
  let size = Int(status.st_size)
  return unsafe Array(unsafeUninitializedCapacity: size) { buffer, count in
    count = unsafe fread(buffer.baseAddress, 1, size, file)
  }
}
