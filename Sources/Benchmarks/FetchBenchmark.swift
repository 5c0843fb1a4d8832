import ArgumentParser
import Foundation
import TestSupport

/// Wall time of whole fetches over TLS, from process start to exit, compared with other POP3
/// clients: the same server, the same mail, alternating within one run, directly and through a
/// delaying proxy.
struct FetchBenchmark: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch a mailbox with Mailcask, mpop, fetchmail and getmail6, in turns.",
    discussion: """
      Needs dovecot-pop3d, and the product mailcask built beside this program; clients that are \
      not installed are left out. Mailcask stores durably in every case. Clients that pay a round \
      trip for each message fetch fewer when there is a delay, and are compared per message.
      """)

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "Messages in the mailbox, spread evenly over the corpus.")
  var messages = 2_000

  @Option(help: "Messages in the mailbox of slow clients when there is a delay.")
  var slowMessages = 100

  @Option(parsing: .upToNextOption, help: "Round-trip times in milliseconds.")
  var delays: [Int] = [0, 20, 100]

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    let mail = try Files.sample(of: bench.maildir.get(), messages)
    var section = Report.Section(
      title: "POP3 over TLS", labels: ["round trip", "client", "messages"],
      columns: ["wall s", "ms per message"])
    let megabytes = Double(mail.reduce(0) { $0 + $1.count }) / 1e6
    section.notes = [
      "\(mail.count) messages, \(megabytes.brief) MB. Ratio: time per message, relative to the first client."
    ]
    for deletes in [false, true] {
      for delay in delays {
        section.rows += try rows(mail, delay, deletes: deletes, rounds: bench.rounds)
      }
    }
    return [section]
  }

  private func rows(
    _ mail: [[UInt8]], _ delay: Int, deletes: Bool, rounds: Int
  ) throws -> [Report.Row] {
    let clients = FetchClient.installed()
    var times: [[Double]] = clients.map { _ in [] }
    // A server from which nothing is deleted serves all clients.
    var servers: [Int: Dovecot] = [:]
    defer { for server in servers.values { server.stop() } }
    for (round, order) in clients.indices.inTurn(rounds: rounds).enumerated() {
      for index in order {
        let count = count(for: clients[index], delay, of: mail.count)
        let server = try servers[count] ?? FetchClient.server(Array(mail.prefix(count)))
        if !deletes { servers[count] = server }
        defer { if deletes { server.stop() } }
        times[index].append(try clients[index].fetch(from: server, delay, deletes: deletes))
        progress("\(delay) ms: \(clients[index].name), run \(round + 1) of \(rounds)")
      }
    }
    let each = clients.indices.map { index in
      Figure(
        times[index].map { $0 * 1_000 / Double(count(for: clients[index], delay, of: mail.count)) })
    }
    return clients.indices.map { index in
      var row = Report.Row(
        labels: [
          "\(delay) ms\(deletes ? ", deleting" : "")", clients[index].name,
          "\(count(for: clients[index], delay, of: mail.count))",
        ], figures: [Figure(times[index]), each[index]])
      if index > 0, let ours = each[0], let theirs = each[index] {
        row.ratio = theirs.median / ours.median
      }
      return row
    }
  }

  private func count(for client: FetchClient, _ delay: Int, of all: Int) -> Int {
    client.isSlow && delay > 0 ? min(slowMessages, all) : all
  }
}

extension FetchClient {
  private static let password = "wonderland"

  /// A server that has opened the mailbox once: its first access is slow, which no client should
  /// pay for.
  fileprivate static func server(_ mail: [[UInt8]]) throws -> Dovecot {
    let server = try Dovecot(users: [.init("reader", password: password, messages: mail)])
    try warmUp.run(
      at: server.tls, user: "reader", password, server.authorityFile, deletes: false)
    return server
  }

  /// Returns the duration in seconds.
  fileprivate func fetch(from server: Dovecot, _ delay: Int, deletes: Bool) throws -> Double {
    let proxy = try TCPProxy(to: server.tls, .init(delay: .microseconds(500 * delay)))
    defer { proxy.stop() }
    return try run(
      at: delay > 0 ? proxy.endpoint : server.tls, user: "reader", Self.password,
      server.authorityFile, deletes: deletes)
  }
}
