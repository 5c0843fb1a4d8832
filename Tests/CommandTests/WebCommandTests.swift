import Foundation
import Net
import TestSupport
import Testing

/// The local page as a person starts and ends it. What it shows is tested in WebTests.
@Suite struct WebCommandTests {
  private let program: Program

  init() throws {
    var program = try Program()
    program.environment["XDG_RUNTIME_DIR"] = program.directory.path + "/run"
    program.environment["DISPLAY"] = ""
    program.environment["WAYLAND_DISPLAY"] = ""
    self.program = program
    try program.makeArchive()
  }

  private func link(_ running: RunningProgram) throws -> String {
    try running.wait { running.text.contains("/enter/") || !running.process.isRunning }
    guard let match = running.text.firstMatch(of: /http:\/\/\S+\/enter\/\S+/) else {
      throw TestFailure("no link: \(running.text)\(running.complaints)")
    }
    return String(match.0)
  }

  private func status(of link: String) throws -> String {
    let parts = link.split(separator: "/", maxSplits: 2)
    let port = try #require(UInt16(parts[1].split(separator: ":")[1]))
    let connection = try Connection(to: Endpoint(host: "127.0.0.1", port: port))
    defer { connection.close() }
    try connection.send(Array("GET /\(parts[2]) HTTP/1.1\r\nHost: \(parts[1])\r\n\r\n".utf8))
    var buffer = [UInt8](repeating: 0, count: 1_000)
    let count = try connection.receive(into: &buffer) ?? 0
    return String(decoding: buffer[..<count].dropFirst(9).prefix(3), as: UTF8.self)
  }

  @Test func itRunsOnceAndEndsCleanly() throws {
    let first = try program.start("web", "--archive", program.archive, "--no-open")
    let link = try link(first)
    #expect(try status(of: link) == "200")
    #expect(try status(of: link) == "403")
    // A second one is another way into the first.
    let second = try program.run("web", "--archive", program.archive, "--no-open")
    #expect(second.status == 0)
    let other = try #require(second.text.firstMatch(of: /http:\/\/\S+\/enter\/\S+/)?.0)
    #expect(other.split(separator: "/")[1] == link.split(separator: "/")[1])
    #expect(try status(of: String(other)) == "200")
    first.send(SIGINT)
    #expect(first.end() == 0)
    #expect(!first.complaints.contains("error"))
  }

  @Test func aPortThatIsTakenIsPassedOver() throws {
    let listener = try Listener()
    let taken = Int(listener.endpoint.port)
    let running = try program.start(
      "web", "--archive", program.archive, "--no-open", "--port", "\(taken)")
    let link = try link(running)
    let port = try #require(Int(link.split(separator: "/")[1].split(separator: ":")[1]))
    #expect(port > taken)
    #expect(try status(of: link) == "200")
    running.send(SIGTERM)
    #expect(running.end() == 0)
  }

  @Test func aSocketIsForItsOwnerAlone() throws {
    let path = program.directory.path + "/s"
    let running = try program.start(
      "web", "--archive", program.archive, "--socket", path, "--link-port", "9999")
    #expect(try link(running).hasPrefix("http://127.0.0.1:9999/enter/"))
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    running.send(SIGINT)
    #expect(running.end() == 0)
    #expect(!FileManager.default.fileExists(atPath: path))
    // What is not a socket is left alone.
    try program.directory.write("text".utf8, to: "s")
    let refused = try program.run("web", "--archive", program.archive, "--socket", path)
    #expect(refused.status != 0)
    #expect(refused.errors.contains("something else is there"))
  }

  /// As from the menu of a desktop: there is no archive yet, and nobody sees what is printed.
  @Test func aLauncherBeginsWithANewArchive() throws {
    var program = program
    program.environment["MAILCASK_ARCHIVE"] = nil
    program.environment["XDG_DATA_HOME"] = program.directory.path + "/data"
    let refused = try program.run("web", "--no-open")
    #expect(refused.status != 0)
    let running = try program.start("web", "--launched", "--no-open")
    #expect(try status(of: try link(running)) == "200")
    #expect(
      FileManager.default.fileExists(atPath: program.directory.path + "/data/mailcask/mail.sqlite"))
    running.send(SIGTERM)
    #expect(running.end() == 0)
  }

  @Test func aTerminalThatIsClosedEndsIt() throws {
    let running = try program.start("web", "--archive", program.archive, "--no-open")
    _ = try link(running)
    running.send(SIGHUP)
    #expect(running.end() == 0)
  }

  @Test func aSocketsPathThatIsTooLongIsSaid() throws {
    let path = program.directory.path + "/" + String(repeating: "s", count: 120)
    let refused = try program.run("web", "--archive", program.archive, "--socket", path)
    #expect(refused.status != 0)
    #expect(refused.errors.contains("the path is too long"), "\(refused.errors)")
    #expect(refused.errors.contains("at most 100 bytes"))
  }

  @Test func optionsThatARunningServerIgnoresAreNamed() throws {
    let running = try program.start("web", "--archive", program.archive, "--no-open")
    _ = try link(running)
    let second = try program.run("web", "--archive", program.archive, "--no-open", "--port", "9")
    #expect(second.status == 0)
    #expect(second.errors.contains("have no effect"))
    running.send(SIGINT)
    #expect(running.end() == 0)
  }

  @Test func optionsThatDoNotFitAreRefused() throws {
    for options in [["--socket", "a", "--port", "1"], ["--link-port", "1"]] {
      let result = try program.run(["web", "--archive", program.archive] + options)
      #expect(result.status == 2, "\(options)")
    }
  }
}
