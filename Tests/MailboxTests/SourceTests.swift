import Files
import Glibc
import Mail
import Testing

@testable import Mailbox

/// Directories and files as people have them.
@Suite struct SourceTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  static let mail = "From: a@b\nSubject: x\n\nbody\n"

  private func items(from position: MailboxPosition = .start) throws -> [MailboxItem] {
    try all(openMailbox(directory.path, from: position))
  }

  private func relative(_ origin: MessageOrigin) -> String {
    String(origin.path.dropFirst(directory.path.count + 1))
  }

  @Test func maildirFlagsFoldersAndKeywords() throws {
    try directory.makeDirectory("tmp")
    try directory.write("dovecot-keywords", "0 $Forwarded\n1 work\n")
    try directory.write("cur/1.a:2,FS", Self.mail)
    try directory.write("cur/2.b:2,PRTDb", Self.mail)
    try directory.write("new/3.c", "anything at all")
    try directory.write("tmp/4.d", Self.mail)
    try directory.write(".Entw&APw-rfe.2024/cur/5.e;2,D", Self.mail)
    try directory.makeDirectory(".Entw&APw-rfe.2024/new")
    let found = try messages(items())
    #expect(found.map(\.folder) == ["Entwürfe/2024", "", "", ""])
    #expect(
      found.map(\.flags.tags) == [
        ["draft"], ["seen", "flagged"], ["answered", "deleted", "draft", "passed"], [],
      ])
    #expect(found.map(\.tags) == [[], [], ["work"], []])
    #expect(found.map(\.origin.kind).allSatisfy { $0 == .maildir })
  }

  @Test func maildirMessageThatChangesItsNameWhileReadIsFound() throws {
    try directory.write("cur/1.a:2,", Self.mail)
    try directory.write("cur/2.b:2,", Self.mail)
    try directory.write("cur/3.c:2,", Self.mail)
    try directory.write("new/4.d", Self.mail)
    let source = try openMailbox(directory.path)
    _ = try source.next()
    _ = unsafe rename(directory.at("cur/2.b:2,"), directory.at("cur/2.b:2,S"))
    _ = unsafe unlink(directory.at("cur/3.c:2,"))
    let rest = try all(source)
    #expect(messages(rest).map { relative($0.origin) } == ["cur/2.b:2,S", "new/4.d"])
    #expect(messages(rest).first?.flags == .seen)
    #expect(skips(rest).map(\.reason) == [.vanished])
  }

  /// As mail programs do when they show a folder.
  @Test func whatIsMovedFromNewToCurWhileCurIsReadIsFound() throws {
    try directory.write("cur/1.a:2,", Self.mail)
    try directory.write("new/0.b", Self.mail)
    try directory.write("new/2.c", Self.mail)
    let source = try openMailbox(directory.path)
    _ = try source.next()
    _ = unsafe rename(directory.at("new/0.b"), directory.at("cur/0.b:2,S"))
    _ = unsafe rename(directory.at("new/2.c"), directory.at("cur/2.c:2,"))
    try directory.write("new/3.d", Self.mail)
    let rest = try messages(all(source))
    #expect(rest.map { relative($0.origin) } == ["cur/0.b:2,S", "cur/2.c:2,", "new/3.d"])
  }

  @Test func mhNumbersAndSequences() throws {
    for name in ["inbox/1", "inbox/10", "inbox/2", "inbox/,3", "inbox/#4", "inbox/projects/1"] {
      try directory.write(name, Self.mail)
    }
    try directory.write("inbox/.mh_sequences", "cur: 10\nunseen: 2-3 10\nreplied: 1\nlater: 10\n")
    try directory.write("inbox/projects/.mh_sequences", "")
    let found = try messages(items())
    #expect(
      found.map { relative($0.origin) } == ["inbox/1", "inbox/2", "inbox/10", "inbox/projects/1"])
    #expect(found.map(\.flags.tags) == [["seen", "answered"], [], [], ["seen"]])
    #expect(found.map(\.tags) == [[], [], ["later"], []])
    #expect(found.map(\.folder) == ["inbox", "inbox", "inbox", "inbox/projects"])
  }

  /// Claws Mail and its kin have no sequences, and keep their marks in a form of their own.
  @Test(arguments: [".claws_mark", ".sylpheed_cache", ".xmhcache"])
  func foldersOfProgramsThatKeepThemAsMHDoes(_ mark: String) throws {
    try directory.write("inbox/\(mark)", "\u{2}\0\0\0")
    try directory.write("inbox/1", "no: usual field\n\nbut a message\n")
    try directory.write("inbox/2", "From x Mon Jan  1 00:00:00 2024\nA: b\n\nof one\n")
    let found = try messages(items())
    #expect(found.map(\.origin.kind) == [.mh, .mh])
    #expect(found.map(\.flags) == [[], []])
  }

  @Test func thunderbirdAppleAndSingleFiles() throws {
    let mbox = "From - Mon Jan  1 00:00:00 2024\n\(Self.mail)\n"
    try directory.write("Inbox", mbox)
    try directory.write("Inbox.msf", "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n")
    try directory.write("Inbox.sbd/Work", mbox)
    try directory.write("Apple.mbox/Messages/7.emlx", emlx(Self.mail, flags: 1 | 16 | 1 << 40))
    try directory.write("export/a.eml", Self.mail)
    try directory.write("export/notes.txt", "Dear diary: no mail\n")
    try directory.write("export/empty", "")
    let found = try items()
    #expect(messages(found).map(\.folder) == ["Apple", "Inbox", "Inbox/Work", "export"])
    #expect(messages(found).map(\.origin.kind) == [.emlx, .mbox, .mbox, .eml])
    #expect(messages(found).allSatisfy { $0.array == Array(Self.mail.utf8) })
    #expect(messages(found).first?.flags == [.seen, .flagged])
    #expect(
      skips(found).map { "\(relative($0.origin)) \($0.reason)" } == [
        "Inbox.msf notMail", "export/empty empty", "export/notes.txt notMail",
      ])
  }

  @Test func emlxThatIsCutOffIsRejectedWithItsBytes() throws {
    try directory.write("1.emlx", "900\n\(Self.mail)")
    #expect(try rejections(items()).map(\.array.count) == [Self.mail.utf8.count + 4])
  }

  @Test func whatCannotBeReadIsRejectedAndTheRestIsRead() throws {
    try directory.write("a/1.eml", Self.mail)
    _ = unsafe mkfifo(directory.at("a/fifo"), 0o600)
    _ = unsafe symlink("..", directory.at("a/up"))
    _ = unsafe symlink("nowhere", directory.at("a/dangling"))
    try directory.write("a/z.eml", Self.mail)
    let found = try items()
    #expect(messages(found).map { relative($0.origin) } == ["a/1.eml", "a/z.eml"])
    #expect(rejections(found).map(\.reason) == [.notARegularFile, .linkLoop])
    #expect(rejections(found).map { relative($0.origin) } == ["a/fifo", "a/up"])
    #expect(skips(found).map(\.reason) == [.vanished])
  }

  /// The parser reads anything; that it is called a message is enough.
  @Test func whatIsCalledEMLIsNeverLeftOut() throws {
    try directory.write("a.eml", "\n\nno header at all\n")
    try directory.write("b.EML", "\u{1}binary\n")
    #expect(try messages(items()).count == 2)
  }

  @Test(
    arguments: [
      ("From: a@b\nSubject: x\n\nbody\n", true), ("Subject: alone\n\nbody\n", true),
      ("Subject: no body\n", true), ("Date: today\nand no empty line\n", true),
      ("X-Trace: 1\nlost its fold\nX-Trace: 2\nTo: b\n\nbody\n", true),
      ("Return-Path: <a@b>\n folded\n\n", true),
      ("root:x:0:0:root:/root:/bin/bash\nbin:x:2:2::/bin:/bin/sh\n", false),
      ("name: yaml\nversion: 1\n", false), ("http://example.org/\n", false),
      ("BEGIN:VCARD\nFN:Ada\nEND:VCARD\n", false), ("no colon\n\nFrom: below\n", false),
      ("note: one\nprose\nmore prose\nDate: in between\nprose\n", false),
    ])
  func aFileThatAPersonNamesIsAMessageIfItLooksLikeOne(_ text: String, _ isMessage: Bool) throws {
    try directory.write("named", text)
    let found = try all(openMailbox(directory.at("named")))
    #expect(messages(found).map(\.array) == (isMessage ? [Array(text.utf8)] : []))
    let reasons = rejections(found).map { "\($0.reason)" }
    #expect(reasons.count == (isMessage ? 0 : 1))
    #expect(reasons.allSatisfy { $0.contains("begins with fields such as \"From:\"") })
  }

  @Test(arguments: [(nil, "/tmp"), ("", "/tmp"), ("/var/tmp", "/var/tmp")])
  func anEmptyVariableNamesNoTemporaryFolder(_ variable: String?, _ parent: String) {
    #expect(TemporaryFolder.parent(variable) == parent)
  }

  @Test func aMaildirThatLostItsEmptyDirectoriesKeepsItsFlags() throws {
    try directory.write("box/cur/1.x:2,FS", "no: header\n\nthat would tell\n")
    let found = try messages(items())
    #expect(found.map(\.flags) == [[.seen, .flagged]] && found.map(\.folder) == ["box"])
  }

  @Test func tooLargeFileIsRejectedWithItsLength() throws {
    try directory.write("1.eml", Self.mail + String(repeating: "x", count: 3000))
    var options = ReadOptions()
    options.messageLimit = 1000
    let found = try all(openMailbox(directory.path, options: options))
    #expect(rejections(found).map(\.reason) == [.tooLarge(limit: 1000)])
    #expect(rejections(found).map(\.origin.length) == [UInt64(Self.mail.utf8.count + 3000)])
  }

  @Test func goesOnWhereItStopped() throws {
    let mbox = (0..<3).map { "From a Mon Jan  1 00:00:00 2024\nFrom: \($0)\nTo: x\n\n\n" }.joined()
    for name in ["a/1.eml", "a/2.eml", "b!/cur/1.x:2,", "d/caf\u{e9}\\.eml"] {
      try directory.write(name, Self.mail)
    }
    try directory.write("c/Inbox", mbox)
    try directory.makeDirectory("b!/new")
    let whole = try items()
    #expect(messages(whole).count == 7)
    for stop in 0...whole.count {
      let source = try openMailbox(directory.path)
      for _ in 0..<stop { _ = try source.next() }
      let stored = try #require(MailboxPosition(source.position.description))
      #expect(try items(from: stored) == Array(whole[stop...]), "after \(stop)")
    }
  }

  @Test func aNameThatIsNoUTF8IsReadAndShownUnambiguously() throws {
    let path = FilePath(directory.path) / [0x61, 0xff, 0x5c, 0x2e, 0x65, 0x6d, 0x6c]
    let writer = try FileWriter(path)
    try writer.write(Array(Self.mail.utf8).span)
    try writer.publish()
    let found = try messages(items())
    #expect(found.map { relative($0.origin) } == [#"a\xff\\.eml"#])
    #expect(found.map { FilePath(text: $0.origin.path) } == [path])
  }

  @Test func surveyCountsWhatReadingReads() throws {
    try directory.write("a/1.eml", Self.mail)
    try directory.write("a/b/Inbox", "From a Mon Jan  1 00:00:00 2024\n\(Self.mail)\n")
    _ = unsafe symlink("..", directory.at("a/up"))
    let survey = MailboxSurvey(directory.path)
    let source = try openMailbox(directory.path)
    _ = try all(source)
    #expect(survey.files == 2)
    #expect(survey.bytes == source.bytesRead)
  }

  @Test func outlookThroughReadpst() throws {
    let path = try directory.write("mail.pst", "!BDN and so on")
    // Stands in for readpst: the arguments that it is given, and the folders that it makes.
    let program = try directory.write(
      "readpst",
      """
      #!/bin/sh
      [ "$1 $2 $3 $4 $6" = "-q -r -te -o \(path)" ] || exit 3
      mkdir -p "$5/Personal/Inbox"
      printf 'From "a" Mon Jan  1 00:00:00 2024\nFrom: a\n\nx\n\n' > "$5/Personal/Inbox/mbox"
      """)
    try run("/bin/chmod", ["700", program])
    var options = ReadOptions()
    options.pstProgram = program
    let found = try messages(all(openMailbox(path, options: options)))
    #expect(found.map(\.folder) == ["Personal/Inbox"])
    #expect(found.map(\.origin.path) == ["\(path)!/Personal/Inbox/mbox"])
    options.pstProgram = "/nowhere/readpst"
    guard case .toolMissing = try rejections(all(openMailbox(path, options: options))).first?.reason
    else { throw Failed("not rejected") }
    options.pstProgram = "/bin/false"
    #expect(try rejections(all(openMailbox(path, options: options))).count == 1)
  }

  /// Of a damaged .pst readpst gives what it can, under names that may be anything, and fails.
  @Test func whatReadpstCouldReadIsKeptWhenItFails() throws {
    let path = try directory.write("mail.pst", "!BDN and so on")
    let program = try directory.write(
      "readpst",
      """
      #!/bin/sh
      for name in "a b" "$(printf 'line\\nbreak')" "$(printf 'latin\\374')" "-r" '*'; do
        mkdir -p "$5/Top/$name"
        printf 'From "a" Mon Jan  1 00:00:00 2024\\nFrom: a\\n\\nx\\n\\n' > "$5/Top/$name/mbox"
      done
      kill -SEGV $$
      """)
    try run("/bin/chmod", ["700", program])
    var options = ReadOptions()
    options.pstProgram = program
    let found = try all(openMailbox(path, options: options))
    #expect(
      messages(found).map(\.folder) == [
        "Top/*", "Top/-r", "Top/a b", "Top/latin\\xfc", "Top/line\nbreak",
      ])
    guard case .rejected(let rejection) = found.last else { throw Failed("not told: \(found)") }
    #expect(rejection.origin.path == path && "\(rejection.reason)".contains("it gave 139"))
  }

  @Test func aMissingSourceIsAnError() throws {
    #expect(throws: MailboxError.self) {
      try openMailbox("/nowhere/at/all")
    }
  }
}

func emlx(_ message: String, flags: UInt64) -> String {
  """
  \(message.utf8.count)      
  \(message)<?xml version="1.0" encoding="UTF-8"?>
  <plist version="1.0"><dict><key>date-sent</key><integer>7</integer>
  <key>flags</key>
  <integer>\(flags)</integer></dict></plist>

  """
}

func skips(_ items: [MailboxItem]) -> [Skip] {
  items.compactMap { if case .skipped(let skip) = $0 { skip } else { nil } }
}
