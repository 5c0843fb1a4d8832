import Foundation
import TestSupport
import Testing

/// Whatever a damaged index holds, each command ends with an answer, and the index can be rebuilt.
@Suite(.serialized) struct IndexDamageTests {
  private func archive(_ messages: Int) throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    var mbox = ""
    for number in 0..<messages {
      let words = (0..<60).map { "word\(number * 60 + $0)" }.joined(separator: " ")
      mbox += """
        From x@example.org Mon Mar  4 10:00:00 2024
        From: Sender \(number % 7) <sender\(number % 7)@example.org>
        Message-ID: <\(number)@example.org>
        Date: Mon, 4 Mar 2024 10:00:00 +0000
        Subject: Number \(number)

        \(words) lighthouse


        """
    }
    let file = try program.directory.write(Array(mbox.utf8), to: "mail.mbox")
    #expect(try program.run("import", "-q", file.path).status == 0)
    return program
  }

  /// libxapian crashes on about a third of these.
  @Test func everyCommandEndsWithAnAnswer() throws {
    let program = try archive(60)
    let index = program.archive + "/index"
    let whole = program.directory.path + "/whole"
    try FileManager.default.copyItem(atPath: index, toPath: whole)
    let commands = [
      ["verify"], ["search", "lighthouse"], ["tag", "+a", "--", "lighthouse"], ["stats"],
    ]
    for step in 0..<24 {
      let file = URL(fileURLWithPath: index + "/termlist.glass")
      var bytes = try Data(contentsOf: file)
      let place = bytes.count * (2 * step + 1) / 48
      bytes[place] ^= UInt8(1) << UInt8(step % 8)
      try bytes.write(to: file)
      let result = try program.run(commands[step % commands.count])
      #expect([0, 1].contains(result.status), "\(step): \(result.status) \(result.errors)")
      if result.errors.contains("libxapian") {
        #expect(result.errors.contains("mailcask reindex"), "\(result.errors)")
      }
      try FileManager.default.removeItem(atPath: index)
      try FileManager.default.copyItem(atPath: whole, toPath: index)
    }
  }

  @Test func aDamagedIndexIsRebuiltUnread() throws {
    let program = try archive(60)
    let file = URL(fileURLWithPath: program.archive + "/index/termlist.glass")
    var bytes = try Data(contentsOf: file)
    for place in stride(from: 8_192 + 100, to: bytes.count, by: 512) { bytes[place] ^= 0x55 }
    try bytes.write(to: file)
    let verified = try program.run("verify")
    #expect(verified.status == 1 && verified.text.contains("index: "), "\(verified.text)")
    let repaired = try program.run("verify", "--repair")
    #expect(repaired.status == 0, "\(repaired.text)\(repaired.errors)")
    #expect(repaired.errors.contains("index: "), "what was found is printed: \(repaired.errors)")
    #expect(try program.run("search", "--format", "ids", "word61").text == "2\n")
  }
}
