package import Foundation
package import LocalServers
package import Net

/// A real Dovecot 2.3 on loopback ports of its own, with TLS and every login it has, that ends with
/// its owner, and with the test process, however that ends.
///
///     let dovecot = try Dovecot(users: [.init("alice", password: "wonderland", messages: mails)])
///     defer { dovecot.stop() }
package final class Dovecot {
  package enum ProtocolName: String, Sendable {
    case pop3
    case imap
    /// Takes mail from users and hands it on to the server that `settings` name.
    case submission

    fileprivate var greeting: String {
      switch self {
      case .pop3: "+OK"
      case .imap: "* OK"
      case .submission: "220"
      }
    }
  }

  package struct User {
    package let name: String
    package let password: String
    /// The files of the Maildir, in the server's order; lone LF become CRLF on the wire.
    package let messages: [[UInt8]]

    package init(_ name: String, password: String, messages: [[UInt8]]) {
      self.name = name
      self.password = password
      self.messages = messages
    }
  }

  /// For STLS or STARTTLS, and clear text.
  package let plain: Endpoint
  /// For TLS from the first byte.
  package let tls: Endpoint
  /// Trusts this server's certificate, which is for `localhost` and 127.0.0.1.
  package let trust: TLSConfiguration.Trust
  /// The authority's certificate as a file, for programs.
  package let authorityFile: URL
  /// Made by the same authority, for the login EXTERNAL.
  package let authority: CertificateAuthority
  /// HS256 key for tokens: header `kid` is `testkey`, `iss` is `https://login.invalid`, `scope` is `mail`.
  package static let tokenKey = "a key for tokens of the test server"

  private let name: ProtocolName
  private let directory: TemporaryDirectory
  private let process = Process()
  private let lifeline = Pipe()

  /// - Parameters:
  ///   - settings: further lines of Dovecot's configuration.
  package init(
    users: [User], _ name: ProtocolName = .pop3, settings: String = ""
  ) throws {
    self.name = name
    directory = try TemporaryDirectory()
    let ports = try Self.freePorts(2)
    plain = Endpoint(host: "localhost", port: ports[0])
    tls = Endpoint(host: "localhost", port: ports[1])
    authority = try CertificateAuthority(name: "Test authority")
    trust = .authorities(authority.certificate)
    authorityFile = try directory.write(authority.certificate, to: "tls/ca.pem")
    try write(users, settings)
    try start()
  }

  deinit { stop() }

  /// Terminates Dovecot and waits for it. Safe to call twice.
  package func stop() {
    try? lifeline.fileHandleForWriting.close()
    if process.isRunning { process.waitUntilExit() }
  }

  /// Dovecot's log.
  package var log: String {
    (try? String(contentsOf: directory.url.appendingPathComponent("dovecot.log"), encoding: .utf8))
      ?? ""
  }

  /// A command that speaks IMAP on standard input and output for a user.
  package func standardStreams(of user: String) -> String {
    unprivileged([
      "env", "USER=\(user)", "HOME=\(directory.path)", "/usr/lib/dovecot/imap", "-c",
      "\(directory.path)/dovecot.conf",
    ]).joined(separator: " ")
  }

  /// Names of the files in the Maildir of `user`.
  package func files(of user: String) throws -> [String] {
    try ["new", "cur"].flatMap { folder in
      try FileManager.default.contentsOfDirectory(
        atPath: directory.url.appendingPathComponent("mail/\(user)/\(folder)").path)
    }.sorted()
  }

  /// The directory of a folder, as in "Lists/Swift", of `user`; Maildir++ with modified UTF-7.
  package func path(of folder: String, _ user: String) -> String {
    let name = folder == "INBOX" ? "" : "/." + folder.replacingOccurrences(of: "/", with: ".")
    return directory.path + "/mail/\(user)\(name)"
  }

  /// Adds a message to a folder, which is made; `flags` are letters of Maildir ("S", "FS").
  package func deliver(
    _ message: [UInt8], to user: String, folder: String, as name: String, flags: String = ""
  ) throws {
    let directory = path(of: folder, user)
    for part in ["cur", "new", "tmp"] {
      try FileManager.default.createDirectory(
        atPath: "\(directory)/\(part)", withIntermediateDirectories: true)
    }
    try Data().write(to: URL(fileURLWithPath: directory + "/maildirfolder"))
    let file = flags.isEmpty ? "\(directory)/new/\(name)" : "\(directory)/cur/\(name):2,\(flags)"
    try Data(message).write(to: URL(fileURLWithPath: file))
    try giveToNobody(
      ["", "/cur", "/new", "/tmp", "/maildirfolder"].map { directory + $0 } + [file])
  }

  /// Adds messages to a folder, which is made; their files are named by their numbers from `first` on.
  package func deliver(
    all messages: [[UInt8]], to user: String, folder: String = "INBOX", first: Int = 0
  ) throws {
    let path = path(of: folder, user)
    for (index, message) in messages.enumerated().dropFirst() {
      try FileManager.default.createDirectory(
        atPath: "\(path)/new", withIntermediateDirectories: true)
      let name = "\(1_700_000_000 + first + index).M\(first + index).test"
      try Data(message).write(to: URL(fileURLWithPath: "\(path)/new/\(name)"))
      try giveToNobody(["\(path)/new/\(name)"])
    }
    guard let message = messages.first else { return }
    try deliver(
      message, to: user, folder: folder, as: "\(1_700_000_000 + first).M\(first).test")
  }

  /// Gives a folder a new UIDVALIDITY, as a server does that lost its index.
  package func renumber(_ folder: String, of user: String, uidValidity: UInt32) throws {
    let result = try runCommand(
      unprivileged([
        "doveadm", "-c", "\(directory.path)/dovecot.conf", "mailbox", "update", "--uid-validity",
        "\(uidValidity)", "-u", user, folder,
      ]))
    guard result.status == 0 else { throw TestFailure(result.errors) }
  }

  /// Names of all messages' files of `user`: they hold the flags, and "new" holds what is recent, so
  /// that whatever a client could change shows in them.
  package func state(of user: String) throws -> [String] {
    let root = directory.path + "/mail/\(user)"
    return try FileManager.default.subpathsOfDirectory(atPath: root)
      .filter {
        $0.contains("/cur/") || $0.contains("/new/") || $0.hasPrefix("cur/") || $0.hasPrefix("new/")
      }
      .sorted()
  }

  /// Adds a message, as if it had just arrived.
  package func deliver(_ message: [UInt8], to user: String, as name: String) throws {
    let file = try directory.write(message, to: "mail/\(user)/new/\(name)")
    try giveToNobody([file.path])
  }

  private func write(_ users: [User], _ settings: String) throws {
    guard
      case .memory(let certificate, let key) = try authority.issue(.loopback)
    else { throw TestFailure("no certificate") }
    try directory.write(certificate, to: "tls/server.pem")
    try directory.write(key, to: "tls/server.key")
    for user in users {
      for folder in ["new", "cur", "tmp"] {
        try FileManager.default.createDirectory(
          at: directory.url.appendingPathComponent("mail/\(user.name)/\(folder)"),
          withIntermediateDirectories: true)
      }
      for (index, message) in user.messages.enumerated() {
        let name = "\(1_700_000_000 + index).M\(100_000 + index).test"
        try directory.write(message, to: "mail/\(user.name)/new/\(name)")
      }
    }
    let lines = users.map { "\($0.name):{PLAIN}\($0.password)::::::\n" }
    try directory.write(lines.joined().utf8, to: "users")
    try directory.write(
      Data(Self.tokenKey.utf8).base64EncodedString().utf8, to: "jwt/default/HS256/testkey")
    try directory.write(DovecotConfiguration.oauth(directory.path).utf8, to: "oauth2.conf.ext")
    let configuration = DovecotConfiguration.main(
      directory: directory.path, name, plainPort: plain.port, tlsPort: tls.port,
      account: getuid() == 0 ? "nobody" : NSUserName(), settings: settings)
    try directory.write(configuration.utf8, to: "dovecot.conf")
  }

  /// A shell runs Dovecot and ends it, by its pid, when this process closes its end of the pipe,
  /// which the kernel does even if the process crashes.
  private func start() throws {
    let program = "/usr/sbin/dovecot"
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw TestFailure(
        "Dovecot is not installed: apt-get install dovecot-pop3d dovecot-imapd dovecot-submissiond")
    }
    if getuid() == 0 {
      let owned = try runCommand(["chown", "-R", "nobody:nogroup", directory.path])
      guard owned.status == 0 else { throw TestFailure(owned.errors) }
    }
    let command = unprivileged([program, "-F", "-c", "\(directory.path)/dovecot.conf"])
    let script = """
      "$@" & server=$!
      read line
      kill $server
      (\(lettingGoOfDescriptors); sleep 3; kill $server; sleep 2; kill -9 $server) 2>/dev/null &
      watchdog=$!
      wait $server
      kill $watchdog
      """
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script, "bash"] + command
    process.standardInput = lifeline
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.runUnmasked()
    try? lifeline.fileHandleForReading.close()
    try waitUntilReady()
  }

  /// Waits for the greeting: a signal sent earlier can be lost.
  private func waitUntilReady() throws {
    for _ in 0..<200 {
      var buffer = [UInt8](repeating: 0, count: 64)
      if let connection = try? Connection(to: plain),
        let count = try? connection.receive(into: &buffer, patience: .seconds(5)), count > 0,
        buffer.starts(with: name.greeting.utf8)
      {
        return
      }
      usleep(50_000)
    }
    throw TestFailure("Dovecot does not start:\n\(log)")
  }

  /// Ports that were free a moment ago.
  private static func freePorts(_ count: Int) throws -> [UInt16] {
    let listeners = try (0..<count).map { _ in try Listener() }
    return listeners.map(\.endpoint.port)
  }
}
