import Foundation
import TestSupport
import TestThreads
import Testing

/// `mailcask browse` as a person runs it, in a real terminal.
@Suite(.waiting, .enabled(if: Tmux.isThere, "tmux is not installed")) struct BrowseTerminalTests {
  private static let mailbox = """
    From a@b Mon Mar  4 10:00:00 2024
    From: Ada <ada@example.org>
    Message-ID: <1@example.org>
    Date: Mon, 4 Mar 2024 10:00:00 +0000
    Subject: Lighthouse keys

    The keys are under the mat.

    From a@b Mon Mar  4 10:00:00 2024
    From: 山田太郎 <yamada@example.jp>
    Message-ID: <2@example.org>
    In-Reply-To: <1@example.org>
    Date: Tue, 5 Mar 2024 10:00:00 +0000
    Subject: 灯台の鍵🎉
    Content-Type: text/plain; charset=utf-8

    灯台。

    From a@b Mon Mar  4 10:00:00 2024
    From: Linus <linus@example.org>
    Message-ID: <3@example.org>
    Date: Wed, 6 Mar 2024 10:00:00 +0000
    Subject: Invoice
    Content-Type: multipart/mixed; boundary=b

    --b

    Please pay.\u{7}
    --b
    Content-Type: text/plain; name=map.txt
    Content-Disposition: attachment; filename=map.txt

    north
    --b--


    """

  private func browse(_ options: String = "", columns: Int = 80, rows: Int = 24) throws -> Tmux {
    let program = try Program()
    try program.makeArchive()
    let file = try program.directory.write(Self.mailbox.utf8, to: "mail.mbox")
    let imported = try program.run("import", "--archive", program.archive, file.path)
    #expect(imported.status == 0, "\(imported.errors)")
    return try Tmux(
      program, columns: columns, rows: rows,
      "\(Program.path) browse --archive \(program.archive) \(options)")
  }

  @Test func listMessageAndTheScreenAsItWasBefore() throws {
    let tmux = try browse()
    try tmux.wait { $0.contains("Lighthouse keys") && $0.contains("Please pay.") }
    // What a message holds does not steer the terminal.
    #expect(try tmux.screen.contains("Please pay.␇"))
    try tmux.press("G", "Enter")
    try tmux.wait { $0.contains("The keys are under the mat.") && !$0.contains("Linus") }
    try tmux.press("q")
    try tmux.wait { $0.contains("Linus") }
    try tmux.press("q")
    try tmux.wait { $0.contains("ended 0") && $0.contains("shell before") }
    #expect(try !tmux.screen.contains("Lighthouse"))
    #expect(try tmux.isCooked)
  }

  @Test func wideTextLeavesColumnsStraight() throws {
    let tmux = try browse("", columns: 90)
    try tmux.wait { $0.contains("灯台の鍵🎉") && $0.contains("Lighthouse keys") }
    let subjects = try tmux.screen.split(separator: "\n").prefix(4).dropFirst().map { line in
      let end = try #require(
        ["Invoice", "灯台", "Lighthouse"].compactMap { line.firstRange(of: $0) }.first)
      return columns(line[..<end.lowerBound])
    }
    #expect(Set(subjects).count == 1, "\(subjects)")
  }

  /// By tmux's own reckoning: two for what is beyond the Hangul Jamo here.
  private func columns(_ text: Substring) -> Int {
    text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 2 : 1) }
  }

  @Test func searchNarrowsWhileItIsTyped() throws {
    let tmux = try browse()
    try tmux.wait { $0.contains("1/3") }
    try tmux.type("/light")
    try tmux.wait { $0.contains("1/1") && $0.contains("Lighthouse keys") && !$0.contains("Linus") }
    try tmux.press("Escape")
    try tmux.wait { $0.contains("1/3") && $0.contains("Linus") }
    try tmux.type("/nosuchfield:x")
    try tmux.wait { $0.contains("unknown field") }
    try tmux.press("C-c")
    try tmux.wait { $0.contains("1/3") && !$0.contains("unknown field") }
  }

  @Test func theWindowMayChange() throws {
    let tmux = try browse()
    try tmux.wait { $0.contains("Please pay.") && !$0.contains("│") }
    try tmux.resize(columns: 160, rows: 30)
    try tmux.wait { $0.contains("│") && $0.contains("Please pay.") }
    try tmux.resize(columns: 40, rows: 10)
    try tmux.wait { !$0.contains("│") && !$0.contains("Please pay.") && $0.contains("24-03-06") }
  }

  @Test func theMarkOfAConversationStandsForAllThatWasFoundOfIt() throws {
    let tmux = try browse("", columns: 119)
    try tmux.wait { $0.contains("1/3") }
    try tmux.type("T")
    try tmux.wait { $0.contains("1/2") }
    try tmux.press("G")
    try tmux.type("x")
    try tmux.wait { $0.contains("2 marked") }
    let file = tmux.program.directory.path + "/marked.mbox"
    try tmux.type("E")
    try tmux.wait { $0.contains("Export 2 messages") }
    try tmux.type(file)
    try tmux.press("Enter")
    try tmux.wait { $0.contains("wrote 2 messages") }
    let written = try String(contentsOfFile: file, encoding: .utf8)
    #expect(written.contains("<1@example.org>") && written.contains("<2@example.org>"))
    #expect(!written.contains("<3@example.org>"))
  }

  @Test func tagsAreChangedAndExportsWritten() throws {
    let tmux = try browse("", columns: 119)
    try tmux.wait { $0.contains("1/3") }
    try tmux.type("t+paid -nothing")
    try tmux.press("Enter")
    try tmux.wait { $0.contains("1 message tagged") && $0.contains("[paid] Invoice") }
    #expect(try tmux.program.run("tag", "--archive", tmux.program.archive).text.contains("paid"))
    try tmux.type("/tag:paid")
    try tmux.press("Enter")
    try tmux.wait { $0.contains("1/1") }
    let file = tmux.program.directory.path + "/paid.mbox"
    try tmux.type("E\(file)")
    try tmux.press("Enter")
    try tmux.wait { $0.contains("read back and found whole") }
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("Please pay.") && !text.contains("under the mat"))
  }

  @Test func filesAreSaved() throws {
    let tmux = try browse()
    try tmux.wait { $0.contains("Please pay.") }
    try tmux.press("v")
    try tmux.wait { $0.contains("map.txt") && $0.contains("text/plain") }
    try tmux.press("s", "C-u")
    try tmux.type(tmux.program.directory.path + "/files")
    try tmux.press("Enter")
    try tmux.wait { $0.contains("saved 1 file") }
    let saved = tmux.program.directory.path + "/files/map.txt"
    #expect(try String(contentsOfFile: saved, encoding: .utf8) == "north")
  }

  @Test func newMailAppearsByItself() throws {
    let tmux = try browse()
    try tmux.wait { $0.contains("1/3") }
    let message =
      "From: Grace <g@example.org>\nDate: Thu, 7 Mar 2024 10:00:00 +0000\nSubject: New\n\nHi\n"
    let file = try tmux.program.directory.write(message.utf8, to: "new.eml")
    let imported = try tmux.program.run("import", "--archive", tmux.program.archive, file.path)
    #expect(imported.status == 0, "\(imported.errors)")
    try tmux.wait { $0.contains("2/4") && $0.contains("Grace") }
  }

  @Test func anotherWriterIsToldOfAndKeysGoOn() throws {
    let tmux = try browse()
    try tmux.wait { $0.contains("1/3") }
    let descriptor = unsafe open(tmux.program.archive + "/mail.sqlite-lock", O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    try tmux.type("t+paid")
    try tmux.press("Enter", "j")
    try tmux.wait { $0.contains("2/3") }
    try tmux.wait { $0.contains("program") && $0.contains("writing") }
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGSEGV, SIGABRT])
  func signalsThatEndItRestoreTheTerminal(_ number: Int32) throws {
    let tmux = try browse()
    try tmux.wait { $0.contains("Please pay.") }
    try tmux.signal(number)
    try tmux.wait { $0.contains("shell before") && Tmux.isPrompt($0) }
    #expect(try !tmux.screen.contains("Please pay."))
    #expect(try tmux.isCooked)
  }

  @Test func stoppedItHandsTheTerminalBack() throws {
    let tmux = try browse()
    try tmux.wait { $0.contains("Please pay.") }
    try tmux.press("C-z")
    try tmux.wait { $0.contains("shell before") && !$0.contains("Please pay.") }
    try tmux.type("fg")
    try tmux.press("Enter")
    try tmux.wait { $0.contains("Please pay.") }
    try tmux.press("q")
    try tmux.wait { $0.contains("shell before") && !$0.contains("Please pay.") }
  }

  @Test func itNeedsATerminalThatPlacesText() throws {
    let tmux = try browse("--help > /dev/null; TERM=dumb \(Program.path) browse --archive archive")
    try tmux.wait { $0.contains("cannot place text") && $0.contains("ended 2") }
    let piped = try tmux.program.run("browse", "--archive", tmux.program.archive)
    #expect(piped.status == 2)
    #expect(piped.errors.contains("needs a terminal"))
  }
}

/// A terminal of its own, made by tmux, with a shell in it.
private final class Tmux {
  static let isThere = (try? runCommand(["tmux", "-V"]))?.status == 0

  let program: Program
  private let socket: String
  private let server = Process()

  init(_ program: Program, columns: Int, rows: Int, _ command: String) throws {
    self.program = program
    socket = program.directory.path + "/tmux"
    try startServer()
    try run("new-session", "-d", "-s", "browse", "-x", "\(columns)", "-y", "\(rows)", "sh")
    try run("set", "-g", "status", "off")
    try run("set", "-g", "escape-time", "0")
    try resize(columns: columns, rows: rows)
    try type("PS1='$ '; clear; echo shell before; cd \(program.directory.path)")
    try press("Enter")
    try wait { $0.contains("shell before\n") }
    try type("\(command); echo ended $?")
    try press("Enter")
  }

  deinit {
    _ = try? run("kill-server")
    server.waitUntilExit()
  }

  /// No daemon: that would keep open what this process waits on for its children's ends.
  private func startServer() throws {
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = ["tmux", "-u", "-S", socket, "-f", "/dev/null", "-D"]
    server.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    server.standardInput = FileHandle.nullDevice
    server.standardOutput = FileHandle.nullDevice
    server.standardError = FileHandle.nullDevice
    try server.runUnmasked()
    for _ in 0..<600 {
      if try run("show", "-s", "exit-empty").status == 0 { return }
      usleep(50_000)
    }
    throw TestFailure("tmux does not answer")
  }

  private var environment: [String: String] {
    program.environment.merging(["SHELL": "/bin/sh", "NO_COLOR": ""]) { $1 }
  }

  var screen: String { get throws { try run("capture-pane", "-p").text } }

  /// Until the screen shows what it should; else the test fails with what it shows.
  func wait(_ isShown: (String) -> Bool) throws {
    var screen = ""
    for _ in 0..<600 {
      screen = try self.screen
      if isShown(screen) { return }
      usleep(50_000)
    }
    throw TestFailure("the screen is:\n\(screen)")
  }

  /// Whether the shell waits for a command.
  static func isPrompt(_ screen: String) -> Bool {
    screen.split(separator: "\n").last?.trimmingCharacters(in: .whitespaces) == "$"
  }

  func press(_ keys: String...) throws {
    for key in keys { try run("send-keys", key) }
  }

  func type(_ text: String) throws { try run("send-keys", "-l", text) }

  func resize(columns: Int, rows: Int) throws {
    try run("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }

  /// To the program in the foreground of the terminal.
  func signal(_ number: Int32) throws {
    let listed = try runCommand(["ps", "-o", "pid=,comm=", "-t", try device]).text
    let line = try #require(listed.split(separator: "\n").first { $0.contains("mailcask") })
    let process = try #require(line.split(separator: " ").first.flatMap { Int32($0) })
    #expect(kill(process, number) == 0)
  }

  private var device: String {
    get throws { try run("display", "-p", "#{pane_tty}").text.trimmingCharacters(in: .newlines) }
  }

  /// Whether the terminal gathers and echoes lines again.
  var isCooked: Bool {
    get throws {
      let modes = try runCommand(["stty", "-F", try device, "-a"]).text
      return Set(modes.split(whereSeparator: \.isWhitespace)).isSuperset(
        of: ["icanon", "opost", "isig", "echo"])
    }
  }

  @discardableResult
  private func run(_ arguments: String...) throws -> CommandResult {
    try runCommand(
      ["tmux", "-u", "-S", socket] + arguments,
      environment: environment)
  }
}
