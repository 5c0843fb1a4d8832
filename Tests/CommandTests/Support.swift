import Foundation
import TestSupport
import Testing

/// The built program, as a person runs it.
struct Program {
  /// Beside the test bundle, where the package manager puts all products.
  static let path = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("mailcask").path

  let directory: TemporaryDirectory
  var environment: [String: String] = [:]

  init() throws {
    directory = try TemporaryDirectory()
    environment = ["HOME": directory.path, "XDG_DATA_HOME": "", "MAILCASK_ARCHIVE": ""]
  }

  var archive: String { directory.path + "/archive" }

  func run(_ arguments: String..., input: Data = Data()) throws -> CommandResult {
    try run(arguments, input: input)
  }

  func run(_ arguments: [String], input: Data = Data()) throws -> CommandResult {
    try runCommand(
      [Self.path] + arguments, input: input, environment: environment, directory: directory.url)
  }

  /// An archive with an account in its settings.
  func makeArchive(_ settings: String = "") throws {
    let made = try run("init", archive)
    #expect(made.status == 0, "\(made.errors)")
    let file = archive + "/mailcask.toml"
    let text = try String(contentsOfFile: file, encoding: .utf8) + settings
    try text.write(toFile: file, atomically: false, encoding: .utf8)
  }
}
