import Glibc
import Mail
import Testing

@testable import Mailbox

/// Files that lie where mail lies, and places that say too much or too little.
@Suite struct ForeignFilesTests {
  let directory: TemporaryDirectory
  static let mail = SourceTests.mail

  init() throws { directory = try TemporaryDirectory() }

  private func items() throws -> [MailboxItem] { try all(openMailbox(directory.path)) }

  private func shell(_ command: String) throws {
    try #require(
      try run("/bin/sh", ["-c", "cd \(directory.path) && \(command)"]) != nil, "\(command)")
  }

  /// As Dovecot writes them: the name stays what it was.
  @Test(arguments: ["gzip -c", "zstd -qc", "bzip2 -c", "xz -c", "lz4 -qc"])
  func whatAServerCompressedIsUnpacked(_ program: String) throws {
    guard isInstalled(program.prefix { $0 != " " }.description) else { return }
    try directory.write("plain", Self.mail)
    try directory.makeDirectory("md/cur")
    try directory.makeDirectory("md/new")
    try directory.write("mh/.mh_sequences", "unseen: 3\n")
    try shell(
      "\(program) plain > 'md/cur/1.M1.h,S=30,W=34:2,FS' && \(program) plain > md/new/2.M2.h")
    try shell("\(program) plain > mh/3 && rm plain")
    let found = try messages(items())
    #expect(found.map(\.flags) == [[.flagged, .seen], [], []])
    #expect(found.map(\.folder) == ["md", "md", "mh"])
    #expect(found.map(\.origin.kind) == [.maildir, .maildir, .mh])
    #expect(found.allSatisfy { $0.array == Array(Self.mail.utf8) })
  }

  @Test(arguments: [
    ("CRYPTED\u{3}\u{7}\u{2}\u{0}noise", "mail_crypt"),
    ("2 M1e C65f0a1b2\n\u{1}\u{2}N  0000", "dbox"),
    ("Dovecot-LZ4\r*noise", "Dovecot's form of lz4"),
    ("\u{2}!L\u{18}noise", "old form"), ("]\0\0noise", "lzma"),
  ])
  func whatOnlyTheServerReadsIsNamed(_ content: String, _ word: String) throws {
    try directory.write("md/cur/1.M1.h:2,S", content)
    try directory.write("md/new/2.M2.h", Self.mail)
    try directory.write("mh/.mh_sequences", "")
    try directory.write("mh/1", content)
    let found = try items()
    #expect(messages(found).count == 1)
    #expect(rejections(found).count == 2)
    #expect(rejections(found).allSatisfy { "\($0.reason)".contains(word) })
  }

  @Test func compressedDamageIsNoMessage() throws {
    try directory.makeDirectory("md/new")
    try directory.write("md/cur/1.M1.h:2,S", [0x1f, 0x8b, 8, 0, 1, 2, 3])
    try directory.write("md/cur/2.M2.h:2,S", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2])
    let found = try items()
    #expect(messages(found).isEmpty && rejections(found).count == 2)
  }

  @Test func temporariesAndNotesOfFileSystemsAreNoMail() throws {
    let double = [0, 5, 0x16, 7, 0, 2, 0, 0] + Array("Mac OS X        ".utf8)
    try directory.makeDirectory("md/new")
    try directory.write("md/cur/1.M1.h:2,S", Self.mail)
    for name in [".1.M1.h:2,S.aB3xYz", ".DS_Store", "._1.M1.h:2,S", ".nfs000001", "Thumbs.db"] {
      try directory.write("md/cur/\(name)", Self.mail)
    }
    try directory.write("mh/.mh_sequences", "")
    try directory.write("mh/1", Self.mail)
    try directory.write("mh/.nfs0001", Self.mail)
    try directory.write("letters/a.eml", Self.mail)
    for name in [".a.eml.Qx81zT", "~syncthing~a.eml.tmp", ".syncthing.a.eml.tmp", "._a.eml"] {
      try directory.write("letters/\(name)", Self.mail)
    }
    try directory.write("letters/b.eml", double)
    try directory.write("__MACOSX/letters/._a.eml", double)
    // Hidden, but a person's own.
    try directory.write("letters/.Sent.Backup", "From a Mon Jan  1 00:00:00 2024\n\(Self.mail)\n")
    try directory.write("letters/.Sent.201912", "From a Mon Jan  1 00:00:00 2024\n\(Self.mail)\n")
    let found = try items()
    #expect(messages(found).count == 5)
    #expect(rejections(found).isEmpty)
    #expect(skips(found).count == 12 && skips(found).allSatisfy { $0.reason == .notMail })
  }

  @Test(
    arguments: [
      ("1.h:2,S.sync-conflict-20240311-101502-DTRFABC", MessageFlags.seen),
      ("1.h:2,FS", [.flagged, .seen]),
      ("1.h;2,RS (1)", [.answered, .seen]), ("1.h!2,S", .seen), ("1.h:2,", []),
      ("1.h:2,S,extra=DFT", .seen),
      ("1:2,F.h:2,S~", .seen), ("1.h", []),
    ] as [(String, MessageFlags)])
  func flagsAreTheLettersRightBehindTheMark(_ name: String, _ flags: MessageFlags) {
    #expect(MaildirName(Array(name.utf8)).flags == flags)
  }

  @Test(arguments: [
    ("Mail.olm", "PK\u{3}\u{4} and so on", "Outlook for Mac"),
    ("mail.nsf", "\u{1a}\0\0\u{4}\0\0", "Notes"),
    ("MESSAGES.TBB", " \u{6}y\u{19}x", "The Bat!"), ("FOL01234.PMM", "Inbox\0\0", "Pegasus"),
    ("HxStore.hxd", "Nostromoi", "fetch from there"), ("geary.db", "SQLite format 3\0", "Geary"),
    ("Work.fol", "\u{1}\u{2}", "export it"), ("a.msg", "\u{fffd}", ""),
  ])
  func formsThatAreNotReadAreNamedWithTheWayOut(
    _ name: String, _ content: String, _ word: String
  ) throws {
    try directory.write("mail/\(name)", content)
    try directory.write("mail/a.eml", Self.mail)
    let found = try items()
    #expect(messages(found).count == 1)
    #expect(rejections(found).count == (word.isEmpty ? 0 : 1))
    #expect(rejections(found).allSatisfy { "\($0.reason)".contains(word) })
  }

  // MARK: Thunderbird's Maildir store

  @Test func thunderbirdsMaildirStoreIsTheFolderItIs() throws {
    let marked = "X-Mozilla-Status: 0005\nX-Mozilla-Keys: work\n" + Self.mail
    try directory.write("Mail/Inbox/cur/1700000000001.eml", marked)
    try directory.write("Mail/Inbox/cur/1700000000002.eml", Self.mail + "X-Mozilla-Status: 0009\n")
    try directory.makeDirectory("Mail/Inbox/tmp")
    try directory.write("Mail/Inbox.sbd/Sub&APw-/cur/3.eml", Self.mail)
    try directory.write("Mail/Inbox/tmp/4.eml", Self.mail)
    let found = try messages(items())
    #expect(found.map(\.folder) == ["Mail/Inbox", "Mail/Inbox", "Mail/Inbox/Subü"])
    #expect(found.map(\.flags) == [[.seen, .flagged], [], []])
    #expect(found.map(\.tags) == [["work"], [], []])
  }

  // MARK: Names of folders

  @Test(arguments: [
    ("Entw&APw-rfe/cur/1:2,", "Entwürfe"), ("Archiv/&ZeVnLIqe-/new/1", "Archiv/日本語"),
    ("Gel&APY-scht.mbox", "Gelöscht"), ("Foo &- Bar/new/1", "Foo & Bar"),
    ("AT&T-old/new/1", "AT&T-old"),
    ("R&D/new/1", "R&D"), (".INBOX.Sub/new/1", "INBOX/Sub"), ("inbox/new/1", "inbox"),
    (".inbox.directory/Work/new/1", "inbox/Work"),
    (".inbox.directory/.Wörk.2024.directory/Sub/new/1", "inbox/Wörk.2024/Sub"),
    (".Work.Sub_2Ex/new/1", "Work/Sub.x"), (".a_5Fb/new/1", "a_b"), ("a_2Eb/new/1", "a_2Eb"),
    ("Work.fol/Proj.mbx", "Work/Proj"),
    ("INBOX.mbox/Deep.mbox/A1/Data/Messages/7.emlx", "INBOX/Deep"),
    ("Inbox.SBD/Work", "Inbox/Work"), (".inbox.directory/Work", "inbox/Work"),
  ])
  func foldersHaveTheNamesThatPeopleKnow(_ path: String, _ folder: String) throws {
    let isMbox = path.hasSuffix(".mbox") || path.hasSuffix(".mbx") || path.hasSuffix("/Work")
    let isAppleFile = path.hasSuffix(".emlx")
    if path.hasSuffix("new/1") { try directory.makeDirectory(String(path.dropLast(5)) + "cur") }
    if path.contains("cur/") { try directory.makeDirectory(path.prefix { $0 != "/" } + "/new") }
    try directory.write(
      path,
      isMbox
        ? "From a Mon Jan  1 00:00:00 2024\n\(Self.mail)\n"
        : isAppleFile ? emlx(Self.mail, flags: 1) : Self.mail)
    #expect(try messages(items()).map(\.folder) == [folder])
  }

  // MARK: Directories that lead to each other

  @Test func directoriesBesideEachOtherAreAllReadAndLoopsEnd() throws {
    try directory.write("a/mail/1.eml", Self.mail)
    _ = unsafe symlink("../../a", directory.at("a/mail/up"))
    _ = unsafe symlink("a", directory.at("b"))
    _ = unsafe symlink("a", directory.at("c"))
    let found = try items()
    // Itself, and once by a link.
    #expect(messages(found).map(\.folder) == ["a/mail", "b/mail"])
    #expect(rejections(found).map(\.reason) == [.linkLoop, .linkLoop, .linkLoop])
  }

  @Test func severalPSTFilesInOneDirectoryAreAllRead() throws {
    for name in ["one.pst", "two.pst", "three.pst"] { try directory.write("mail/\(name)", "!BDN") }
    let program = try directory.write(
      "readpst",
      """
      #!/bin/sh
      mkdir -p "$5/Top/Inbox"
      printf 'From "a" Mon Jan  1 00:00:00 2024\\nFrom: a\\n\\nx\\n\\n' > "$5/Top/Inbox/mbox"
      """)
    try run("/bin/chmod", ["700", program])
    var options = ReadOptions()
    options.pstProgram = program
    let found = try all(openMailbox(directory.at("mail"), options: options))
    #expect(messages(found).count == 3 && rejections(found).isEmpty)
  }

  // MARK: Text in other forms

  /// - Parameter width: bytes of a unit: UTF-16 or UTF-32.
  private func wide(_ text: String, width: Int, isBigEndian: Bool, hasMark: Bool) -> [UInt8] {
    let units = width == 2 ? text.utf16.map { UInt32($0) } : text.unicodeScalars.map(\.value)
    return ((hasMark ? [0xFEFF] : []) + units).flatMap { unit in
      let bytes = (0..<width).map { UInt8(unit >> UInt32(8 * $0) & 255) }
      return isBigEndian ? bytes.reversed() : bytes
    }
  }

  @Test(arguments: [2, 4], [(false, false), (false, true), (true, false), (true, true)])
  func mailThatWasSavedInWideCharacters(_ width: Int, _ form: (Bool, Bool)) throws {
    let (isBigEndian, hasMark) = form
    func utf(_ text: String) -> [UInt8] {
      wide(text, width: width, isBigEndian: isBigEndian, hasMark: hasMark)
    }
    let text = "From: a@b\r\nSubject: Tëst 😀\r\n\r\nbödy\r\n"
    let mbox = "From a@b Mon Jan  1 00:00:00 2024\r\n\(text)\r\n"
    let bytes = utf(text)
    try directory.write("letters/a.eml", bytes)
    try directory.write("letters/b", bytes)
    try directory.write("md/cur/1:2,S", bytes)
    try directory.write("Inbox", utf(mbox + mbox))
    let large = mbox + "From a@b Mon Jan  1 00:00:00 2024\r\nA: b\r\n\r\n"
    let lines = String(repeating: "ein längerer Brief\r\n", count: 100_000)
    try directory.write("Large", utf(large + lines))
    let found = try messages(items())
    #expect(found.count == 7)
    #expect(found.filter { $0.array == Array(text.utf8) }.count == 6)
    #expect(
      found.contains {
        $0.array.count > 2_000_000 && $0.array.suffix(8) == Array(lines.utf8).suffix(8)
      })
  }

  @Test(arguments: ["\u{FEFF}From: a@b\nSubject: x\n\nbody\n"])
  func aByteOrderMarkHidesNoMessage(_ text: String) throws {
    try directory.write("letters/a", text)
    try directory.write("letters/b.eml", text)
    #expect(try messages(items()).map(\.array) == [Array(text.utf8), Array(text.utf8)])
  }

  @Test(arguments: [
    "From - Mon Jan  1 00:00:00 2024\nFrom: a@b\n\nx\n\nFrom b@c Mon Jan  1 00:00:00 2024\nA: b\n\ny\n",
    "\u{1}\u{1}\u{1}\u{1}\nFrom: a@b\n\nx\n\u{1}\u{1}\u{1}\u{1}\n", ">From x\n\n", "\r\nFrom x\r\n",
  ])
  func anEMLFileIsOneMessageWhateverItBeginsWith(_ text: String) throws {
    try directory.write("a.eml", text)
    let found = try items()
    #expect(messages(found).map(\.array) == [Array(text.utf8)] && found.count == 1)
  }
}
