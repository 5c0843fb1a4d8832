import Foundation
import TestSupport
import Testing

/// A real terminal of a given size, as tmux emulates one.
struct Terminal {
  let program: Program
  private let name = "mailcask-\(UUID().uuidString.prefix(8))"

  init(_ program: Program) { self.program = program }

  /// What stands on the screen once `text` does, or once the command has ended.
  ///
  /// - Parameter command: for the shell; `mailcask` is the program under test.
  func screen(
    _ command: String, columns: Int = 80, rows: Int = 40, until text: String = "(ended)",
    environment: [String: String] = [:], withColors: Bool = false
  ) throws -> String {
    let script = try program.directory.write(
      "mailcask() { '\(Program.path)' \"$@\"; }\n\(command)\nprintf '(ended)'\nexec cat\n".utf8,
      to: "\(name).sh")
    defer { _ = try? tmux(["kill-server"]) }
    let variables = program.environment.merging(environment) { $1 }
    let started = try tmux(
      ["new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "sh \(script.path)"],
      environment: variables)
    try #require(started.status == 0, "\(started.errors)")
    for _ in 0..<600 {
      let screen = try tmux(["capture-pane", "-p"]).text
      if screen.contains(text) {
        return withColors ? try tmux(["capture-pane", "-p", "-e"]).text : screen
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw TestFailure("\"\(text)\" never appeared: \(try tmux(["capture-pane", "-p"]).text)")
  }

  private func tmux(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> CommandResult {
    // The server of tmux lives on.
    let closing = "(\(lettingGoOfDescriptors); exec \"$@\")"
    return try runCommand(
      ["bash", "-c", closing, "bash", "tmux", "-u", "-L", name, "-f", "/dev/null"] + arguments,
      // The package manager sets NO_COLOR when its own output is no terminal.
      environment: ["NO_COLOR": "", "LC_ALL": "C.UTF-8", "TMUX": ""].merging(environment) { $1 },
      directory: program.directory.url)
  }
}
