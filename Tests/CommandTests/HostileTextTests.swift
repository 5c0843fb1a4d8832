import ArgumentParser
import Foundation
import Net
import TestSupport
import Testing
import Text

@testable import mailcask

/// Whatever a message, a server, a file's or an account's name holds, no command lets it steer the terminal.
@Suite struct HostileTextTests {
  /// What a terminal acts on, and no command writes itself: a title, a colour by C1, deletion, direction.
  private static let evil = "e\u{1B}]0;evil\u{07}\r\u{9B}31m\u{7F}\u{202E}vil"

  private static var encoded: String { "=?utf-8?B?\(Data(evil.utf8).base64EncodedString())?=" }

  private static var message: String {
    """
    From: \(encoded) <a@example.org>
    To: "\(evil)" <b@example.org>
    Message-ID: <\(evil)@example.org>
    In-Reply-To: <\(evil)2@example.org>
    List-Id: \(encoded) <\(evil).example.org>
    Subject: \(encoded) lighthouse
    Date: Thu, 7 Mar 2024 10:00:00 +0000
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary=b

    --b
    Content-Type: text/html; charset=utf-8

    <p title="\(evil)">lighthouse \(evil) <a href="https://example.org/\(evil)">\(evil)</a></p>
    --b
    Content-Type: text/\(evil); name="\(evil).txt"
    Content-Disposition: attachment; filename="\(encoded).txt"
    Content-Transfer-Encoding: \(evil)

    \(evil)
    --b--

    """
  }

  /// Every command with arguments that show something of the message, or with hostile ones.
  private static let walks: [[String]] = [
    ["search"], ["search", "lighthouse"], ["search", "--snippets", "lighthouse"],
    ["search", "--threads"], ["search", "--json"], ["search", "--format", "csv"],
    ["search", "--format", "jsonl"], ["search", "--facets", "sender,list", "lighthouse"],
    ["search", "--explain", evil], ["search", "subject:" + evil], ["search", "(" + evil],
    ["search", "folder:" + evil], ["search", "from:" + evil], ["search", evil + ":x"],
    ["show", "1"], ["show", "1", "--html"], ["show", "1", "--json"], ["show", "1", "--plain"],
    ["show", "1", "--headers"], ["show", "1", "--provenance"],
    ["show", "1", "--part", "2"], ["show", "1", "--part", "2", "--text"], ["show", "1", "--raw"],
    ["show", "1", "--thread"], ["show", evil], ["show", "1", "--part", evil],
    ["tag", "+a", "--", "lighthouse"], ["tag"], ["tag", "+" + evil, "--", "lighthouse"],
    ["stats"], ["stats", "--json"], ["complete", "address", "a"], ["complete", "folder", "e"],
    ["complete", "address", evil], ["runs"], ["runs", "1"], ["runs", "--json"], ["runs", "2"],
    ["export", "-o", "-"], ["export", "--format", "jsonl", "-o", "-"],
    ["export", "-o", "out\(evil).mbox"], ["export", "-o", "out\(evil).mbox"],
    ["check-export", "out\(evil).mbox"], ["check-export", evil], ["attachments", "-o", "f\(evil)"],
    ["attachments", "--list"], ["attachments", "--list", "--json"], ["verify"],
    ["verify", "--json"],
    ["fingerprint"], ["diff", "archive", "mail"], ["diff", evil, "mail"], ["backup", "b\(evil)"],
    ["restore", "b\(evil)", "r\(evil)"], ["restore", evil, "x"], ["reindex"], ["doctor"],
    ["doctor", "--json"], ["schema", evil], ["trust", evil], ["trust", "b\(evil)"],
    ["init", "i\(evil)"], ["init", "i\(evil)"], ["config", "check"], ["config", evil],
    ["account", "list"], ["account", "test"], ["account", "folders"], ["account", "remove", evil],
    ["account", "add", evil, "--host", evil, "--user", evil], ["fetch"], ["fetch", "-v"],
    ["fetch", evil], ["import", evil], ["import", "-v", "--reread", "mail"],
    ["import", "bad\(evil)"],
    ["read-attachments"], ["decrypt"], ["deliver", evil], ["completions", evil], ["manual", evil],
    ["help", evil],
    ["install", "--prefix", "/dev/null/\(evil)"], ["demo", evil], ["delete", "1"],
    ["delete", "--yes", "lighthouse"], ["undelete"], ["undelete", evil], [evil],
    ["search", "--archive", evil], ["search", "--limit", evil],
    ["web", evil], ["web", "--archive", evil], ["web", "--socket", "mail"],
    ["serve", evil], ["serve", "--stdio", "--archive", evil],
    ["serve", "--imap", "0", "--lmtp", "x/\(evil)"],
    ["sendmail", "-b\(evil)", "a@b.org"],
    ["redirect", "1", "--to", evil], ["redirect", "1", "--to", "a@b.org"], ["outbox", "--all"],
    ["outbox", "--send"], ["outbox", "--all", "--json"],
    ["web", "--socket", "none/\(evil)"],
  ]

  /// Without a case: it draws the whole screen, which `BrowseFrameTests` looks at.
  private static let others: Set<String> = ["browse"]

  @Test func noTextSteersTheTerminal() throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK \(Self.evil)\r\n")
      while try peer.line() != nil { try peer.send("-ERR \(Self.evil)\r\n") }
    }
    defer { server.stop() }
    var program = try Program()
    try program.makeArchive(
      """

      [accounts.work]
      host = "\(server.endpoint.host)"
      port = \(server.endpoint.port)
      tls = "none"
      protocol = "pop3"
      user = "alice"
      password_env = "SECRET"
      smtp_host = "\(server.endpoint.host)"
      smtp_port = \(server.endpoint.port)
      smtp_tls = "none"
      identities = ["ada@example.org"]

      """)
    program.environment["SECRET"] = "wonderland"
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    program.environment["TERM"] = "xterm"
    program.environment["PATH"] = "/usr/bin:/bin"
    for name in ["mail/\(Self.evil).eml", "mail/.\(Self.evil)/cur/1.\(Self.evil):2,S"] {
      try program.directory.write(Self.message.utf8, to: name)
    }
    try program.directory.write("no message\n\(Self.evil)".utf8, to: "bad\(Self.evil)")
    #expect(try program.run("import", "-q", "mail").status == 0)

    let shown = try onTerminal(Self.walks, program)
    for (arguments, text) in zip(Self.walks, shown) {
      let own = text.replacing(/\u{1B}\[[0-9;]*[mK]/, with: "")
      let bad = own.unicodeScalars.filter { $0.isTerminalControl && $0 != "\n" && $0 != "\t" }
      let hex = Set(bad.map { String($0.value, radix: 16) }).sorted()
      #expect(hex == [], "\(arguments): \(String(reflecting: own))")
    }
    let walked = Set(Self.walks.map { $0[0] }).union(Self.others)
    let commands = Mailcask.configuration.subcommands.compactMap { $0.configuration.commandName }
    #expect(Set(commands).subtracting(walked) == [], "commands that are not walked")
  }

  /// What each command shows on a terminal.
  private func onTerminal(_ commands: [[String]], _ program: Program) throws -> [String] {
    let script = """
      import json, os, pty, select, signal, sys
      shown = []
      for arguments in json.load(sys.stdin):
        child, screen = pty.fork()
        if child == 0:
          os.execv(sys.argv[1], [sys.argv[1]] + arguments)
        text = b""
        while True:
          if not select.select([screen], [], [], 60)[0]:
            os.kill(child, signal.SIGKILL)
            text += b"\\x1b never ends"
          try:
            part = os.read(screen, 65536)
          except OSError:
            break
          if not part:
            break
          if part.rstrip().endswith((b"?", b"]", b":")):
            os.write(screen, b"n\\n")
          text += part
        os.close(screen)
        os.waitpid(child, 0)
        # Line ends of CSV and of the terminal, and the progress line.
        for own in (b"\\r\\r\\n", b"\\r\\n", b"\\r\\x1b[K"):
          text = text.replace(own, b"\\n")
        shown.append(text.decode("utf-8", "replace"))
      json.dump(shown, sys.stdout)
      """
    let result = try runCommand(
      ["python3", "-c", script, Program.path], input: JSONEncoder().encode(commands),
      environment: program.environment, directory: program.directory.url)
    try #require(result.status == 0, "\(result.errors)")
    return try JSONDecoder().decode([String].self, from: result.output)
  }
}
