import Foundation
import TestSupport
import TestThreads
import Testing

/// The pages in Chromium, as a person uses them: accessibility, keys alone, no script, hostile mail.
@Suite(.waiting) struct BrowserTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// The one that README's command for the tests makes, or another that has playwright.
  private static let python =
    environment["MAILCASK_PYTHON"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent(".build/browser/bin/python3").path
  private static let isInstalled =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium")
    && (try? runCommand([python, "-c", "import playwright, axe_playwright_python"]).status) == 0

  @Test(.enabled(if: isInstalled, "chromium, or playwright in .build/browser, is not installed"))
  func pagesWorkInABrowser() throws {
    let folder = try TemporaryDirectory()
    let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("browser").path
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("mailcask").path
    let archive = folder.path + "/archive"
    func run(_ words: [String]) throws -> CommandResult {
      let result = try runCommand(words, environment: ["HOME": folder.path])
      #expect(result.status == 0, "\(words): \(result.text)\(result.errors)")
      return result
    }
    try folder.write(try run([Self.python, scripts + "/hostile.py"]).output, to: "hostile.mbox")
    _ = try run([program, "init", archive])
    let settings = archive + "/mailcask.toml"
    try
      (String(contentsOfFile: settings, encoding: .utf8)
      + "\n[accounts.home]\nprotocol = \"imap\"\nhost = \"localhost\"\nuser = \"ada\"\n")
      .write(toFile: settings, atomically: true, encoding: .utf8)
    _ = try run([
      program, "import", "--archive", archive, try writeMaildir(makeMessages(120), in: folder),
      folder.path + "/hostile.mbox",
    ])
    _ = try run(
      [Self.python, scripts + "/pages.py", program, archive]
        + (Self.environment["MAILCASK_SCREENSHOTS"].map { [$0] } ?? []))
  }
}
