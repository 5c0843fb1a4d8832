import ArgumentParser
import Foundation
import TestSupport

/// Wall time of whole fetches over IMAP and TLS, from process start to exit, compared with other clients:
/// the same server, the same mail, in turns, directly and through a delaying proxy.
struct IMAPBenchmark: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "imap",
    abstract:
      "Fetch an account by IMAP with Mailcask, mbsync, offlineimap3 and getmail6, in turns.",
    discussion: """
      Needs dovecot-imapd, and the product mailcask built beside this program; clients that are not \
      installed are left out. Mailcask stores durably in every case.
      """)

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "Messages in the mailbox, spread evenly over the corpus.")
  var messages = 2_000

  @Option(
    help: "Messages in the mailbox of clients that wait for each message, when there is a delay.")
  var slowMessages = 100

  @Option(help: "Folders of the account in which nothing is new.")
  var folders = 10

  @Option(parsing: .upToNextOption, help: "Round-trip times in milliseconds.")
  var delays: [Int] = [0, 20, 100]

  private static let (user, password) = ("reader", "wonderland")

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    let mail = try Files.sample(of: bench.maildir.get(), messages)
    let megabytes = Double(mail.reduce(0) { $0 + $1.count }) / 1e6
    var whole = Report.Section(
      title: "IMAP over TLS", labels: ["round trip", "client", "messages"],
      columns: ["wall s", "ms per message"])
    whole.notes = [
      "\(mail.count) messages, \(megabytes.brief) MB. Ratio: time per message, relative to the first client."
    ]
    var idle = Report.Section(
      title: "IMAP, nothing new", labels: ["round trip", "client", "folders"], columns: ["wall s"])
    for delay in delays {
      whole.rows += try fetches(mail, delay, bench.rounds)
      idle.rows += try polls(Array(mail.prefix(10 * folders)), delay, bench.rounds)
    }
    return [whole, idle]
  }

  private func fetches(_ mail: [[UInt8]], _ delay: Int, _ rounds: Int) throws -> [Report.Row] {
    let clients = FetchClient.installedForIMAP()
    let counts = clients.map { $0.isSlow && delay > 0 ? min(slowMessages, mail.count) : mail.count }
    var servers: [Int: Dovecot] = [:]
    defer { for server in servers.values { server.stop() } }
    for count in Set(counts) {
      servers[count] = try server { try $0.deliver(all: Array(mail.prefix(count)), to: Self.user) }
    }
    let times = try measure(clients, rounds, delay) { servers[counts[$0]] }
    let each = clients.indices.map { index in
      Figure(times[index].map { $0 * 1_000 / Double(counts[index]) })
    }
    return clients.indices.map { index in
      var row = Report.Row(
        labels: ["\(delay) ms", clients[index].name, "\(counts[index])"],
        figures: [Figure(times[index]), each[index]])
      if index > 0, let ours = each[0], let theirs = each[index] {
        row.ratio = theirs.median / ours.median
      }
      return row
    }
  }

  /// A second run in an account in which nothing has changed.
  private func polls(_ mail: [[UInt8]], _ delay: Int, _ rounds: Int) throws -> [Report.Row] {
    let clients = FetchClient.installedForIMAP().filter { !$0.isSlow && !$0.name.contains(",") }
    let server = try server { server in
      for folder in 0..<folders {
        let numbers = stride(from: folder, to: mail.count, by: folders)
        try server.deliver(all: numbers.map { mail[$0] }, to: Self.user, folder: "F\(folder)")
      }
    }
    defer { server.stop() }
    let times = try measure(clients, rounds, delay, again: true) { _ in server }
    return clients.indices.map { index in
      var row = Report.Row(
        labels: ["\(delay) ms", clients[index].name, "\(folders)"], figures: [Figure(times[index])])
      if index > 0, let ours = Figure(times[0]), let theirs = Figure(times[index]) {
        row.ratio = theirs.median / ours.median
      }
      return row
    }
  }

  /// Seconds of each run, by client.
  private func measure(
    _ clients: [FetchClient], _ rounds: Int, _ delay: Int, again: Bool = false,
    _ server: (Int) -> Dovecot?
  ) throws -> [[Double]] {
    var times: [[Double]] = clients.map { _ in [] }
    for (round, order) in clients.indices.inTurn(rounds: rounds).enumerated() {
      for index in order {
        guard let server = server(index) else { continue }
        let proxy = try TCPProxy(to: server.tls, .init(delay: .microseconds(500 * delay)))
        defer { proxy.stop() }
        times[index].append(
          try clients[index].run(
            at: delay > 0 ? proxy.endpoint : server.tls, user: Self.user, Self.password,
            server.authorityFile, again: again))
        progress("\(delay) ms: \(clients[index].name), run \(round + 1) of \(rounds)")
      }
    }
    return times
  }

  /// A server that has opened all folders once: its first access is slow, which no client should pay for.
  private func server(_ fill: (Dovecot) throws -> Void) throws -> Dovecot {
    let server = try Dovecot(
      users: [.init(Self.user, password: Self.password, messages: [])], .imap)
    try fill(server)
    try FetchClient.mailcask("mailcask", ["--no-index"], isIMAP: true)
      .run(at: server.tls, user: Self.user, Self.password, server.authorityFile)
    return server
  }
}
