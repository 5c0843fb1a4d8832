import Foundation
import TestSupport
import Testing

/// The pages in Chromium, as a person uses them: accessibility, keys alone, no script, hostile mail. On
/// demand, as it takes a minute or two: see CONTRIBUTING.md.
@Suite struct BrowserTests {
  private static let isWanted = ProcessInfo.processInfo.environment["MAILCASK_BROWSER"] != nil

  @Test(.enabled(if: isWanted))
  func pagesWorkInABrowser() throws {
    let environment = ProcessInfo.processInfo.environment
    let folder = try TemporaryDirectory()
    let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("browser").path
    let python = environment["MAILCASK_PYTHON"] ?? "python3"
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("mailcask").path
    let archive = folder.path + "/archive"
    func run(_ words: [String]) throws -> CommandResult {
      let result = try runCommand(words, environment: ["HOME": folder.path])
      #expect(result.status == 0, "\(words): \(result.text)\(result.errors)")
      return result
    }
    try folder.write(try run([python, scripts + "/hostile.py"]).output, to: "hostile.mbox")
    _ = try run([program, "init", archive])
    _ = try run([
      program, "import", "--archive", archive, try writeMaildir(makeMessages(120), in: folder),
      folder.path + "/hostile.mbox",
    ])
    _ = try run(
      [python, scripts + "/pages.py", program, archive]
        + (environment["MAILCASK_SCREENSHOTS"].map { [$0] } ?? []))
  }
}
