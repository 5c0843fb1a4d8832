import Foundation
import Net
import TestSupport
import TestThreads
import Testing

/// Accounts are described, tried and removed from the command line.
@Suite(.waiting, .serialized) struct AccountCommandTests {
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
        try FileManager.default.contentsOfDirectory(atPath: program.archive + "/accounts")
          == ["validated-hosts.json"])
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

  /// Runs the program in a terminal and answers each question once it stands there; the answer
  /// "FINGERPRINT" is the first 8 digits of the fingerprint that was shown.
  private func converse(
    _ program: Program, _ arguments: [String], _ answers: [(question: String, answer: String)]
  ) throws -> CommandResult {
    let script = """
      import os, pty, re, sys, time
      answers = [a.split("\\t") for a in sys.argv[1].split("\\n") if a]
      pid, terminal = pty.fork()
      if pid == 0:
          os.execv(sys.argv[2], sys.argv[2:])
      text, start = b"", 0
      while True:
          try:
              more = os.read(terminal, 4096)
          except OSError:
              break
          if not more:
              break
          text += more
          if answers and answers[0][0].encode() in text[start:]:
              start = len(text)
              time.sleep(0.2)
              answer = answers.pop(0)[1].encode()
              if answer == b"FINGERPRINT":
                  shown = re.search(rb"fingerprint:\\s+([0-9a-f:\\s]+)", text).group(1)
                  answer = re.sub(rb"[^0-9a-f]", b"", shown)[:8]
              os.write(terminal, answer + b"\\n")
      sys.stdout.buffer.write(text)
      sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
      """
    let list = answers.map { "\($0.question)\t\($0.answer)" }.joined(separator: "\n")
    return try runCommand(
      ["python3", "-c", script, list, Program.path] + arguments, environment: program.environment,
      directory: program.directory.url)
  }

  /// In a terminal: the password is asked for without echo, and who mistypes it may try again.
  @Test func aMistypedPasswordAndUserNameAreAskedForAgain() throws {
    try withServer { dovecot, program in
      let result = try converse(
        program,
        ["account", "add", "home", "--address", "someone@example.org"]
          + options(dovecot).dropFirst(4),
        [
          ("Password: ", "mistyped"), ("another): ", "alice"), ("Password: ", password),
        ])
      #expect(result.status == 0, "\(result.text)\(result.errors)")
      #expect(!result.text.contains(password) && !result.text.contains("mistyped"))
      #expect(try program.run("account").text.contains("home: alice at localhost"))
    }
  }

  /// Only the server was wrong: the password and the rest are not asked for again.
  @Test func aWrongServerIsAskedForAgainAndTheRestStays() throws {
    try withServer { dovecot, program in
      let result = try converse(
        program,
        [
          "account", "add", "home", "--address", "alice@example.org", "--user", "alice", "--host",
          "localhost", "--port", "9", "--ca-file", dovecot.authorityFile.path,
        ],
        [("Password: ", password), ("everything else stays): ", "localhost:\(dovecot.tls.port)")])
      #expect(result.status == 0, "\(result.text)\(result.errors)")
      #expect(result.text.components(separatedBy: "Password: ").count == 2, "\(result.text)")
      #expect(try program.run("account").text.contains("alice at localhost:\(dovecot.tls.port)"))
    }
  }

  // MARK: Certificates that are not trusted

  private func withoutAuthority(_ dovecot: Dovecot) -> [String] {
    ["account", "add", "home"] + options(dovecot).dropLast(2)
  }

  @Test(arguments: ["", "y", "yes", "00000000"]) func noIsTheAnswerToAnUntrustedCertificate(
    _ answer: String
  ) throws {
    try withServer { dovecot, program in
      let result = try converse(
        program, withoutAuthority(dovecot), [("Password: ", password), ("[No]: ", answer)])
      #expect(result.status == 1, "\(result.text)")
      #expect(result.text.contains("not trusted; nothing was sent"), "\(result.text)")
      #expect(result.text.contains("fingerprint:"), "\(result.text)")
      #expect(try program.run("account").text.isEmpty)
    }
  }

  @Test func whoReadTheFingerprintPinsTheCertificate() throws {
    try withServer { dovecot, program in
      let result = try converse(
        program, withoutAuthority(dovecot), [("Password: ", password), ("[No]: ", "FINGERPRINT")])
      #expect(result.status == 0, "\(result.text)")
      let settings = try String(contentsOfFile: program.archive + "/mailcask.toml", encoding: .utf8)
      #expect(settings.contains("\npin = [\""), "\(settings)")
      #expect(try program.run("fetch").text.contains("3 new"))
    }
  }

  @Test func nothingIsTrustedWithoutATerminal() throws {
    try withServer { dovecot, program in
      let result = try runCommand(
        ["setsid", "--wait", Program.path] + withoutAuthority(dovecot) + ["--password-stdin"],
        input: Data((password + "\n").utf8), environment: program.environment)
      #expect(result.status == 1)
      #expect(result.errors.contains("not a terminal, so it is not trusted"), "\(result.errors)")
      #expect(try program.run("account").text.isEmpty)
    }
  }

  /// Another certificate than a good one before: somebody may be in between.
  @Test func aServerWithAGoodCertificateBeforeIsNotTrustedWithAnother() throws {
    try withServer { dovecot, program in
      var trusting = program
      trusting.environment["SSL_CERT_FILE"] = dovecot.authorityFile.path
      let added = try trusting.run(
        withoutAuthority(dovecot) + ["--password-stdin"], input: Data((password + "\n").utf8))
      #expect(added.status == 0, "\(added.errors)")
      #expect(try program.run("account", "remove", "home").status == 0)
      let result = try converse(program, withoutAuthority(dovecot), [("Password: ", password)])
      #expect(result.status == 1)
      #expect(result.text.contains("good certificate before"), "\(result.text)")
      #expect(!result.text.contains("[No]"), "\(result.text)")
    }
  }

  // MARK: Providers

  @Test(arguments: [
    (["--address", "ada@icloud.com", "--protocol", "pop3"], 2, "Apple offers IMAP only"),
    (["--address", "ada@tuta.com"], 2, "mailcask import"),
    (["--address", "ada@outlook.com"], 2, "Application (client) ID"),
    (["--address", "ada@gmail.com", "--password-env", "P"], 0, "app password"),
    (["--address", "ada@web.de", "--password-env", "P"], 0, "15 minutes"),
    (["--address", "ada@t-online.de", "--password-env", "P"], 0, "website does not work"),
    (
      ["--address", "ada@gmail.com", "--protocol", "pop3", "--password-env", "P"], 0,
      "recent:ADDRESS"
    ),
    (["--address", "ada@aol.com", "--password-env", "P"], 0, "Not certain: "),
  ]) func aProviderIsToldWithWhatAPersonHasToKnow(
    _ arguments: [String], _ status: Int32, _ says: String
  ) throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let result = try program.run(["account", "add", "it", "--no-test"] + arguments)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(says), "\(result.errors)")
    if arguments.contains("ada@web.de") {
      #expect(try program.run("account").text.contains("it: ada at imap.web.de"))
    }
  }

  @Test func aBuildsOwnClientIDIsTaken() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    program.environment["MAILCASK_MICROSOFT_CLIENT_ID"] = "0123-4567"
    let result = try program.run("account", "add", "--no-test", "--address", "ada@outlook.com")
    #expect(result.status == 0, "\(result.errors)")
    let settings = try String(contentsOfFile: program.archive + "/mailcask.toml", encoding: .utf8)
    #expect(settings.contains("oauth_client_id = \"0123-4567\""))
  }

  @Test func aBrokenAccountStopsOnlyWhatNeedsAccounts() throws {
    var program = try Program()
    try program.makeArchive("\n[accounts.broken]\nhots = \"x\"\n")
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for command in [["search", "x"], ["show", "1"], ["stats"], ["browse"]] {
      let result = try program.run(command)
      #expect(!result.errors.contains("hots"), "\(command): \(result.errors)")
    }
    for command in [
      ["fetch"], ["account", "test"], ["account", "list"], ["account", "test", "broken"],
    ] {
      let result = try program.run(command)
      #expect(result.status == 2 && result.errors.contains("\"hots\""), "\(command)")
    }
    #expect(try program.run("config", "check").errors.contains("\"hots\""))
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
