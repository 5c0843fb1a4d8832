import Foundation
import TestSupport
import Testing

/// Text inside attached documents, as a person finds it.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/pdftotext")))
struct AttachmentTextTests {
  private typealias File = (name: String, type: String, bytes: Data)

  private static let pdf = "application/pdf"

  private static func report() -> Data {
    samplePDF(["Quarterly firstpage", "Ελληνικά Москва", "東京都 tax number 71450"])
  }

  private func archive(_ mails: [String], _ settings: String = "", arguments: [String] = []) throws
    -> Program
  {
    var program = try Program()
    try program.makeArchive(settings)
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for (index, mail) in mails.enumerated() {
      try program.directory.write(Data(mail.utf8), to: "mail/\(index).eml")
    }
    let result = try program.run(["import"] + arguments + ["mail"])
    #expect(result.status == 0, "\(result.errors)")
    return program
  }

  private func hits(_ program: Program, _ query: String, _ options: String...) throws -> Int {
    try program.run(["search", "--format", "ids"] + options + ["--", query]).text.split(
      separator: "\n"
    ).count
  }

  @Test func textOfAnyScriptIsFoundAndItsPageNamed() throws {
    let program = try archive([
      mailAttaching([("report.pdf", Self.pdf, Self.report())], subject: "one"),
      mailAttaching([], subject: "two", text: "The tax in the message itself."),
    ])
    for word in ["firstpage", "ελληνικά", "Москва", "東京都", "71450", "\"tax number\""] {
      #expect(try hits(program, word) == 1, "\(word)")
    }
    #expect(try hits(program, "attachment:firstpage") == 1)
    #expect(try hits(program, "attachment:report") == 1)
    #expect(try hits(program, "filename:firstpage") == 0)
    #expect(try hits(program, "filename:report") == 1)
    #expect(try hits(program, "\"firstpage Ελληνικά\"") == 0, "pages are apart")
    let text = try program.run("search", "--snippets", "Москва").text
    #expect(text.contains("report.pdf, page 2: "), "\(text)")
    let json = try program.run("search", "--snippets", "--json", "71450").text
    #expect(json.contains(#""name":"report.pdf","page":3,"part":"2","place":"attachment""#))
    let ranked = try program.run("search", "--sort", "relevance", "--format", "ids", "tax").text
    #expect(ranked == "2\n1\n", "a word of the message counts more")
    let shown = try program.run("show", "1", "--part", "1", "--text").text
    #expect(shown.hasPrefix("Quarterly firstpage\n"))
  }

  @Test func aDocumentOfManyMessagesIsReadOnce() throws {
    let program = try archive(
      (0..<30).map { mailAttaching([("r.pdf", Self.pdf, Self.report())], subject: "n \($0)") },
      arguments: ["--no-read-attachments"])
    #expect(try hits(program, "firstpage") == 0)
    let before = try program.run("search", "ada")
    #expect(
      before.errors.contains("attachments of 30 messages are not read yet"), "\(before.errors)")
    let json = try program.run("read-attachments", "--json").text
    #expect(json.contains(#""messages":30"#) && json.contains(#""read":1}"#), "\(json)")
    #expect(try hits(program, "firstpage") == 30)
    #expect(try !program.run("search", "ada").errors.contains("not read"))
    #expect(try program.run("read-attachments").text.contains("No attachment is waiting"))
  }

  @Test func whatCannotBeReadIsNamed() throws {
    let locked = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/locked.pdf")
    let files: [File] = [
      ("locked.pdf", Self.pdf, try Data(contentsOf: locked)),
      ("cut.pdf", Self.pdf, Self.report().prefix(200)),
      ("empty.pdf", Self.pdf, Data()),
      ("blank.pdf", Self.pdf, samplePDF([" "])),
      ("wrong.pdf", Self.pdf, Data([0, 1, 2, 3, 0xFF, 0xFE, 0, 9])),
      (
        "loop.pdf", Self.pdf, Data("%PDF-1.4\n1 0 obj << /Type /Pages /Kids [1 0 R] >> endobj".utf8)
      ),
    ]
    let program = try archive([mailAttaching(files, subject: "hostile")])
    let json = try program.run("doctor", "--json").text
    #expect(json.contains("1 locked with a password"), "\(json)")
    #expect(json.contains("2 damaged"), "\(json)")
    let shown = try program.run("show", "1", "--part", "1", "--text")
    #expect(shown.status != 0 && shown.errors.contains("locked with a password"))
    #expect(try program.run("verify").status == 0)
  }

  @Test func whatWaitsForAProgramIsReadWhenItIsThere() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    try program.directory.write(
      Data(mailAttaching([("r.pdf", Self.pdf, Self.report())], subject: "one").utf8),
      to: "mail/1.eml")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    program.environment["PATH"] = path.split(separator: ":").filter {
      !FileManager.default.fileExists(atPath: "\($0)/pdftotext")
    }.joined(separator: ":")
    let imported = try runCommand(
      [Program.path, "import", "mail"], environment: program.environment,
      directory: program.directory.url)
    #expect(imported.errors.contains("1 attachment not read"), "\(imported.errors)")
    #expect(try program.run("doctor").text.contains("pdftotext is not installed"))
    program.environment["PATH"] = path
    #expect(try program.run("read-attachments").text.contains("1 with text"))
    #expect(try hits(program, "firstpage") == 1)
    // Nor does a new index need the program.
    program.environment["PATH"] = "/nonexistent:/usr/sbin"
    #expect(try program.run("reindex").status == 0)
    program.environment["PATH"] = path
    #expect(try hits(program, "firstpage") == 1)
  }

  @Test func settingsLeaveAttachmentsToTheirCommand() throws {
    let mail = mailAttaching([("r.pdf", Self.pdf, Self.report())], subject: "one")
    let program = try archive([mail], "\n[attachments]\nread = false\n")
    #expect(try hits(program, "firstpage") == 0)
    #expect(try !program.run("search", "ada").errors.contains("not read"))
    #expect(try program.run("read-attachments").status == 0)
    #expect(try hits(program, "firstpage") == 1)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/tesseract")))
  func scannedPagesAreReadInTheLanguagesOfTheSettings() throws {
    let pages = try TemporaryDirectory()
    try pages.write(samplePDF(["recognised words"]), to: "page.pdf")
    let picture = try runCommand([
      "pdftoppm", "-r", "300", "-gray", "-png", pages.path + "/page.pdf",
    ])
    let mail = mailAttaching([("scan.png", "image/png", picture.output)], subject: "scan")
    let program = try archive([mail])
    #expect(try hits(program, "recognised") == 0)
    let file = program.archive + "/mailcask.toml"
    let settings = try String(contentsOfFile: file, encoding: .utf8)
    try (settings + "\n[attachments]\nocr = [\"eng\"]\n").write(
      toFile: file, atomically: false, encoding: .utf8)
    #expect(try program.run("read-attachments").text.contains("1 with text"))
    // Whatever it took the letters for.
    let text = try program.run("show", "1", "--part", "1", "--text").text
    let word = try #require(text.split(whereSeparator: \.isWhitespace).first)
    #expect(try hits(program, "attachment:\"\(word)\"") == 1)
  }

  /// Killed at any time it loses at most what it was reading.
  @Test func aKilledRunIsContinued() throws {
    let mails = (0..<150).map { number in
      mailAttaching(
        [("r.pdf", Self.pdf, samplePDF(["common word\(number)x"]))], subject: "n \(number)")
    }
    let program = try archive(mails, arguments: ["--no-read-attachments"])
    for pause in [0.3, 0.8, 1.5] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Program.path)
      process.arguments = ["read-attachments"]
      process.currentDirectoryURL = program.directory.url
      process.environment = ProcessInfo.processInfo.environment.merging(program.environment) { $1 }
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.runUnmasked()
      Thread.sleep(forTimeInterval: pause)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let rest = try program.run("read-attachments")
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try program.run("verify").status == 0)
    #expect(try hits(program, "common", "--limit", "200") == 150)
    #expect(try hits(program, "attachment:word149x OR word0x") == 2)
    #expect(try program.run("doctor").text.contains("150 with text"))
  }

  /// Under strace, where it is installed: no file of the user is opened, no connection made.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
  func theWorkerReachesNothing() throws {
    let program = try archive(
      [
        mailAttaching(
          [
            ("r.pdf", Self.pdf, Self.report()),
            ("data.bin", "application/octet-stream", Data([0, 1])),
          ],
          subject: "one")
      ], arguments: ["--no-read-attachments"])
    let trace = program.directory.path + "/trace"
    let result = try runCommand(
      [
        "strace", "-ff", "-o", trace, "-e", "trace=open,openat,socket,connect,clone,fork,vfork",
        Program.path, "read-attachments",
      ], environment: program.environment, directory: program.directory.url)
    guard result.status == 0 else { return }  // where tracing is not allowed
    for name in try FileManager.default.contentsOfDirectory(atPath: program.directory.path)
    where name.hasPrefix("trace.") {
      let lines = try String(contentsOfFile: program.directory.path + "/" + name, encoding: .utf8)
      guard lines.contains("libpoppler") else { continue }
      #expect(!lines.contains("socket("))
      let opened = lines.split(separator: "\n").filter {
        $0.contains("libpoppler") || $0.contains("= ")
      }
      for line in opened.drop(while: { !$0.contains("libpoppler") }) where line.contains("open") {
        #expect(
          ["\"/usr/", "\"/lib", "\"/etc/ld.so", "\"/etc/fonts", "\"/etc/localtime"].contains(
            where: line.contains)
            || line.contains("= -1"), "\(line)")
      }
    }
  }
}
