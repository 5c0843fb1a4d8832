import ArgumentParser
import Foundation
import Net
import TestSupport

/// A program that fetches over POP3 or IMAP, set up so that all mail on the server is new to it.
struct FetchClient {
  let name: String
  var isIMAP = false
  /// Needs at least one round trip for each message.
  var isSlow = false
  let commands: @Sendable (Setting) throws -> (prepare: [String]?, run: [String])

  /// Input of one run.
  struct Setting {
    let directory: TemporaryDirectory
    let endpoint: Endpoint
    let user: String
    let password: String
    let authority: String
    /// Fetched mail is deleted from the server.
    let deletes: Bool

    func file(_ name: String, _ text: String) throws -> String {
      let file = try directory.write(text.utf8, to: name)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
      return file.path
    }

    /// Creates a Maildir to deliver to.
    func maildir() throws -> String {
      for folder in ["cur", "new", "tmp"] {
        try FileManager.default.createDirectory(
          atPath: "\(directory.path)/mail/\(folder)", withIntermediateDirectories: true)
      }
      return directory.path + "/mail/"
    }
  }

  /// Returns the seconds from start to exit.
  ///
  /// - Parameter again: measures a second run, which finds nothing new.
  @discardableResult
  func run(
    at endpoint: Endpoint, user: String, _ password: String, _ authority: URL,
    deletes: Bool = false, again: Bool = false
  ) throws -> Double {
    let setting = Setting(
      directory: try TemporaryDirectory(), endpoint: endpoint, user: user, password: password,
      authority: authority.path, deletes: deletes)
    let environment = [
      "HOME": setting.directory.path, "FETCHMAILHOME": setting.directory.path,
      "MAILCASK_BENCH_PASSWORD": password,
    ]
    let (prepare, command) = try commands(setting)
    if let prepare { try check(runCommand(prepare, environment: environment)) }
    if prepare != nil {
      let settings = setting.directory.path + "/archive/mailcask.toml"
      let account = """

        [accounts.a]
        host = "\(endpoint.host)"
        port = \(endpoint.port)
        user = "\(user)"
        password_env = "MAILCASK_BENCH_PASSWORD"
        ca_file = "\(authority.path)"
        protocol = "\(isIMAP ? "imap" : "pop3")"
        \(deletes ? "on_server = \"delete\"" : "")

        """
      let text = try String(contentsOfFile: settings, encoding: .utf8) + account
      try text.write(toFile: settings, atomically: false, encoding: .utf8)
    }
    if again { try check(runCommand(command, environment: environment)) }
    let start = ContinuousClock.now
    let result = try runCommand(command, environment: environment)
    let time = (ContinuousClock.now - start) / .seconds(1)
    try check(result)
    return time
  }

  private func check(_ result: CommandResult) throws {
    guard result.status == 0 else {
      throw TestFailure("\(name) ended with \(result.status): \(result.errors)\(result.text)")
    }
  }

  // MARK: The clients

  static let warmUp = mailcask("mailcask", ["--no-index"])

  /// The clients that are installed, fast ones first; prints which are not.
  static func installed() -> [FetchClient] {
    [mailcask("mailcask --no-index", ["--no-index"]), mailcask("mailcask, indexed", [])]
      + installed(among: [("mpop", mpop), ("fetchmail", fetchmail), ("getmail", getmail)])
  }

  static func installed(among peers: [(program: String, client: FetchClient)]) -> [FetchClient] {
    peers.compactMap { program, client in
      let found = try? runCommand(["sh", "-c", "command -v \(program)"])
      if found?.status == 0 { return client }
      print("\(program) is not installed: left out")
      return nil
    }
  }

  static func mailcask(
    _ name: String, _ options: [String], isIMAP: Bool = false
  ) -> FetchClient {
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("mailcask").path
    return FetchClient(name: name, isIMAP: isIMAP) { setting in
      let archive = setting.directory.path + "/archive"
      return ([program, "init", archive], [program, "fetch", "--archive", archive] + options)
    }
  }

  private static let mpop = FetchClient(name: "mpop") { setting in
    let file = try setting.file(
      "mpoprc",
      """
      account default
      host \(setting.endpoint.host)
      port \(setting.endpoint.port)
      user \(setting.user)
      password \(setting.password)
      tls on
      tls_starttls off
      tls_trust_file \(setting.authority)
      keep \(setting.deletes ? "off" : "on")
      uidls_file \(setting.directory.path)/uidls
      delivery maildir \(try setting.maildir())

      """)
    return (nil, ["mpop", "-q", "-C", file])
  }

  /// Writes a single file instead of starting a program for each message: its fastest mode.
  private static let fetchmail = FetchClient(name: "fetchmail", isSlow: true) { setting in
    let file = try setting.file(
      "fetchmailrc",
      """
      poll \(setting.endpoint.host) protocol POP3 port \(setting.endpoint.port)
        user "\(setting.user)" password "\(setting.password)"
        ssl sslcertck sslcertfile "\(setting.authority)"
        \(setting.deletes ? "nokeep" : "keep") fetchall bsmtp "\(setting.directory.path)/out"

      """)
    return (nil, ["fetchmail", "-s", "--nodetach", "--nosyslog", "-f", file])
  }

  private static let getmail = getmail("SimplePOP3SSLRetriever")

  static func getmail(_ retriever: String, _ isIMAP: Bool = false) -> FetchClient {
    FetchClient(name: "getmail6", isIMAP: isIMAP, isSlow: true) { try getmail($0, retriever) }
  }

  private static func getmail(
    _ setting: Setting, _ retriever: String
  ) throws -> (prepare: [String]?, run: [String]) {
    let file = try setting.file(
      "getmailrc",
      """
      [retriever]
      type = \(retriever)
      server = \(setting.endpoint.host)
      port = \(setting.endpoint.port)
      username = \(setting.user)
      password = \(setting.password)
      ca_certs = \(setting.authority)
      [destination]
      type = Maildir
      path = \(try setting.maildir())
      [options]
      read_all = true
      delete = \(setting.deletes)
      verbose = 0

      """)
    let command = ["getmail", "--getmaildir", setting.directory.path, "--rcfile", file]
    guard getuid() == 0 else { return (nil, command) }
    // It refuses to deliver as root.
    _ = try runCommand(["chown", "-R", "nobody:nogroup", setting.directory.path])
    return (nil, ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] + command)
  }
}
