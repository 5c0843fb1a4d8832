import Foundation
import Glibc
import Net
import TestSupport
import TestThreads
import Testing

/// `mailcask serve` at ports and sockets of this machine, with the clients of Python's library.
@Suite(.waiting) struct ServeDoorTests {
  private func program() throws -> Program {
    let program = try Program()
    try program.makeArchive()
    for number in 1...3 {
      _ = try program.directory.write(Data(makeMessage(number)), to: "mail/\(number).eml")
    }
    let mail = program.directory.path + "/mail"
    #expect(try program.run("import", "--archive", program.archive, mail).status == 0)
    return program
  }

  /// Runs `body` while the archive is served, and ends the server.
  private func serving(
    _ program: Program, _ arguments: [String], _ body: (RunningProgram) throws -> Void
  ) throws {
    let server = try program.start(["serve", "--archive", program.archive] + arguments)
    defer { kill(server.process.processIdentifier, SIGKILL) }
    let last = arguments.contains("--lmtp") ? "LMTP at" : "IMAP at"
    try server.wait { server.text.contains(last) }
    try body(server)
    server.send(SIGTERM)
    #expect(server.end() == 0, "\(server.complaints)")
  }

  private func python(_ script: String, _ arguments: String...) throws -> CommandResult {
    try runCommand(["python3", "-c", script] + arguments)
  }

  @Test func aMailProgramLogsInWithThePasswordOfTheFileAndReads() throws {
    let program = try program()
    let port = try Listener().endpoint.port
    try serving(program, ["--imap", "\(port)"]) { _ in
      let password = program.archive + "/serve-password"
      let mode = try FileManager.default.attributesOfItem(atPath: password)[.posixPermissions]
      #expect(mode as? Int == 0o600)
      let script = """
        import imaplib, sys
        secret = open(sys.argv[2]).read().strip()
        def client(): return imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))
        one = client()
        print(one.login('archive', secret)[0], one.select('All', readonly=True)[1][0].decode())
        print(one.search(None, 'ALL')[1][0].decode())
        one.logout()
        two = client()
        print(two.authenticate('PLAIN', lambda _: b'\\0archive\\0' + secret.encode())[0])
        two.logout()
        three = client()
        for wrong in ['x', secret + 'x', '']:
          try: three.login('archive', wrong or '""')
          except imaplib.IMAP4.error as error: print('refused')
        try: three.noop()
        except Exception: print('closed')
        """
      let result = try python(script, "\(port)", password)
      #expect(
        result.text == "OK 3\n1 2 3\nOK\nrefused\nrefused\nrefused\nclosed\n",
        "\(result.text)\(result.errors)")
    }
  }

  /// For programs that insist on TLS: the certificate stays the same, so that it is trusted once.
  @Test func withTLSTheCertificateIsKept() throws {
    let program = try program()
    var certificates: [String] = []
    for _ in 0..<2 {
      let port = try Listener().endpoint.port
      try serving(program, ["--imap", "\(port)", "--tls"]) { _ in
        let script = """
          import imaplib, ssl, sys
          secret = open(sys.argv[2] + '/serve-password').read().strip()
          context = ssl.create_default_context(cafile=sys.argv[2] + '/serve-tls.pem')
          with imaplib.IMAP4_SSL('localhost', int(sys.argv[1]), ssl_context=context) as imap:
            print(imap.login('archive', secret)[0], imap.select('All', readonly=True)[1][0].decode())
            print(len(imap.fetch('1:*', '(BODY.PEEK[])')[1]))
          try: imaplib.IMAP4('127.0.0.1', int(sys.argv[1]), timeout=1)
          except Exception: print('refused')
          """
        let result = try python(script, "\(port)", program.archive)
        #expect(result.text == "OK 3\n6\nrefused\n", "\(result.text)\(result.errors)")
      }
      let file = program.archive + "/serve-tls.pem"
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
      #expect(mode as? Int == 0o600)
      certificates.append(try String(contentsOfFile: file, encoding: .utf8))
    }
    #expect(certificates.first == certificates.last)
  }

  /// Pages of the web can make a browser send what they like to a port of this machine.
  @Test func whatIsNoIMAPIsSentAwayAtOnce() throws {
    let program = try program()
    let port = try Listener().endpoint.port
    try serving(program, ["--imap", "\(port)"]) { _ in
      for text in ["POST / HTTP/1.1\r\nHost: a\r\n\r\na LOGIN archive x\r\n", "\r\n", "a FOO\r\n"] {
        let connection = try Connection(to: Endpoint(host: "127.0.0.1", port: port))
        try connection.send(Array(text.utf8))
        var buffer = [UInt8](repeating: 0, count: 4096)
        var all = ""
        while let count = try? connection.receive(into: &buffer), count > 0 {
          all += String(decoding: buffer[..<count], as: UTF8.self)
        }
        #expect(all.hasSuffix("* BYE That is no command of IMAP\r\n"), "\(all)")
      }
    }
  }

  @Test func deliveredMailIsKeptBeforeItIsAcknowledgedAndFoundSoon() throws {
    let program = try program()
    let socket = program.directory.path + "/lmtp.sock"
    try serving(program, ["--imap", "0", "--lmtp", socket]) { _ in
      let script = """
        import smtplib, sys
        for number in range(20):
          with smtplib.LMTP(sys.argv[1]) as server:
            server.sendmail('a@b.org', ['ada@c.org'],
              f'Subject: item{number}\\r\\n\\r\\n.dot {number}\\r\\n')
        print('done')
        """
      let result = try python(script, socket)
      #expect(result.text == "done\n", "\(result.errors)")
      // However the server ends, nothing that was acknowledged is missing.
    }
    let found = try program.run(
      "search", "--archive", program.archive, "--format", "ids", "dot")
    #expect(found.text.split(separator: "\n").count == 20, "\(found.errors)")
    let first = try program.run("search", "--archive", program.archive, "--format", "ids", "item0")
    let number = first.text.split(separator: "\n").first.map(String.init) ?? ""
    let kept = try program.run("show", "--raw", number, "--archive", program.archive).text
    #expect(kept.hasSuffix("\r\n\r\n.dot 0\r\n"), "\(kept)")
    // The envelope is known, and no part of the message.
    let seen = try program.run("show", "--provenance", number, "--archive", program.archive).text
    #expect(seen.contains(",from=a@b.org,to=ada@c.org"), "\(seen)")
    #expect(!FileManager.default.fileExists(atPath: socket))
  }

  /// A server that is killed leaves its socket; the next one takes the place.
  @Test func aSocketThatNobodyListensAtIsReplaced() throws {
    let program = try program()
    let socket = program.directory.path + "/lmtp.sock"
    let first = try program.start(
      ["serve", "--archive", program.archive, "--imap", "0", "--lmtp", socket])
    try first.wait { first.text.contains("LMTP at") }
    let second = try program.run(
      "serve", "--archive", program.archive, "--imap", "0", "--lmtp", socket)
    #expect(second.status == 1 && second.errors.contains("running already"), "\(second.errors)")
    first.send(SIGKILL)
    _ = first.end()
    try serving(program, ["--imap", "0", "--lmtp", socket]) { _ in
      let script = "import smtplib, sys; smtplib.LMTP(sys.argv[1]).noop()"
      let result = try python(script, socket)
      #expect(result.status == 0, "\(result.errors)")
    }
    // What is no socket stays.
    let file = try program.directory.write(Data("mine".utf8), to: "file")
    let refused = try program.run(
      "serve", "--archive", program.archive, "--imap", "0", "--lmtp", file.path)
    #expect(refused.status == 1)
    #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
  }

  /// As systemd does it: the service is started by the first connection.
  @Test func aSocketThatIsHandedOverIsServed() throws {
    let program = try program()
    let script = """
      import os, socket, sys
      listener = socket.socket()
      listener.bind(('127.0.0.1', 0))
      listener.listen()
      print(listener.getsockname()[1], flush=True)
      os.dup2(listener.fileno(), 3)
      os.set_inheritable(3, True)
      os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1', LISTEN_FDNAMES='imap')
      os.execv(sys.argv[1], ['mailcask', 'serve', '--archive', sys.argv[2]])
      """
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = ["python3", "-c", script, Program.path, program.archive]
    let output = Pipe()
    server.standardOutput = output
    try server.runUnmasked()
    defer {
      kill(server.processIdentifier, SIGTERM)
      server.waitUntilExit()
    }
    let first = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let port = try #require(first.split(separator: "\n").first.flatMap { UInt16($0) })
    let connection = try Connection(to: Endpoint(host: "127.0.0.1", port: port))
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = try #require(try connection.receive(into: &buffer))
    #expect(
      String(decoding: buffer[..<count], as: UTF8.self).hasPrefix("* OK [CAPABILITY IMAP4rev1"))
  }

  @Test func mistakesAreSaid() throws {
    let program = try program()
    for (arguments, words) in [
      (["--stdio", "--imap", "1430"], "cannot be combined"), (["--fetch", "soon"], "interval"),
      (["--lmtp", "name"], "a path with"),
    ] {
      let result = try program.run(["serve", "--archive", program.archive] + arguments)
      #expect(result.status == 2 && result.errors.contains(words), "\(result.errors)")
    }
  }
}
