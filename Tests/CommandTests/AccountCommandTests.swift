import Foundation
import Net
import TestSupport
import Testing

/// Accounts are described, tried and removed from the command line.
@Suite(.serialized) struct AccountCommandTests {
  private let password = "wonder-land-7"

  private func withServer(_ body: (Dovecot, Program) throws -> Void) throws {
    let dovecot = try Dovecot(
      users: [.init("alice", password: password, messages: makeMessages(3))])
    defer { dovecot.stop() }
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    try body(dovecot, program)
  }

  private func options(_ dovecot: Dovecot) -> [String] {
    [
      "--address", "alice@example.org", "--user", "alice", "--host", "localhost", "--port",
      "\(dovecot.tls.port)", "--ca-file", dovecot.authorityFile.path,
    ]
  }

  @Test func addingTestingFetchingAndRemoving() throws {
    try withServer { dovecot, program in
      let before = try String(contentsOfFile: program.archive + "/mailcask.toml", encoding: .utf8)
      let added = try program.run(
        ["account", "add", "home"] + options(dovecot) + ["--password-stdin"],
        input: Data((password + "\n").utf8))
      #expect(added.status == 0, "\(added.errors)")
      let after = try String(contentsOfFile: program.archive + "/mailcask.toml", encoding: .utf8)
      #expect(after.hasPrefix(before))
      #expect(!after.contains(password))
      #expect(try program.run("account").text.contains("home: alice at localhost"))
      #expect(try program.run("account", "test").status == 0)
      #expect(try program.run("fetch").text.contains("3 new"))
      #expect(try program.run("account", "remove", "home").status == 0)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: program.archive + "/accounts").isEmpty)
      let none = try program.run("account", "list")
      #expect(none.status == 0 && none.text.isEmpty && none.errors.contains("no account yet"))
      #expect(try program.run("search", "item1").status == 0, "its mail stays")
    }
  }

  @Test func whatOptionsDoNotSayIsAsked() throws {
    try withServer { dovecot, program in
      let arguments =
        ["account", "add", "--since", "2001-02-03", "--password-env", "P"]
        + options(dovecot).dropFirst(2)
      var program = program
      program.environment["P"] = password
      let added = try program.run(arguments, input: Data("alice@example.org\n".utf8))
      #expect(added.status == 0, "\(added.errors)")
      #expect(added.errors.contains("Mail address"))
      #expect(try program.run("account").text.contains("alice:"))
      let settings = try String(contentsOfFile: program.archive + "/mailcask.toml", encoding: .utf8)
      #expect(settings.contains("\nsince = \"2001-02-03\"\n"))
    }
  }

  /// In a terminal: the password is asked for without echo, and who mistypes it may try again.
  @Test func aMistypedPasswordAndUserNameAreAskedForAgain() throws {
    try withServer { dovecot, program in
      let script = """
        import os, pty, sys, time
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(sys.argv[1], sys.argv[1:])
        text = b""
        answers = [(b"Password: ", b"mistyped"), (b"another): ", b"alice"), (b"Password: ", b"%s")]
        start = 0
        while True:
            try:
                more = os.read(terminal, 4096)
            except OSError:
                break
            if not more:
                break
            text += more
            if answers and answers[0][0] in text[start:]:
                start = len(text)
                time.sleep(0.2)
                os.write(terminal, answers.pop(0)[1] + b"\\n")
        sys.stdout.buffer.write(text)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """
      let arguments =
        ["account", "add", "home", "--address", "someone@example.org"]
        + options(dovecot).dropFirst(4)
      let result = try runCommand(
        ["python3", "-c", script.replacingOccurrences(of: "%s", with: password), Program.path]
          + arguments, environment: program.environment)
      #expect(result.status == 0, "\(result.text)\(result.errors)")
      #expect(!result.text.contains(password) && !result.text.contains("mistyped"))
      #expect(try program.run("account").text.contains("home: alice at localhost"))
    }
  }

  @Test func aWrongPasswordIsFoundOutBeforeAnythingIsWritten() throws {
    try withServer { dovecot, program in
      let file = program.archive + "/mailcask.toml"
      let before = try String(contentsOfFile: file, encoding: .utf8)
      let added = try program.run(
        ["account", "add", "home"] + options(dovecot) + ["--password-stdin"],
        input: Data("not-it-at-all\n".utf8))
      #expect(added.status == 1)
      #expect(added.errors.contains("log in to account home"))
      #expect(!added.errors.contains("not-it-at-all"))
      #expect(try String(contentsOfFile: file, encoding: .utf8) == before)
      #expect(!FileManager.default.fileExists(atPath: program.archive + "/accounts/home.password"))
    }
  }

  @Test("The password stands in no output, no trace, no file but its own, and no argument")
  func secrecy() throws {
    try withServer { dovecot, program in
      _ = try program.run(
        ["account", "add", "home"] + options(dovecot) + ["--password-stdin"],
        input: Data((password + "\n").utf8))
      // The program that the keyring is asked through notes how it is called.
      let tool = try program.directory.write(
        """
        #!/bin/sh
        cat /proc/$PPID/cmdline /proc/$$/cmdline >> "$HOME/arguments"
        echo \(password)
        """.utf8, to: "bin/secret-tool")
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: tool.path)
      var program = program
      program.environment["PATH"] = program.directory.path + "/bin:/usr/bin:/bin"
      let file = program.archive + "/mailcask.toml"
      let settings = try String(contentsOfFile: file, encoding: .utf8)
      let withKeyring = settings.split(separator: "\n").map { line in
        line.hasPrefix("password_file")
          ? "password_keyring = \"service mailcask account home\"" : String(line)
      }.joined(separator: "\n")
      for mechanism in ["plain", "login", "cram-md5", "scram-sha-256", "user"] {
        try "\(withKeyring)\nauth = \"\(mechanism)\"\n".write(
          toFile: file, atomically: true, encoding: .utf8)
        let result = try program.run("fetch", "--trace", "--no-index")
        #expect(result.status == 0, "\(result.errors)")
        #expect(!(result.text + result.errors).contains(password))
        let encoded = Data("\u{0}alice\u{0}\(password)".utf8).base64EncodedString()
        #expect(!result.errors.contains(encoded))
      }
      let arguments = try String(
        contentsOfFile: program.directory.path + "/arguments", encoding: .utf8)
      #expect(arguments.contains("lookup"))
      #expect(!arguments.contains(password))
    }
  }
}
