import ArgumentParser
import Foundation
import Net
import POP3
import SASL

/// Speed and memory of one POP3 session with a real server; messages are discarded as they arrive.
struct POP3Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pop3", abstract: "Fetch a mailbox and throw it away, or list it only.",
    discussion: "The password comes from the variable MAILCASK_BENCH_PASSWORD.")

  @Option(help: "Host name.")
  var host = "localhost"

  @Option(help: "Port.")
  var port: UInt16 = 995

  @Option(help: "User name.")
  var user: String

  @Option(help: "A file with the certificates to trust, in PEM.")
  var ca: String

  @Option(help: "Log in with this mechanism instead of the strongest.")
  var login: String?

  @Flag(help: "Only list, as if every message were known.")
  var list = false

  @Flag(help: "Do not pipeline.")
  var noPipelining = false

  func run() throws {
    var settings = POP3Settings(Endpoint(host: host, port: port), security: .tls)
    settings.tls.trust = .file(ca)
    settings.usesPipelining = !noPipelining
    let secret = ProcessInfo.processInfo.environment["MAILCASK_BENCH_PASSWORD"] ?? ""
    let mechanism = login.flatMap { Credentials.Mechanism(rawValue: $0) }

    let sink = Sink(retrieves: !list)
    let clock = ContinuousClock()
    let start = clock.now
    let client = try POP3Client.connect(settings)
    try client.login(Credentials(user: user, secret: secret, mechanism: mechanism))
    let loggedIn = clock.now
    try client.retrieve(sink)
    let retrieved = clock.now
    try client.quit()
    let end = clock.now
    print(
      """
      \(sink.listed) listed, \(sink.messages) messages, \(sink.bytes) octets
      login \(loggedIn - start), listing and messages \(retrieved - loggedIn), all \(end - start)
      processor \(processorTime()) s, most memory \(peakMemory()) kB
      """)
  }

  private func usage() -> rusage {
    var usage = rusage()
    unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return usage
  }

  private func processorTime() -> Double {
    let usage = usage()
    let times = [usage.ru_utime, usage.ru_stime]
    return times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
  }

  private func peakMemory() -> Int { usage().ru_maxrss }
}

private final class Sink: MaildropReceiver {
  private let retrieves: Bool
  private(set) var listed = 0
  private(set) var messages = 0
  private(set) var bytes: UInt64 = 0
  private var known: Set<[UInt8]> = []

  init(retrieves: Bool) { self.retrieves = retrieves }

  func choose(_ message: ListedMessage) -> Choice {
    listed += 1
    // A look-up in the account's state; it costs the same whether it finds the id or not.
    let isKnown = message.uid.map { known.contains($0) } ?? false
    return retrieves && !isKnown ? .retrieve : .skip
  }

  func began(_ request: Request) {}
  func received(_ bytes: borrowing RawSpan) {}
  func ended(_ request: Request, _ size: ArrivedSize) {
    messages += 1
    bytes += size.bytes
  }
  func failed(_ request: Request, reply: String) {}
  func restarted(because reason: String) {}
}
