import Foundation
import TestSupport
import Testing

/// `show --pdf`: a browser prints what is safe to be shown.
@Suite struct PrintTests {
  private func archive() throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let message = """
      From: Ada <ada@example.org>
      To: b@example.org
      Subject: Tea & <b>biscuits</b>
      MIME-Version: 1.0
      Content-Type: text/html; charset=utf-8

      <p>At <b>five</b><script>alert(1)</script><img src="http://tracker.example/x.png"></p>

      """
    try program.directory.write(message.utf8, to: "mail.eml")
    #expect(try program.run("import", "mail.eml").status == 0)
    return program
  }

  /// Stands for chromium: keeps what it is given, and makes what it is told to.
  private func writeBrowser(_ program: Program, makes text: String) throws {
    let script = """
      #!/bin/sh
      for a; do case "$a" in
        --print-to-pdf=*) printf '\(text)' > "${a#*=}" ;;
        file://*) cp "${a#file://}" "\(program.directory.path)/given.html" ;;
      esac; done
      """
    let file = try program.directory.write(script.utf8, to: "bin/chromium")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  @Test func theBrowserGetsTheSafeDocumentWithItsFields() throws {
    var program = try archive()
    try writeBrowser(program, makes: "%%PDF-1.4 printed")
    program.environment["PATH"] = program.directory.path + "/bin:/usr/bin:/bin"
    let printed = try program.run("show", "1", "--pdf", "out.pdf")
    #expect(printed.status == 0, "\(printed.errors)")
    let folder = program.directory.path
    #expect(try String(contentsOfFile: folder + "/out.pdf", encoding: .utf8) == "%PDF-1.4 printed")
    let given = try String(contentsOfFile: folder + "/given.html", encoding: .utf8)
    #expect(given.contains("Tea &amp; &lt;b&gt;biscuits&lt;/b&gt;") && given.contains("At <b>five"))
    #expect(given.contains("Content-Security-Policy"))
    #expect(!given.contains("script>") && !given.contains("tracker.example"))
    let again = try program.run("show", "1", "--pdf", "out.pdf")
    #expect(again.status == 2 && again.errors.contains("exists already"), "\(again.errors)")
  }

  @Test func whatIsNoPDFIsNotKept() throws {
    var program = try archive()
    try writeBrowser(program, makes: "an error page")
    program.environment["PATH"] = program.directory.path + "/bin:/usr/bin:/bin"
    let printed = try program.run("show", "1", "--pdf", "out.pdf")
    #expect(printed.status != 0 && printed.errors.contains("no PDF"), "\(printed.errors)")
    #expect(!FileManager.default.fileExists(atPath: program.directory.path + "/out.pdf"))
    #expect(!FileManager.default.fileExists(atPath: program.directory.path + "/out.pdf.partial"))
  }

  @Test func withoutABrowserItSaysWhatToDo() throws {
    var program = try archive()
    program.environment["PATH"] = "/nowhere"
    let result = try program.run("show", "1", "--pdf", "out.pdf")
    #expect(
      result.status != 0 && result.errors.contains("apt install chromium"), "\(result.errors)")
  }

  private static let chromium = "/usr/bin/chromium"

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: chromium), "chromium is not installed"))
  func aRealBrowserPrints() throws {
    let program = try archive()
    let printed = try program.run("show", "1", "--pdf", "out.pdf")
    #expect(printed.status == 0, "\(printed.errors)")
    let pdf = try Data(contentsOf: URL(fileURLWithPath: program.directory.path + "/out.pdf"))
    #expect(pdf.starts(with: Data("%PDF-".utf8)) && pdf.count > 2_000)
  }
}
