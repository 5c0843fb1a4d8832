import ArgumentParser
import Foundation

/// Counts the instructions of the hot paths under valgrind. The counts hardly depend on how busy
/// the machine is, so they show regressions that times would hide in noise.
struct InstructionCounts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "instructions",
    abstract: "Count instructions of the hot paths, and compare them with a table.",
    discussion: """
      The table is Sources/Benchmarks/instructions.json. A change that means to cost more writes \
      it again (--write), and its commit says why.
      """)

  @Option(help: "Fail where a count is more than 5 % above the one in this table.")
  var check: String?

  @Option(help: "Write the counts to this table.")
  var write: String?

  /// Maximum relative increase of a count.
  private static let bound = 0.05

  func run() throws {
    // valgrind stops at debugging information that is newer than it supports.
    let program = NSTemporaryDirectory() + "mailcask-bench-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: program) }
    try Invocation(
      arguments: ["strip", "--strip-debug", "-o", program, CommandLine.arguments[0]]
    ).run()
    var counts: [String: Int] = [:]
    for job in CountedJob.allCases {
      // The difference excludes start-up and preparation.
      let few = try count(job, rounds: 1, program)
      let many = try count(job, rounds: 3, program)
      counts[job.rawValue] = (many - few) / 2
    }
    if let write {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try (encoder.encode(counts) + [10]).write(to: URL(fileURLWithPath: write))
    }
    let table = try check.map {
      try JSONDecoder().decode(
        [String: Int].self, from: Data(contentsOf: URL(fileURLWithPath: $0)))
    }
    try report(counts, table ?? [:])
  }

  private func report(_ counts: [String: Int], _ table: [String: Int]) throws {
    var worse: [String] = []
    for (job, count) in counts.sorted(by: { $0.key < $1.key }) {
      var line = "\(job): \(count) instructions"
      if let known = table[job], known > 0 {
        let change = Double(count) / Double(known) - 1
        line += String(format: ", %+.1f %% to the table", change * 100)
        if change > Self.bound { worse.append(job) }
      } else if check != nil {
        worse.append(job)
        line += ", not in the table"
      }
      print(line)
    }
    guard worse.isEmpty else {
      throw BenchmarkFailure(
        "more than 5 % above the table, or not in it: \(worse.joined(separator: ", "))")
    }
  }

  private func count(_ job: CountedJob, rounds: Int, _ program: String) throws -> Int {
    let file = NSTemporaryDirectory() + "mailcask-bench-\(UUID().uuidString)"
    defer {
      try? FileManager.default.removeItem(atPath: file)
      try? FileManager.default.removeItem(atPath: file + ".errors")
    }
    try Invocation(
      arguments: [
        "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "counted",
        job.rawValue, "--rounds", "\(rounds)",
      ],
      environment: [
        "SWIFT_DETERMINISTIC_HASHING": "1",
        // Use the C library's simplest functions, which every processor supports.
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-BMI2,-ERMS,-SSE4_2",
      ]
    ).run(output: file)
    let log = try String(contentsOfFile: file + ".errors", encoding: .utf8)
    let collected = log.split(separator: "\n").first { $0.contains("Collected :") }
    guard let number = collected?.split(separator: " ").last.flatMap({ Int($0) }) else {
      throw BenchmarkFailure("valgrind printed no count: \(log)")
    }
    return number
  }
}
