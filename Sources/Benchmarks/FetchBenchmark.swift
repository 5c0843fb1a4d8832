import ArgumentParser
import Foundation
import TestSupport

/// Wall time of whole fetches over TLS, process start to exit, beside other POP3 clients: the same
/// server, the same mail, in turns within one run, straight and through a delaying proxy.
struct FetchBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch a mailbox with Mailcask, mpop, fetchmail and getmail6, in turns.",
    discussion: """
      Needs dovecot-pop3d, and the product mailcask built beside this program; clients that are \
      not installed are left out. Mailcask stores durably in every case. Clients that pay a round \
      trip for each message fetch fewer when there is a delay, and are compared per message.
      """)

  @Option(help: "A directory with one message in each file, such as a Maildir.")
  var corpus: String

  @Option(help: "Messages in the mailbox.")
  var messages = 2_000

  @Option(help: "Messages in the mailbox of slow clients when there is a delay.")
  var slowMessages = 200

  @Option(help: "Round-trip times in milliseconds.")
  var delays: [Int] = [0, 20, 100]

  @Option(help: "Runs of each; the median counts.")
  var rounds = 3

  private static let password = "wonderland"

  func run() throws {
    let mail = try sample()
    let few = stride(from: 0, to: mail.count, by: max(1, mail.count / max(1, slowMessages)))
      .prefix(slowMessages).map { mail[$0] }
    let dovecot = try Dovecot(users: [
      .init("all", password: Self.password, messages: mail),
      .init("few", password: Self.password, messages: few),
    ])
    defer { dovecot.stop() }
    let clients = FetchClient.installed()
    print("\(mail.count) messages, \(mail.reduce(0) { $0 + $1.count } / 1_000) kB")
    print(
      "\n| round trip | client | messages | seconds, median of \(rounds) | all | ms a message |")
    print("|---:|---|---:|---:|---|---:|")
    // The server's first look at a mailbox is slow, and nobody's fault.
    for user in ["all", "few"] {
      try FetchClient.warmUp.run(at: dovecot.tls, user: user, Self.password, dovecot.authorityFile)
    }
    for delay in delays { try measure(clients, dovecot, delay, mail.count, few.count) }
  }

  private func measure(
    _ clients: [FetchClient], _ dovecot: Dovecot, _ delay: Int, _ all: Int, _ few: Int
  ) throws {
    let proxy = try TCPProxy(to: dovecot.tls, .init(delay: .microseconds(500 * delay)))
    defer { proxy.stop() }
    let endpoint = delay > 0 ? proxy.endpoint : dovecot.tls
    var times: [String: [Double]] = [:]
    for _ in 0..<rounds {
      for client in clients {
        let user = client.isSlow && delay > 0 ? "few" : "all"
        let time = try client.run(at: endpoint, user: user, Self.password, dovecot.authorityFile)
        times[client.name, default: []].append(time)
      }
    }
    for client in clients {
      let sorted = (times[client.name] ?? []).sorted()
      guard !sorted.isEmpty else { continue }
      let median = sorted[sorted.count / 2]
      let count = client.isSlow && delay > 0 ? few : all
      let each = sorted.map { String(format: "%.2f", $0) }.joined(separator: " ")
      print(
        "| \(delay) ms | \(client.name) | \(count) | \(String(format: "%.2f", median)) | \(each) "
          + "| \(String(format: "%.2f", median * 1_000 / Double(max(1, count)))) |")
    }
    fflush(nil)
  }

  /// Messages spread evenly over the corpus, in the order of their names.
  private func sample() throws -> [[UInt8]] {
    let root = URL(fileURLWithPath: corpus)
    let files = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: [.isRegularFileKey])
    var paths: [String] = []
    while let file = files?.nextObject() as? URL {
      if (try? file.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true {
        paths.append(file.path)
      }
    }
    guard !paths.isEmpty else { throw ValidationError("there is no file in \(corpus)") }
    paths.sort()
    let step = max(1, paths.count / max(1, messages))
    return try stride(from: 0, to: paths.count, by: step).prefix(messages).map {
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: paths[$0])))
    }
  }
}
