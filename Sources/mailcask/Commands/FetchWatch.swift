import Archive
import Fetch
import Foundation

/// Fetches again and again. Between two rounds the archive is closed, so that other commands can
/// write to it, and its settings are read anew for each.
final class FetchWatch {
  private struct Account {
    var schedule: PollSchedule
    var due = Date.distantPast
    /// The server wants no session before.
    var notBefore = Date.distantPast
  }

  private let command: FetchCommand
  private let interval: Double
  private let interruption: Interruption
  private let round: FetchRound
  private var accounts: [String: Account] = [:]
  private var hasSpoken = false
  /// Seconds to wait when the archive cannot be opened.
  private static let pause = 30.0

  init(
    _ command: FetchCommand, interval: Double, _ round: FetchRound, _ interruption: Interruption
  ) {
    self.command = command
    self.interval = interval
    self.round = round
    self.interruption = interruption
  }

  /// Ends when it is told to; a mistake in the settings ends it only at the start.
  func run() throws {
    var isFirst = true
    while !interruption.isRequested {
      var pause = Self.pause
      do { pause = try poll() } catch {
        guard !isFirst else { throw error }
        Log.error("\(ArchiveError(any: error))")
      }
      isFirst = false
      guard interruption.sleep(pause) else { return }
      if interruption.takeHangup() { hurry() }
    }
  }

  /// Asks the servers that are due. Gives the seconds until the next is.
  private func poll() throws -> Double {
    let archive = try command.archive.openForWriting()
    defer { archive.close() }
    let chosen = try command.chooseAccounts(in: archive)
    let names = Set(chosen.map(\.name))
    accounts = accounts.filter { names.contains($0.key) }
    for name in names where accounts[name] == nil {
      accounts[name] = Account(schedule: PollSchedule(interval: interval))
    }
    let now = Date()
    let due = chosen.filter { accounts[$0.name].map { $0.due <= now } ?? true }
    if !due.isEmpty {
      for result in try round.run(due, archive, isQuiet: hasSpoken) { plan(result) }
      hasSpoken = true
    }
    let next = accounts.values.map(\.due).min() ?? Date(timeIntervalSinceNow: interval)
    return max(0, next.timeIntervalSinceNow)
  }

  private func plan(_ result: FetchRound.Result) {
    guard var account = accounts[result.account] else { return }
    switch result.outcome {
    case .success(let report):
      account.due = Date(
        timeIntervalSinceNow: account.schedule.succeeded(loginDelay: report.loginDelay))
      account.notBefore = Date(timeIntervalSinceNow: report.loginDelay ?? 0)
    case .failure(let error):
      let delay = account.schedule.failed(isTransient: error.isTransient)
      account.due = Date(timeIntervalSinceNow: delay)
      if !interruption.isRequested {
        Log.warning("\(result.account): next attempt in \(Int(delay.rounded(.up))) s")
      }
    }
    accounts[result.account] = account
  }

  /// All servers now, but for those that want to be left alone.
  private func hurry() {
    Log.info("reading the settings again")
    accounts = accounts.mapValues { account in
      var account = account
      account.due = account.notBefore
      return account
    }
  }
}
