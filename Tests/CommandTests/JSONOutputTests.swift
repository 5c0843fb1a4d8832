import Archive
import Foundation
import Net
import TestSupport
import Testing

/// Every `--json` says what its schema says, no more and no less.
@Suite struct JSONOutputTests {
  static let schemas = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Schemas")

  /// Arguments, the schema of what they print, and the exit status.
  static let cases: [(arguments: [String], schema: String, status: Int32)] = [
    (["stats"], "Output/stats", 0),
    (["doctor"], "Output/doctor", 0),
    (["show", "2"], "Output/show", 0),
    (["show", "2", "--thread"], "Output/thread", 0),
    (["show", "2", "--headers"], "Output/headers", 0),
    (["show", "2", "--provenance"], "Output/provenance", 0),
    (["show", "3", "--provenance"], "Output/provenance", 0),
    (["runs"], "Output/runs", 0),
    (["runs", "1"], "Output/run", 0),
    (["undelete"], "Output/undelete", 0),
    (["verify"], "Output/verify", 0),
    (["fingerprint"], "Output/fingerprint", 0),
    (["tag"], "Output/counts", 0),
    (["complete", "address"], "Output/counts", 0),
    (["config", "check"], "Output/config-check", 0),
    (["account", "list"], "Output/accounts", 0),
    (["outbox", "--all"], "Output/outbox", 0),
    (["import", "mail"], "Output/import", 1),
    (["fetch"], "Output/fetch", 1),
    (["diff", "mail/0.eml", "mail"], "Output/diff", 1),
    (["check-export", "all.mbox"], "Output/check-export", 0),
    (["export", "-o", "again.mbox"], "Output/export", 0),
    (["attachments", "-o", "saved", "second"], "Output/attachments", 0),
    (["attachments", "-o", "saved", "first"], "Output/attachments", 1),
    (["attachments", "--list", "second"], "Output/attachment-list", 0),
    (["backup", "copy"], "Output/backup", 0),
    (["restore", "copy", "restored"], "Output/backup", 0),
    (["account", "test"], "Output/account-test", 1),
    (["reindex"], "Output/reindex", 0),
    (["read-attachments"], "Output/read-attachments", 0),
    (["decrypt"], "Output/decrypt", 0),
    (["decrypt", "--forget"], "Output/decrypt-forget", 0),
    (["search", "--facets", "sender,year,type"], "search-results", 0),
    (["search", "nothing-has-this"], "search-results", 1),
    (["search", "--explain", "first OR (second from:a)"], "Output/explanation", 0),
    (["tag", "--json", "+new", "--", "first"], "Output/tag", 0),
    (["delete", "--yes", "second"], "Output/delete", 0),
  ]

  @Test func outputIsAsDescribed() throws {
    let program = try mailedArchive()
    for test in Self.cases {
      let isSaid = test.arguments.contains("--json")
      let result = try program.run(test.arguments + (isSaid ? [] : ["--json"]))
      #expect(result.status == test.status, "\(test.arguments): \(result.errors)")
      let schema = try JSONSchema(
        file: Self.schemas.appendingPathComponent(test.schema + ".schema.json"))
      let mistakes = try schema.mistakes(in: result.output)
      #expect(mistakes.isEmpty, "\(test.arguments): \(mistakes.joined(separator: "\n"))")
    }
  }

  @Test func foldersAreAsDescribed() throws {
    let server = try FakeIMAPServer(
      FakeMailboxes([
        .init("INBOX", [.init(1, "Subject: a\r\n\r\nb\r\n")]),
        .init("Post/Gesendet", [], attributes: "\\Sent"),
        .init("Post", [], attributes: "\\Noselect"),
        .init("M&APw-ll", [.init(1, "Subject: c\r\n\r\nd\r\n")]),
      ]))
    defer { server.stop() }
    let program = try Program()
    try program.makeArchive(
      """

      [accounts.work]
      protocol = "imap"
      host = "localhost"
      port = \(server.endpoint.port)
      tls = "none"
      user = "ada"
      password_env = "HOME"
      skip_folders = ["m?ll"]

      """)
    let archive = ["--archive", program.archive]
    let result = try program.run(["account", "folders", "work", "--json"] + archive)
    #expect(result.status == 0, "\(result.errors)")
    let schema = try JSONSchema(
      file: Self.schemas.appendingPathComponent("Output/account-folders.schema.json"))
    #expect(try schema.mistakes(in: result.output).isEmpty)
    let text = try program.run(["account", "folders", "work"] + archive).text
    #expect(
      text.split(separator: "\n").map(String.init) == [
        "INBOX       1 message, 1 to fetch", "Müll        1 message, not fetched", "Post",
        "  Gesendet  0 messages, nothing new, sent",
      ])
    #expect(try program.run(["account", "test", "work"] + archive).status == 0)
    #expect(try program.run(["fetch", "--dry-run", "work"] + archive).text.contains("1 to fetch"))
    let added = try program.run(
      [
        "account", "add", "again", "--protocol", "imap", "--host",
        "localhost:\(server.endpoint.port)",
      ]
        + ["--tls", "none", "--address", "ada@example.org", "--password-env", "HOME"] + archive)
    #expect(added.status == 0, "\(added.errors)")
    #expect(
      try program.run(["account"] + archive).text.contains("again: ada@example.org at localhost"))
    #expect(try program.run(["fetch", "again"] + archive).text.contains("2 new"))
    let refused = try program.run(
      ["account", "add", "x", "--protocol", "imap", "--host", "localhost", "--on-server", "delete"]
        + ["--address", "ada@example.org", "--password-env", "HOME"] + archive)
    #expect(refused.errors.contains("always stays on the server"))
  }

  @Test func everySchemaIsUsed() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Self.schemas.appendingPathComponent("Output").path)
    let used = (Self.cases.map(\.schema) + ["account-folders"]).map {
      "\($0.split(separator: "/").last ?? "").schema.json"
    }
    #expect(Set(files).subtracting(used).isEmpty)
  }

  /// The settings' schema, the file that `init` writes, and the program know the same keys.
  @Test func theSchemaOfTheSettingsKnowsAllKeys() throws {
    let file = Self.schemas.appendingPathComponent("mailcask.toml.schema.json")
    let root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    let tables = try #require(root?["properties"] as? [String: [String: Any]])
    let known: [(table: [String: Any]?, keys: [SettingKey])] = [
      (tables["search"], SettingKey.search),
      (tables["attachments"], SettingKey.attachments),
      (tables["decrypt"], SettingKey.decrypt),
      (tables["serve"], SettingKey.serve),
      (tables["rules"]?["items"] as? [String: Any], SettingKey.rule),
      (tables["accounts"]?["additionalProperties"] as? [String: Any], SettingKey.account),
    ]
    for (table, keys) in known {
      let described = try #require(table?["properties"] as? [String: [String: Any]])
      #expect(Set(described.keys) == Set(keys.map(\.name)))
      for key in keys {
        #expect(described[key.name]?["description"] as? String == key.summary, "\(key.name)")
        if case .choice(let words) = key.kind {
          #expect(described[key.name]?["enum"] as? [String] == words, "\(key.name)")
        }
        #expect(Configuration.template.contains("# \(key.name) = \(key.example)"), "\(key.name)")
      }
    }
  }

  /// Three messages of a thread, one deleted, one tagged, and an account.
  private func mailedArchive() throws -> Program {
    var program = try Program()
    program.environment["XDG_STATE_HOME"] = program.directory.path + "/state"
    try program.makeArchive(
      "\n[decrypt]\npgp = true\n[accounts.work]\nhost = \"127.0.0.1\"\nport = 1\nuser = \"ada\"\n"
        + "password_env = \"HOME\"\n"
    )
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let messages = [
      "From: a@example.org\nTo: b@example.org\nMessage-ID: <1@x>\nDate: 1 Mar 2024 10:00:00 +0000\n"
        + "Subject: one\nList-Id: <list.example.org>\n\nfirst\n",
      "From: b@example.org\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\n"
        + "Date: 2 Mar 2024 10:00:00 +0000\nSubject: Re: one\nMIME-Version: 1.0\n"
        + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nsecond\n"
        + "--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"
        + "JVBERi0=\n--b--\n",
      "From: c@example.org\nMessage-ID: <3@x>\nDate: 3 Mar 2024 10:00:00 +0000\nSubject: three\n\nx\n",
    ]
    for (number, text) in messages.enumerated() {
      try program.directory.write(text.utf8, to: "mail/\(number).eml")
    }
    for arguments in [
      ["import", "mail"], ["tag", "+work", "--", "first"], ["delete", "--yes", "three"],
      ["export", "-o", "all.mbox"],
    ] {
      let result = try program.run(arguments)
      #expect(result.status == 0, "\(result.errors)")
    }
    return program
  }
}
