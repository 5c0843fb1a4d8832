import Mail
import Testing

@testable import Mailbox

/// Other programs read what is written here, and what they write is read here.
@Suite struct InteropTests {
  let directory: TemporaryDirectory
  /// Messages that every program agrees on: a header, a body, whole lines.
  static let texts = (0..<25).map { number in
    "From: a@example.org\nTo: b@example.org\nSubject: number \(number)\nDate: Mon, 1 Jan 2024 00:00:\(10 + number) +0000\n"
      + "Message-ID: <\(number)@example.org>\n\nbody \(number)\n\nFrom here on\nFrom x@y Mon Jan  1 00:00:00 2024\n\n"
  }

  init() throws { directory = try TemporaryDirectory() }

  private func writeMbox(_ name: String, _ dialect: MboxDialect, _ texts: [String]) throws -> String
  {
    try directory.write(name, mbox(texts.map { Array($0.utf8) }, dialect).file)
  }

  private func python(_ program: String) throws -> String {
    let script = try directory.write("script.py", "import mailbox, sys, hashlib\n" + program)
    return try #require(try run("python3", [script]))
  }

  @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"))
  func pythonReadsTheSameBodies() throws {
    let path = try writeMbox("out.mbox", .mboxrd, Self.texts)
    // Python gives the lines as they stand, so that undoing the quoting is left to this program.
    let output = try python(
      """
      import re
      for message in mailbox.mbox('\(path)', create=False).itervalues():
        text = re.sub(rb'(?m)^>(>*From )', rb'\\1', bytes(message))
        print(text.hex())
      """)
    #expect(output.split(separator: "\n").map(String.init) == Self.texts.map(hex))
  }

  @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"))
  func whatPythonWritesIsRead() throws {
    for text in ["one", "two"] {
      try directory.write("\(text).eml", Self.texts[text == "one" ? 0 : 1])
    }
    _ = try python(
      """
      one, two = (open('\(directory.path)/' + n, 'rb').read() for n in ('one.eml', 'two.eml'))
      for kind, name in ((mailbox.mbox, 'p.mbox'), (mailbox.Maildir, 'p.maildir'), (mailbox.MH, 'p.mh')):
        box = kind('\(directory.path)/' + name)
        for text in (one, two): box.add(text)
        box.flush()
      box = mailbox.Maildir('\(directory.path)/p.maildir')
      key = box.add(one); message = box[key]; message.set_flags('FS'); box[key] = message
      box.add_folder('Sent.2024').add(two)
      box = mailbox.MH('\(directory.path)/p.mh'); box.set_sequences({'flagged': [2], 'unseen': [1]})
      """)
    func found(_ name: String) throws -> [RawMessage] {
      try messages(all(openMailbox(directory.at(name))))
    }
    #expect(try found("p.mbox").map(\.array) == Self.texts[...1].map { Array($0.utf8) })
    #expect(try found("p.mh").map(\.flags) == [[], [.seen, .flagged]])
    let maildir = try found("p.maildir")
    #expect(Set(maildir.map(\.folder)) == ["", "Sent/2024"])
    #expect(maildir.count { $0.flags == [.flagged, .seen] } == 1)
    #expect(maildir.allSatisfy { Self.texts.map { Array($0.utf8) }.contains($0.array) })
  }

  @Test(
    .enabled(if: isInstalled("formail"), "formail is not installed"),
    arguments: [
      MboxDialect.mboxo, .mboxrd, .mboxcl,
    ])
  func formailCountsTheSame(_ dialect: MboxDialect) throws {
    let path = try writeMbox("out.mbox", dialect, Self.texts)
    let output = try #require(
      try run("formail", ["-s", "sh", "-c", "cat >/dev/null; echo m"], input: path))
    #expect(output.split(separator: "\n").count == Self.texts.count)
  }

  @Test(.enabled(if: isInstalled("mlist"), "mblaze is not installed"))
  func mblazeListsTheMaildir() throws {
    let writer = try MaildirWriter(directory.at("out"))
    for text in Self.texts {
      var message = OutgoingMessage(array: Array(text.utf8), envelope: envelope)
      message.flags = [.seen, .flagged]
      _ = try writer.write(message)
    }
    try writer.finish()
    let flagged = try #require(try run("mlist", ["-F", directory.at("out")]))
    #expect(flagged.split(separator: "\n").count == Self.texts.count)
    let scanned = try #require(
      try run("/bin/sh", ["-c", "mlist '\(directory.at("out"))' | mscan -f %s"]))
    #expect(
      scanned.split(separator: "\n").map(String.init).sorted()
        == Self.texts.indices.map { "number \($0)" }.sorted())
  }

  @Test(
    .enabled(if: isInstalled("mutt") && isInstalled("script"), "mutt or script is not installed"),
    arguments: MboxDialect.allCases)
  func muttCountsTheSame(_ dialect: MboxDialect) throws {
    let path = try writeMbox("out.mbox", dialect, Self.texts)
    try directory.makeDirectory("Mail")
    // mutt wants a terminal; its status line tells the number of messages.
    let mutt =
      "HOME='\(directory.path)' TERM=xterm mutt -n -F /dev/null -R -f '\(path)'"
      + " -e 'push <exit>'"
    let screen = try #require(
      try run("timeout", ["20", "script", "-qec", mutt, "/dev/null"], input: "/dev/null"))
    #expect(screen.contains("Msgs:\(Self.texts.count) "))
  }

  private func hex(_ text: String) -> String {
    text.utf8.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }.joined()
  }
}
