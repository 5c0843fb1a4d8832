import ArgumentParser
import Foundation

/// The mail to measure with: a Maildir of the user's, or synthetic mail.
struct CorpusOptions: ParsableArguments {
  @Option(help: "A Maildir to measure with; it is only read. Default: synthetic mail.")
  var corpus: String?

  @Option(help: "Number of synthetic messages if no corpus is given.")
  var made = 20_000

  @Option(help: "Runs of each measurement; the median counts.")
  var rounds = 5

  @Option(help: "A directory for archives and indexes, on the disk to measure.")
  var scratch = NSTemporaryDirectory()

  /// The Maildir; synthetic mail is written below `directory`.
  func maildir(in directory: String) throws -> String {
    if let corpus { return URL(fileURLWithPath: corpus).path }
    let path = directory + "/made"
    try Maildir(path).fill(with: 0..<made)
    return path
  }

  /// Creates a new directory, to be removed after use.
  func makeScratch() throws -> String {
    let path = scratch + "/mailcask-bench-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return URL(fileURLWithPath: path).path
  }
}

/// A Maildir that synthetic mail is written to.
struct Maildir {
  let path: String

  init(_ path: String) throws {
    self.path = path
    for folder in ["cur", "new", "tmp"] {
      try FileManager.default.createDirectory(
        atPath: path + "/" + folder, withIntermediateDirectories: true)
    }
  }

  func fill(with numbers: Range<Int>) throws {
    progress("making \(numbers.count) messages")
    let mail = MadeMail()
    for number in numbers {
      try Data(mail.message(number))
        .write(to: URL(fileURLWithPath: "\(path)/cur/\(number).made:2,S"))
    }
  }
}

extension MadeMail {
  /// Writes an mbox. No line of the texts begins with "From ".
  func writeMbox(_ numbers: Range<Int>, to path: String) throws {
    guard let file = unsafe fopen(path, "w") else {
      throw BenchmarkFailure("\(path) can't be written")
    }
    defer { unsafe fclose(file) }
    let separator = Array("From made@example.org Sat Jan  1 00:00:00 2005\n".utf8)
    for number in numbers {
      let bytes = separator + message(number) + [10]
      guard unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count else {
        throw BenchmarkFailure("\(path) can't be written: is the disk full?")
      }
    }
  }
}
