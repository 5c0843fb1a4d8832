import Foundation

/// The mailcask program that was built beside this one.
struct Mailcask {
  static let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("mailcask").path

  /// Directory of the archive.
  let archive: String

  var index: String { archive + "/index" }

  func invocation(_ command: String, _ arguments: [String]) -> Invocation {
    Invocation(
      arguments: [Self.program, command, "--archive", archive] + arguments,
      environment: ["XDG_STATE_HOME": archive + ".state", "NO_COLOR": "1"])
  }

  /// Replaces the archive by an empty one.
  func makeAnew() throws {
    try? FileManager.default.removeItem(atPath: archive)
    try Invocation(arguments: [Self.program, "init", archive]).run()
  }

  /// Number of stored messages, counted by SQLite's own tool.
  func stored() throws -> Int {
    let text = try Invocation(
      arguments: ["sqlite3", "-readonly", archive + "/mail.sqlite", "SELECT count(*) FROM message"]
    ).text()
    return Int(text.split(separator: "\n").first ?? "") ?? 0
  }

  /// Number of messages that a query finds; the empty query finds all.
  func count(_ query: String) throws -> Int {
    try invocation("search", ["--format", "ids", "--limit", "100000000", "--", query])
      .text(accepting: [0, 1]).split(separator: "\n").count
  }
}
