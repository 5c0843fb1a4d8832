import Foundation
import TestSupport
import TestThreads
import Testing

/// Encrypted mail, by the real gpg and openssl, as a person has it decrypted.
@Suite(
  .waiting, .enabled(if: KeyRing.isPossible && SMIMEIdentity.isPossible, "needs gnupg, openssl"))
struct DecryptionTests {
  private static let pgp = "\n[decrypt]\npgp = true\n"

  private static let header = """
    From: Ada <ada@example.org>
    To: ben@example.org
    Date: Mon, 1 Jan 2024 10:00:00 +0000
    Subject: ...
    MIME-Version: 1.0

    """

  private static func entity(_ text: String) -> String {
    let pdf = samplePDF(["Quarterly firstpage"]).base64EncodedString(
      options: [.lineLength76Characters, .endLineWithLineFeed])
    return """
      Content-Type: multipart/mixed; boundary=inner; protected-headers="v1"
      Subject: The true subject

      --inner
      Content-Type: text/plain; charset=utf-8

      \(text)
      --inner
      Content-Type: application/pdf; name="report.pdf"
      Content-Disposition: attachment; filename="report.pdf"
      Content-Transfer-Encoding: base64

      \(pdf)
      --inner--

      """
  }

  private static func pgpMIME(_ ciphertext: Data, subject: String = "...") -> String {
    header.replacingOccurrences(of: "...", with: subject) + """
      Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=outer

      --outer
      Content-Type: application/pgp-encrypted

      Version: 1
      --outer
      Content-Type: application/octet-stream; name="encrypted.asc"

      \(String(decoding: ciphertext, as: UTF8.self))
      --outer--

      """
  }

  private func archive(
    _ mails: [Data], _ settings: String, _ ring: KeyRing? = nil
  ) throws -> (Program, CommandResult) {
    var program = try Program()
    try program.makeArchive(settings)
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    // Never the keys of whoever runs the tests.
    program.environment["GNUPGHOME"] = ring?.home ?? program.directory.path
    for (index, mail) in mails.enumerated() {
      try program.directory.write(mail, to: "mail/\(index).eml")
    }
    let result = try program.run("import", "mail")
    #expect(result.status == 0, "\(result.errors)")
    return (program, result)
  }

  private func hits(_ program: Program, _ query: String) throws -> Int {
    try program.run(["search", "--format", "ids", "--", query]).text.split(separator: "\n").count
  }

  @Test func whatPGPEncryptsIsFoundShownAndSaved() throws {
    let ring = try KeyRing()
    try ring.makeKey("ben@example.org")
    let original = Data(
      Self.pgpMIME(
        try ring.encrypt(Self.entity("The zebrafish swims. Größe 東京"), to: "ben@example.org")
      )
      .utf8)
    let (program, imported) = try archive([original], Self.pgp, ring)
    #expect(imported.text.contains("Encrypted messages: 1 decrypted"), "\(imported.text)")
    #expect(imported.errors.contains("session keys now lie in the archive"))
    for query in [
      "zebrafish", "größe", "東京", "\"true subject\"", "firstpage", "attachment:report",
      "has:attachment", "is:encrypted",
    ] { #expect(try hits(program, query) == 1, "\(query)") }
    let shown = try program.run("show", "1").text
    #expect(shown.contains("Protected: decrypted") && shown.contains("The zebrafish swims."))
    #expect(shown.contains("Subject: The true subject") && shown.contains("[1] report.pdf"))
    #expect(try program.run("show", "1", "--part", "1", "--text").text.contains("firstpage"))
    #expect(
      try program.run("search", "--snippets", "zebrafish").text.contains("*zebrafish* swims"))
    #expect(try program.run("show", "1", "--json").text.contains(#""decryption":"decrypted""#))
    #expect(try program.run("attachments", "-o", "saved", "zebrafish").status == 0)
    let saved = program.directory.url.appendingPathComponent("saved/report.pdf")
    #expect(try Data(contentsOf: saved) == samplePDF(["Quarterly firstpage"]))
    #expect(try program.run("show", "1", "--raw").output == original)
    #expect(try program.run("export", "-o", "out", "--format", "eml").status == 0)
    #expect(try program.run("verify").status == 0)
    // A new index needs neither gpg nor the key.
    #expect(try program.run("reindex").status == 0)
    #expect(try hits(program, "zebrafish") == 1)
    #expect(try program.run("decrypt").text.contains("No message is waiting"))
    let other = Self.pgpMIME(try ring.encrypt(Self.entity("The okapi"), to: "ben@example.org"))
    try program.directory.write(Data(other.utf8), to: "more/1.eml")
    let json = try program.run("import", "--json", "more").text
    #expect(json.contains(#""tried":1"#) && json.contains(#""read":0"#), "\(json)")
  }

  @Test func blocksBetweenLinesAndFilesAreDecrypted() throws {
    let ring = try KeyRing()
    try ring.makeKey("ben@example.org")
    func block(_ text: String) throws -> String {
      String(decoding: try ring.encrypt(text, to: "ben@example.org"), as: UTF8.self)
    }
    let file = try ring.encrypt("A list of okapi", to: "ben@example.org", armored: false)
    let mail =
      Self.header + """
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Before the first.
        \(try block("The zebrafish Ärger\n"))
        Between them.
        \(try block("The quokka\n"))
        After the last.
        --b
        Content-Type: application/octet-stream; name="list.txt.gpg"
        Content-Disposition: attachment; filename="list.txt.gpg"
        Content-Transfer-Encoding: base64

        \(file.base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]))
        --b--

        """
    let (program, _) = try archive([Data(mail.utf8)], Self.pgp, ring)
    let text = try program.run("show", "1").text
    for line in [
      "Before the first.", "The zebrafish Ärger", "Between them.", "The quokka", "After the last.",
    ] { #expect(text.contains(line), "\(line) in \(text)") }
    #expect(!text.contains("BEGIN PGP") && text.contains("[1] list.txt ("))
    for query in ["ärger", "quokka", "okapi"] { #expect(try hits(program, query) == 1, "\(query)") }
  }

  @Test func smimeIsDecrypted() throws {
    let identity = try SMIMEIdentity()
    let signed = String(
      decoding: try identity.sign("Content-Type: text/plain\n\nThe quokka\n"), as: UTF8.self)
    let (program, imported) = try archive(
      [
        try identity.encrypt(Self.entity("The zebrafish")),
        try identity.encrypt("Content-Type: text/plain\n\nThe okapi\n", cipher: "-aes-256-gcm"),
        try identity.encrypt(signed),
        try identity.encrypt("Content-Type: text/plain\n\nThe gnu\n", cipher: "-des3"),
        try SMIMEIdentity().encrypt("Content-Type: text/plain\n\nSomebody else\n"),
      ], "\n[decrypt]\nsmime = \"\(identity.file)\"\n")
    #expect(
      imported.text.contains("Encrypted messages: 4 decrypted, 1 without a key here"),
      "\(imported.text) \(imported.errors)")
    for query in ["zebrafish", "okapi", "quokka", "gnu", "firstpage"] {
      #expect(try hits(program, query) == 1, "\(query)")
    }
    let states = try (1...5).map { try program.run("show", "\($0)").text }
    #expect(states.count { $0.contains("Protected: decrypted") } == 4)
    #expect(states.count { $0.contains("Protected: encrypted (no key here opens it)") } == 1)
    #expect(try program.run("stats", "--json").text.contains(#""decrypted":4"#))
  }

  @Test func aLockedSMIMEKeyIsOpenedByACommand() throws {
    let identity = try SMIMEIdentity(passphrase: "open sesame")
    let mail = try identity.encrypt("Content-Type: text/plain\n\nThe zebrafish\n")
    let settings = "\n[decrypt]\nsmime = \"\(identity.file)\"\n"
    let (program, imported) = try archive([mail], settings)
    #expect(imported.errors.contains("locked with a passphrase"), "\(imported.errors)")
    let file = program.archive + "/mailcask.toml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for (command, status) in [("echo wrong", 2), ("false", 2), ("echo open sesame", 0)]
      as [(String, Int32)]
    {
      try (text + "smime_password_command = \"\(command)\"\n").write(
        toFile: file, atomically: false, encoding: .utf8)
      let result = try program.run("decrypt")
      #expect((result.status == 0) == (status == 0), "\(command): \(result.errors)")
    }
    #expect(try hits(program, "zebrafish") == 1)
  }

  @Test func failuresAreToldAndTriedAgain() throws {
    let (ring, others) = (try KeyRing(), try KeyRing())
    try others.makeKey("ben@example.org")
    try ring.makeKey("cy@example.org", passphrase: "sesame")
    try ring.lock()
    let missing = Self.pgpMIME(
      try others.encrypt("The zebrafish", to: "ben@example.org"), subject: "one")
    let locked = Self.pgpMIME(try ring.encrypt("The okapi", to: "cy@example.org"), subject: "two")
    let damaged = Self.pgpMIME(
      try others.encrypt("The gnu", to: "ben@example.org").prefix(120), subject: "three")
    var (program, imported) = try archive(
      [missing, locked, damaged].map { Data($0.utf8) }, Self.pgp, ring)
    for outcome in ["1 without a key here", "1 whose key is locked", "1 damaged"] {
      #expect(imported.text.contains(outcome), "\(imported.text)")
    }
    let states = try (1...3).map { try program.run("show", "\($0)").text }
    for state in ["no key here opens it", "its key is locked", "is damaged"] {
      #expect(
        states.count { $0.contains("Protected: encrypted (") && $0.contains(state) } == 1,
        "\(state)")
    }
    #expect(try program.run("doctor").text.contains("mailcask decrypt"))
    try ring.add(others.secretKey("ben@example.org"))
    try ring.answer("sesame")
    let again = try program.run("decrypt")
    #expect(again.text.contains("Encrypted messages: 2 decrypted"), "\(again.text) \(again.errors)")
    #expect(try hits(program, "zebrafish") == 1 && hits(program, "okapi") == 1)
    // Without the program, what is known stays, and what is new waits.
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    program.environment["PATH"] = "/nonexistent"
    try program.directory.write(
      Data(
        Self.pgpMIME(try others.encrypt("The quokka", to: "ben@example.org"), subject: "four").utf8),
      to: "more/4.eml")
    let waits = try runCommand(
      [Program.path, "import", "more"], environment: program.environment,
      directory: program.directory.url)
    #expect(waits.errors.contains("gpg is not installed"), "\(waits.errors)")
    program.environment["PATH"] = path
    #expect(try program.run("decrypt").text.contains("1 decrypted"))
    #expect(try hits(program, "quokka") == 1)
  }

  @Test func sessionKeysOpenWhatTheKeyNoLongerDoes() throws {
    let (ring, empty) = (try KeyRing(), try KeyRing())
    try ring.makeKey("ben@example.org")
    let mail = Self.pgpMIME(try ring.encrypt("The zebrafish", to: "ben@example.org"))
    var (program, _) = try archive([Data(mail.utf8)], Self.pgp, ring)
    let store = program.archive + "/mail.sqlite"
    // As by an older version, whose result is made again.
    #expect(
      try runCommand(["sqlite3", store, "UPDATE decryption SET means = '0 pgp', clear = x'00'"])
        .status == 0)
    program.environment["GNUPGHOME"] = empty.home
    #expect(try hits(program, "zebrafish") == 1)
    let result = try program.run("decrypt")
    #expect(result.text.contains("1 decrypted"), "\(result.text) \(result.errors)")
    #expect(try program.run("show", "1").text.contains("The zebrafish"))
  }

  @Test func whatIsForgottenIsNowhereLeft() throws {
    let ring = try KeyRing()
    try ring.makeKey("ben@example.org")
    let mail = Self.pgpMIME(try ring.encrypt(Self.entity("The zebrafish"), to: "ben@example.org"))
    let (program, _) = try archive([Data(mail.utf8)], Self.pgp, ring)
    let store = program.archive + "/mail.sqlite"
    let key = try runCommand(["sqlite3", store, "SELECT session_keys FROM decryption"]).text
      .filter { !$0.isNewline }
    #expect(key.hasPrefix("9:"))
    #expect(try holding(Data(key.utf8), in: program.archive) != [])
    #expect(try holding(Data("zebrafish".utf8), in: program.archive) != [])
    #expect(try program.run("backup", "copy").status == 0)
    let result = try program.run("decrypt", "--forget")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.text.contains("Erased what was decrypted of 1 message"))
    #expect(
      result.errors.contains(program.directory.path + "/copy still holds"), "\(result.errors)")
    for word in [key, "zebrafish", "firstpage"] {
      #expect(try holding(Data(word.utf8), in: program.archive) == [], "\(word)")
    }
    #expect(
      try runCommand(
        [
          "sqlite3", store,
          "SELECT count(*) FROM decryption; SELECT count(*) FROM extract; PRAGMA freelist_count",
        ]
      ).text == "0\n0\n0\n")
    #expect(try hits(program, "zebrafish") == 0)
    #expect(try program.run("show", "1").text.contains("Protected: encrypted (to read it here"))
    #expect(try program.run("verify").status == 0)
    #expect(try program.run("decrypt").text.contains("1 decrypted"))
    #expect(try hits(program, "zebrafish") == 1 && hits(program, "firstpage") == 1)
  }

  /// The files below a directory that hold these bytes.
  private func holding(_ bytes: Data, in directory: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: directory).filter { name in
      let path = directory + "/" + name
      return (try? Data(contentsOf: URL(fileURLWithPath: path)))?.range(of: bytes) != nil
    }
  }

  @Test func settingsThatAreNotOnesOwnDecryptNothing() throws {
    let ring = try KeyRing()
    try ring.makeKey("ben@example.org")
    let mail = Self.pgpMIME(try ring.encrypt("The zebrafish", to: "ben@example.org"))
    let (program, imported) = try archive([Data(mail.utf8)], "", ring)
    #expect(!imported.text.contains("Encrypted"))
    let refused = try program.run("decrypt")
    #expect(refused.status != 0 && refused.errors.contains("[decrypt]"), "\(refused.errors)")
    let file = program.archive + "/mailcask.toml"
    try Self.pgp.write(toFile: file, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: file)
    #expect(try program.run("decrypt").status != 0)
    #expect(try hits(program, "zebrafish") == 0)
  }
}
