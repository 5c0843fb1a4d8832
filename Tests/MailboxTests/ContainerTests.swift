import Bytes
import Mail
import Packing
import Testing

@testable import Mailbox

/// Compressed files and archives, made by the programs that people make them with.
@Suite struct ContainerTests {
  let directory: TemporaryDirectory
  static let mail = SourceTests.mail
  static let mbox = (0..<3).map { "From a Mon Jan  1 00:00:00 2024\nFrom: \($0)\nTo: x\n\n\n" }
    .joined()

  init() throws {
    directory = try TemporaryDirectory()
    try directory.write("in/Inbox.mbox", Self.mbox)
    try directory.write("in/sub/a.eml", Self.mail)
    try directory.write("in/Maildir/cur/1.x:2,S", Self.mail)
    try directory.write("in/notes", "no mail")
  }

  private func shell(_ command: String) throws {
    try #require(
      try run("/bin/sh", ["-c", "cd \(directory.path) && \(command)"]) != nil, "\(command)")
  }

  private func items(_ name: String) throws -> [MailboxItem] {
    try all(openMailbox(directory.at(name)))
  }

  @Test(arguments: [
    ("gzip", "gzip -c in/Inbox.mbox > Inbox.mbox.gz", "Inbox.mbox.gz"),
    (
      "gzip", "(head -c 70 in/Inbox.mbox | gzip; tail -c +71 in/Inbox.mbox | gzip) > Inbox.gz",
      "Inbox.gz"
    ),
    ("zstd", "zstd -q in/Inbox.mbox -o Inbox.zst", "Inbox.zst"),
    (
      "zstd", "(head -c 70 in/Inbox.mbox | zstd; tail -c +71 in/Inbox.mbox | zstd) > Inbox.zst",
      "Inbox.zst"
    ),
    ("gzip", "zstd < in/Inbox.mbox | gzip > Inbox.zst.gz", "Inbox.zst.gz"),
    ("xz", "xz -c in/Inbox.mbox > Inbox.mbox.xz", "Inbox.mbox.xz"),
    (
      "xz", "(head -c 70 in/Inbox.mbox | xz; tail -c +71 in/Inbox.mbox | xz) > Inbox.xz",
      "Inbox.xz"
    ),
    ("bzip2", "bzip2 -c in/Inbox.mbox > Inbox.bz2", "Inbox.bz2"),
    (
      "bzip2", "(head -c 70 in/Inbox.mbox | bzip2; tail -c +71 in/Inbox.mbox | bzip2) > Inbox.bz2",
      "Inbox.bz2"
    ),
    ("lz4", "lz4 -qc in/Inbox.mbox > Inbox.lz4", "Inbox.lz4"),
    (
      "lz4", "(head -c 70 in/Inbox.mbox | lz4 -q; tail -c +71 in/Inbox.mbox | lz4 -q) > Inbox.lz4",
      "Inbox.lz4"
    ),
  ])
  func compressedMbox(_ program: String, _ command: String, _ name: String) throws {
    guard isInstalled("zstd"), isInstalled(program) else { return }
    try shell(command)
    let found = try items(name)
    #expect(messages(found).count == 3)
    #expect(messages(found).allSatisfy { $0.folder == "Inbox" })
    let second = try #require(found.dropFirst().first)
    let stopped = MailboxPosition(path: directory.at(name), offset: second.origin.offset)
    #expect(try all(openMailbox(directory.at(name), from: stopped)) == Array(found[1...]))
  }

  @Test(arguments: [
    "tar cf t in", "tar --format=pax -cf t in", "tar --format=v7 -cf t in", "tar czf t in",
    "tar c in | zstd -q > t", "zip -qr t.zip in && mv t.zip t", "zip -q0r t.zip in && mv t.zip t",
    "tar cf inner.tar in && zip -q t.zip inner.tar && mv t.zip t",
    // A zip is read from its end, so what comes out of another container goes to disk first.
    "zip -qr i.zip in && tar czf t i.zip", "zip -qr i.zip in && zip -q t.zip i.zip && mv t.zip t",
    "zip -qr i.zip in && gzip -c i.zip > t",
  ])
  func archives(_ command: String) throws {
    guard isInstalled("zip"), isInstalled("zstd") else { return }
    try shell(command)
    let found = try items("t")
    #expect(messages(found).count == 5)
    #expect(rejections(found).isEmpty)
    #expect(skips(found).count == 1)
    let maildir = try #require(messages(found).first { $0.origin.kind == .maildir })
    #expect(maildir.flags == .seen && maildir.folder == "in/Maildir")
    #expect(Set(messages(found).map(\.folder)) == ["in/Maildir", "in/Inbox", "in/sub"])
  }

  /// A tar is read forward only and a zip by its directory; in both the place is found again.
  @Test(arguments: [
    "tar cf t in", "tar czf t in", "zip -qr t.zip in && mv t.zip t",
    "tar cf inner.tar in && zip -q t.zip inner.tar && mv t.zip t",
    "zip -qr i.zip in && tar cf t i.zip",
    // The same name twice: what is put in later comes last.
    "tar cf t in && echo >> in/sub/a.eml && tar rf t in/sub/a.eml",
  ])
  func readingGoesOnInsideAnArchive(_ command: String) throws {
    guard isInstalled("zip") else { return }
    try shell(command)
    let whole = try items("t")
    for stop in 0...whole.count {
      let source = try openMailbox(directory.at("t"))
      for _ in 0..<stop { _ = try source.next() }
      let stored = try #require(MailboxPosition(source.position.description))
      let rest = try all(openMailbox(directory.at("t"), from: stored))
      // A name that is there twice may be read once more; nothing is left out.
      let wanted = Array(whole[stop...])
      #expect(rest == wanted || (command.contains("rf t") && rest.suffix(wanted.count) == wanted))
    }
  }

  @Test func anArchiveThatLacksThePlaceIsNotTakenForRead() throws {
    try shell("tar cf t in")
    let lost = MailboxPosition(path: "\(directory.at("t"))!/in/gone.eml", offset: 0)
    let found = try all(openMailbox(directory.at("t"), from: lost))
    #expect(messages(found).isEmpty && rejections(found).count == 1)
  }

  /// Nothing but the zeros at the end tells a whole tar from one that was cut between two files.
  @Test(arguments: ["head -c 2048 t > u", "head -c 2048 t | gzip > u"])
  func aTarCutBetweenTwoFilesIsNotTakenForWhole(_ command: String) throws {
    try shell("tar cf t in/sub/a.eml in/Maildir/cur/1.x:2,S && \(command)")
    let found = try items("u")
    #expect(messages(found).map(\.array) == [Array(Self.mail.utf8), Array(Self.mail.utf8)])
    let reasons = rejections(found).map { "\($0.reason)" }
    #expect(reasons.count == 1 && reasons[0].contains("may be cut off"), "\(reasons)")
  }

  /// What is too large comes out of a tar or pipe only once.
  @Test(arguments: ["in/sub/a.eml", "in/Inbox.mbox"])
  func bytesOfWhatIsTooLargeAreHandedOn(_ name: String) throws {
    let large = String(repeating: "line of text\n", count: 100_000)
    try directory.write("in/sub/a.eml", Self.mail + large)
    try directory.write("in/Inbox.mbox", Self.mbox + "From a Mon Jan  1 00:00:00 2024\n" + large)
    try shell("tar cf t \(name)")
    var options = ReadOptions()
    options.messageLimit = 1_000_000
    options.keepsRejected = true
    let found = try all(openMailbox(directory.at("t"), options: options))
    #expect(rejections(found).map(\.reason) == [.tooLarge(limit: 1_000_000)])
    let start = name.hasSuffix("eml") ? Self.mail : "From a Mon Jan  1 00:00:00 2024\n"
    #expect(rejections(found).map(\.array) == [Array((start + large).utf8)])
  }

  /// Mail may be in it, so it is not passed over in silence.
  @Test(
    arguments: [
      ("in/old.mbox.xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), ("in/old.bz2", Array("BZh9".utf8)),
      ("in/a.msg", [0xd0, 0xcf, 0x11, 0xe0]), ("in/Inbox.dbx", [0xcf, 0xad, 0x12, 0xfe]),
    ] as [(String, [UInt8])])
  func formsThatAreNotReadAreTold(_ name: String, _ mark: [UInt8]) throws {
    try directory.write(name, mark + [1, 2, 3])
    let found = try items("in")
    #expect(messages(found).count == 5)
    #expect(rejections(found).map(\.origin.path) == [directory.at(name)])
  }

  @Test func aMailboxThatOnlyLooksLikeATar() throws {
    let text = "From a Mon Jan  1 00:00:00 2024\nFrom: x\nTo: y\n\n"
    let filler = String(repeating: "x", count: 257 - text.utf8.count)
    try directory.write("t", text + filler + "ustar\n" + String(repeating: "x\n", count: 400))
    #expect(try messages(items("t")).count == 1)
  }

  @Test func longNamesInTar() throws {
    let long =
      "in/" + String(repeating: "long name/", count: 15) + String(repeating: "x", count: 120)
    try directory.write("\(long).eml", Self.mail)
    for format in ["gnu", "pax"] {
      try shell("tar --format=\(format) -cf t.tar in/long*")
      let found = try messages(items("t.tar"))
      #expect(found.map(\.origin.path) == ["\(directory.at("t.tar"))!/\(long).eml"])
    }
  }

  @Test(arguments: [
    ("gzip -c", 66), ("zstd -qc", 50), ("tar c", 600), ("xz -c", 80), ("bzip2 -c", 60),
    ("lz4 -qc", 60),
  ])
  func whatComesBeforeTheCutIsRead(_ command: String, _ length: Int) throws {
    guard isInstalled("zstd") else { return }
    try shell("\(command) in/Inbox.mbox | head -c \(length) > t")
    let found = try items("t")
    #expect(messages(found).count < 3)
    #expect(rejections(found).count == 1)
  }

  @Test func messagesBeforeTheDamageAreKept() throws {
    var random = SplitMix(seed: 1)
    let noise = (0..<9000).map { _ in String(UInt8.random(in: 0...255, using: &random), radix: 16) }
    let mail = "From a Mon Jan  1 00:00:00 2024\nFrom: a\nTo: x\n\n\(noise.joined())\n\n"
    try directory.write("big.mbox", String(repeating: mail, count: 3))
    try shell("gzip -c big.mbox | head -c -20 > t.gz")
    let found = try items("t.gz")
    #expect((1...2).contains(messages(found).count))
    #expect(rejections(found).count == 1)
    #expect(rejections(found).allSatisfy { !$0.array.isEmpty })
  }

  /// A tar that comes only once, such as out of a zip, is kept before it is read.
  @Test func whatComesBeforeTheBreakInAnInnerTarIsRead() throws {
    guard isInstalled("zip") else { return }
    try directory.write("in/sub/b.eml", Self.mail + String(repeating: "x\n", count: 50_000))
    try shell(
      "tar cf - in/sub/a.eml in/sub/b.eml | gzip | head -c -30 > i.tgz && zip -q0 t.zip i.tgz")
    let found = try items("t.zip")
    #expect(messages(found).map(\.folder) == ["in/sub"])
    #expect(rejections(found).count >= 1)
  }

  @Test func deepDirectoriesInATarAreTold() throws {
    let deep = "in/" + String(repeating: "d/", count: 100) + "a.eml"
    try directory.write(deep, Self.mail)
    try shell("tar cf t \(deep) in/sub/a.eml")
    let found = try items("t")
    #expect(rejections(found).map(\.reason) == [.tooDeep])
    #expect(messages(found).count == 1)
  }

  @Test func damagedZipEntryIsNoMessage() throws {
    guard isInstalled("zip") else { return }
    try shell("zip -q0 t.zip in/sub/a.eml")
    var bytes = try directory.contents("t.zip")
    let body = try #require(bytes.indices.first { bytes[$0...].starts(with: "body".utf8) })
    bytes[body] = UInt8(ascii: "B")
    try directory.write("t.zip", bytes)
    let found = try items("t.zip")
    #expect(messages(found).isEmpty && rejections(found).count == 1)
  }

  /// Info-ZIP writes the real name beside one in letters that any system has.
  @Test func aNameInUnicodeBesideAPlainOneCounts() {
    let name = Array("Entw_rfe/a.eml".utf8)
    let real = Array("Entwürfe/a.eml".utf8)
    let crc = CRC32.of(name)
    let field =
      [0x75, 0x70, UInt8(5 + real.count), 0, 1]
      + (0..<4).map { UInt8(truncatingIfNeeded: crc >> UInt32(8 * $0)) } + real
    #expect(ZipName.decoded(name, isUTF8: false, field) == real)
    #expect(ZipName.decoded(Array("other".utf8), isUTF8: false, field) == Array("other".utf8))
  }

  /// libarchive takes the end of a file for the end of the archive.
  @Test func aRARThatIsCutBetweenFilesIsDamaged() throws {
    guard LibraryEntries.isInstalled else { return }
    let file = RARFile(["a.eml": Array(Self.mail.utf8)])
    try directory.write("whole.rar", file.bytes)
    #expect(try messages(items("whole.rar")).count == 1)
    #expect(try rejections(items("whole.rar")).isEmpty)
    try directory.write("cut.rar", file.bytes.dropLast(RARFile.end.count))
    #expect(try messages(items("cut.rar")).count == 1)
    #expect(try rejections(items("cut.rar")).count == 1)
  }

  /// libarchive 3.6 does not compare the checksum of what is stored as it is.
  @Test func aFlippedBitInARARIsNoticed() throws {
    guard LibraryEntries.isInstalled else { return }
    let mail = Array(Self.mail.utf8)
    let file = RARFile(["a.eml": mail, "sub/b.eml": mail, "c.eml": mail])
    let places = (0..<file.bytes.count - mail.count).filter {
      file.bytes[$0..<($0 + mail.count)].elementsEqual(mail)
    }
    #expect(places.count == 3)
    for place in places {
      var bytes = file.bytes
      bytes[place + mail.count / 2] ^= 0x10
      try directory.write("flipped.rar", bytes)
      let read = try items("flipped.rar")
      #expect(messages(read).count == 2)
      guard case .damaged(let why) = rejections(read).first?.reason else {
        throw Failed("not rejected")
      }
      #expect(why.contains("checksum"))
    }
  }

  @Test func encryptedZipIsRejectedWithTheReason() throws {
    guard isInstalled("zip") else { return }
    try shell("zip -q -P secret t.zip in/sub/a.eml")
    guard case .unsupported = try rejections(items("t.zip")).first?.reason else {
      throw Failed("not rejected")
    }
  }

  @Test func namesThatClimbOutAreRejected() throws {
    try shell("tar -P -cf t.tar --transform 's,in/sub,../../in,' in/sub/a.eml")
    #expect(try rejections(items("t.tar")).map(\.reason) == [.unsafeName])
  }

  @Test func aBombIsRejectedBeforeItIsBig() throws {
    try shell("head -c 150000000 /dev/zero | gzip -9 > bomb.gz")
    let source = try openMailbox(directory.at("bomb.gz"))
    #expect(try rejections(all(source)).count == 1)
    try shell("(cat in/Inbox.mbox; head -c 150000000 /dev/zero) | gzip -9 > bomb.mbox.gz")
    let found = try items("bomb.mbox.gz")
    #expect(messages(found).count == 2)
    #expect(rejections(found).map(\.reason) == [.expansionLimit])
  }

  @Test func nestingHasAnEnd() throws {
    try shell("cp in/Inbox.mbox t; for i in 1 2 3 4 5 6 7; do gzip -c t > u; mv u t; done")
    #expect(try rejections(items("t")).map(\.reason) == [.tooDeep])
  }

  @Test(arguments: [UInt64](0..<40))
  func randomDamageNeverCrashes(_ seed: UInt64) throws {
    guard isInstalled("zip"), isInstalled("zstd"), isInstalled("lz4") else { return }
    try shell("tar cf a.tar in; zip -qr b.zip in; gzip -k in/Inbox.mbox; zstd -q in/Inbox.mbox")
    try shell("xz -k in/Inbox.mbox; bzip2 -k in/Inbox.mbox; lz4 -q in/Inbox.mbox in/Inbox.mbox.lz4")
    var random = SplitMix(seed: seed)
    let compressed = ["gz", "zst", "xz", "bz2", "lz4"].map { "in/Inbox.mbox.\($0)" }
    for name in ["a.tar", "b.zip"] + compressed {
      var bytes = try directory.contents(name)
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      }
      try directory.write("damaged", bytes)
      _ = try items("damaged")
    }
  }
}
