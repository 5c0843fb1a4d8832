import ArgumentParser
import CZstd
import Digests
import Foundation
import MIME
import Search

/// The time for only the unavoidable core of the work, on one core: the limit to compare the other
/// figures with.
struct LimitsBenchmark: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract: "Measure memory, SHA-256, zstd, Xapian and the disk alone, on the same mail.")

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    let messages = try Files.below(bench.maildir.get()).map {
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0)))
    }
    let all = messages.flatMap { $0 }
    var section = Report.Section(
      title: "Limits", labels: ["alone, one core"], columns: ["s for all mail", "MB/s"])
    func measure(_ name: String, _ work: () throws -> Void) throws {
      let seconds = try (0..<bench.rounds).map { _ in
        try ContinuousClock().measure(work) / .seconds(1)
      }
      progress("measured: \(name)")
      section.rows.append(
        Report.Row(
          labels: [name],
          figures: [Figure(seconds), Figure(seconds.map { Double(all.count) / 1e6 / $0 })]))
    }
    var copy = [UInt8](repeating: 0, count: all.count)
    try measure("copying in memory") {
      unsafe copy.withUnsafeMutableBytes { target in
        unsafe all.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
      }
    }
    try measure("SHA-256 of each message") {
      for message in messages { blackHole(try SHA256Digest(of: message).hashValue) }
    }
    for level in [3, 9] as [Int32] {
      try measure("zstd -\(level) in blocks of 512 KiB") { try compress(all, level) }
    }
    try measure("MIME parser") {
      for message in messages { blackHole(Message(parsing: message).parts.count) }
    }
    let documents = encoded(messages)
    try measure("Xapian, documents prepared") {
      let index = bench.directory + "/limit-index"
      try? FileManager.default.removeItem(atPath: index)
      let bulk = try BulkIndexer(target: index, revision: 1, threads: 1)
      for document in documents { try bulk.add(document) }
      try bulk.finish()
    }
    try measure("writing to disk with a sync") { try write(all, to: bench.directory + "/limit") }
    return [section]
  }

  private func compress(_ bytes: [UInt8], _ level: Int32) throws {
    let block = 512 << 10
    let capacity = ZSTD_compressBound(block)
    var frame = [UInt8](repeating: 0, count: capacity)
    for start in stride(from: 0, to: bytes.count, by: block) {
      let size = min(block, bytes.count - start)
      let written = unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe ZSTD_compress(
          &frame, capacity, buffer.baseAddress?.advanced(by: start), size, level)
      }
      guard ZSTD_isError(written) == 0 else { throw BenchmarkFailure("zstd failed") }
    }
  }

  private func encoded(_ messages: [[UInt8]]) -> [EncodedDocument] {
    var encoder = DocumentEncoder()
    return messages.enumerated().map {
      encoder.encode(IndexDocument(Message(parsing: $0.element), id: Int64($0.offset + 1)))
    }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw BenchmarkFailure("\(path) can't be written") }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
      }
      guard count > 0 else { throw BenchmarkFailure("\(path) can't be written") }
      written += count
    }
    fsync(descriptor)
  }
}
