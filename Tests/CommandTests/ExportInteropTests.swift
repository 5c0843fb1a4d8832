import Digests
import Foundation
import TestSupport
import Testing

/// Other people's programs read what `mailcask export` wrote, and each gives the same messages back.
@Suite struct ExportInteropTests {
  /// Whole lines at the end: an mbox cannot hold others without adding a line end.
  private static let messages = makeMessages(30).filter { $0.last == 10 }

  private static func digests() throws -> [String] {
    try messages.map { try SHA256Digest(of: $0).hex }.sorted()
  }

  private func exported(_ format: String) throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for (number, message) in Self.messages.enumerated() {
      let flags = number % 3 == 0 ? "S" : "FR"
      let folder = number % 2 == 0 ? "" : ".Work.Été/"
      try program.directory.write(message, to: "mail/\(folder)cur/\(number).x:2,\(flags)")
    }
    for folder in ["", ".Work.Été/"] { try program.directory.write([], to: "mail/\(folder)new/.x") }
    let imported = try program.run("import", "--no-index", "mail")
    #expect(imported.status == 0, "\(imported.errors)")
    let made = try program.run("export", "--format", format, "-o", "out")
    #expect(made.status == 0, "\(made.errors)")
    return program
  }

  private func shell(_ program: Program, _ script: String) throws -> [String] {
    let result = try runCommand(["sh", "-c", script], directory: program.directory.url)
    #expect(result.status == 0, "\(result.errors)")
    return result.text.split(separator: "\n").map(String.init)
  }

  private static func isInstalled(_ program: String) -> Bool {
    (try? runCommand(["sh", "-c", "command -v \(program)"]))?.status == 0
  }

  /// Python gives lines as they stand; undoing the quoting is the reader's part in mboxrd.
  @Test(
    .enabled(if: isInstalled("python3"), "python3 is not installed"),
    arguments: [
      ("mboxrd", "box = mailbox.mbox('out', create=False); undo = True"),
      ("maildir", "box = mailbox.Maildir('out', create=False); undo = False"),
    ])
  func python(_ format: String, _ opening: String) throws {
    let program = try exported(format)
    let script = """
      import hashlib, mailbox, re
      \(opening)
      boxes = [box] + ([box.get_folder(f) for f in box.list_folders()] if not undo else [])
      for box in boxes:
        for key in box.keys():
          mail = box.get_bytes(key)
          if undo: mail = re.sub(rb'(?m)^>(>*From )', rb'\\1', mail)
          print(hashlib.sha256(mail).hexdigest())
      """
    let read = try runCommand(["python3", "-c", script], directory: program.directory.url)
    #expect(read.status == 0, "\(read.errors)")
    let found = read.text.split(separator: "\n").map(String.init).sorted()
    #expect(try found == Self.digests())
  }

  @Test(.enabled(if: isInstalled("mlist"), "mblaze is not installed"))
  func mblaze() throws {
    let program = try exported("maildir")
    let files = try shell(program, "mdirs out | xargs -d '\\n' mlist | xargs -d '\\n' sha256sum")
    #expect(try files.map { String($0.prefix(64)) }.sorted() == Self.digests())
    let flagged = try shell(program, "mdirs out | xargs -d '\\n' mlist -F")
    #expect(flagged.count == Self.messages.indices.count { $0 % 3 != 0 })
    let subjects = try shell(program, "mdirs out | xargs -d '\\n' mlist | mscan -f %s")
    #expect(Set(subjects).count == Self.messages.count)
  }

  @Test(
    .enabled(if: isInstalled("formail"), "formail is not installed"),
    arguments: ["mboxrd", "mboxo", "mboxcl"])
  func formail(_ format: String) throws {
    let program = try exported(format)
    let counted = try shell(program, "formail -s sh -c 'cat > /dev/null; echo mail' < out")
    #expect(counted.count == Self.messages.count)
  }

  @Test(
    .enabled(if: isInstalled("mutt") && isInstalled("script"), "mutt or script is not installed"),
    arguments: ["mboxrd", "mboxcl2"])
  func mutt(_ format: String) throws {
    let program = try exported(format)
    // mutt wants a terminal; its status line tells the number of messages.
    try program.directory.write([], to: "Mail/.keep")
    let screen = try shell(
      program,
      "HOME=. TERM=xterm timeout 20 script -qec \"mutt -n -F /dev/null -R -f out -e 'push <exit>'\""
        + " /dev/null < /dev/null")
    #expect(screen.joined().contains("Msgs:\(Self.messages.count) "))
  }
}
