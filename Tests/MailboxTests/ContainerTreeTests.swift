import Bytes
import Glibc
import Mail
import Testing

@testable import Mailbox

/// A container gives what the unpacked directories give.
@Suite struct ContainerTreeTests {
  let directory: TemporaryDirectory
  static let mail = SourceTests.mail

  /// One of everything that is known by its place among others.
  init() throws {
    directory = try TemporaryDirectory()
    try directory.write("in/Maildir/cur/1.h:2,Sa", Self.mail)
    try directory.write("in/Maildir/cur/.1.h:2,S.aB3xYz", Self.mail)
    try directory.makeDirectory("in/Maildir/new")
    try directory.write("in/Maildir/tmp/4.h", Self.mail)
    try directory.write("in/Maildir/dovecot-keywords", "0 project\n")
    try directory.write("in/Maildir/.Entw&APw-rfe.2024/cur/5.h:2,D", Self.mail)
    _ = unsafe link(
      directory.at("in/Maildir/cur/1.h:2,Sa"),
      directory.at("in/Maildir/.Entw&APw-rfe.2024/cur/1.h:2,FS"))
    _ = unsafe symlink("../cur/1.h:2,Sa", directory.at("in/Maildir/new/9.h"))
    try directory.write("in/tmp/kept.eml", Self.mail)
    try directory.write("in/mh/inbox/1", "From: mh@b\n\nno usual field but this\n")
    try directory.write("in/mh/inbox/,2", Self.mail)
    try directory.write("in/mh/inbox/#3", Self.mail)
    try directory.write("in/mh/inbox/.mh_sequences", "unseen: 1\nlater: 1\n")
    try directory.write("in/kmail/.inbox.directory/Work/cur/7.h:2,R", Self.mail)
    try directory.makeDirectory("in/kmail/.inbox.directory/Work/new")
    try directory.write(
      "in/bird/Inbox/cur/1.eml", "X-Mozilla-Status: 0005\n" + Self.mail)
    try directory.write("in/bird/Inbox.sbd/Caf\u{e9}", "From - \nFrom: a@b\nTo: c@d\n\nx\n\n")
    try directory.write("in/INBOX.mbox/Data/Messages/7.partial.emlx", Self.partial)
    try directory.write("in/INBOX.mbox/Data/Attachments/7/2/report.txt", "the report")
    try directory.write("in/INBOX.mbox/Data/Attachments/7/2/._report.txt", [0, 5, 22, 7, 0, 0])
    try directory.write("in/__MACOSX/._a.eml", [0, 5, 22, 7, 0, 0])
    try directory.write("in/letters/a.eml", "From - Mon Jan  1 00:00:00 2024\nFrom: a@b\n\nx\n")
    try directory.write("in/letters/notes", "no mail")
  }

  private static let partial = emlx(
    """
    From: a@b
    Content-Type: multipart/mixed; boundary=AA

    --AA

    text
    --AA
    Content-Type: text/plain; name=report.txt
    X-Apple-Content-Length: 10


    --AA--

    """, flags: 1)

  private func shell(_ command: String) throws {
    try #require(
      try run("/bin/sh", ["-c", "cd \(directory.path) && \(command)"]) != nil, "\(command)")
  }

  /// What matters of what was read, in any order.
  private func content(_ name: String) throws -> [String] {
    try all(openMailbox(directory.at(name))).map { item in
      switch item {
      case .message(let message):
        "\(message.folder.dropFirst(3)) \(message.flags.tags) \(message.tags) \(message.origin.kind) "
          + String(decoding: message.array, as: UTF8.self)
      case .rejected(let rejection): "rejected: \(rejection.reason)"
      case .skipped(let skip): "\(skip.reason)"
      }
    }.sorted()
  }

  /// Below "in", so that folders are the same.
  private func ofTheDirectory() throws -> [String] {
    try shell("mkdir outer && mv in outer/in")
    return try content("outer")
  }

  @Test func theDirectoryIsReadAsItShould() throws {
    let found = try ofTheDirectory()
    #expect(found.count { $0.contains("subject") || $0.contains("Subject") } == 7)
    #expect(found.contains { $0.hasPrefix("Maildir [\"seen\"] [\"project\"] maildir") })
    #expect(found.contains { $0.hasPrefix("Maildir/Entwürfe/2024 [\"seen\", \"flagged\"]") })
    #expect(found.contains { $0.hasPrefix("kmail/inbox/Work [\"answered\"]") })
    #expect(found.contains { $0.hasPrefix("bird/Inbox/Café ") })
    #expect(found.contains { $0.contains("the report") })
    #expect(!found.contains { $0.hasPrefix("rejected") })
  }

  @Test(arguments: [
    "tar cf t in", "tar --format=pax -cf t in", "tar --format=gnu -czf t in",
    "tar c in | zstd -q > t",
    "tar cJf t in", "tar cjf t in", "tar c in | lz4 -q > t", "zip -qry t.zip in && mv t.zip t",
    "zip -qr t.zip in && mv t.zip t", "tar cf i in && zip -q t.zip i && mv t.zip t",
    "tar cf i in && tar czf t i", "zip -qr i.zip in && tar cf t i.zip",
  ])
  func aContainerGivesTheSame(_ command: String) throws {
    guard isInstalled("zip"), isInstalled("zstd"), isInstalled("lz4") else { return }
    try shell(command)
    // A zip within another container has a name that is no folder.
    let found = try content("t")
    try shell("rm -rf inner; mkdir inner; mv in inner/in")
    #expect(found == (try content("inner")))
  }

  /// In a tar the second name of a file has no content of its own.
  @Test func readingGoesOnAtEachNameOfAFile() throws {
    try shell("tar cf t in")
    let whole = try all(openMailbox(directory.at("t")))
    for stop in 0...whole.count {
      let source = try openMailbox(directory.at("t"))
      for _ in 0..<stop { _ = try source.next() }
      let rest = try all(openMailbox(directory.at("t"), from: source.position))
      #expect(rest == Array(whole[stop...]), "\(stop)")
    }
  }

  @Test func aLinkToNothingIsTold() throws {
    try shell("tar cf t in/Maildir && tar f t --delete in/Maildir/cur/1.h:2,Sa")
    let found = try content("t")
    #expect(found.count { $0.hasPrefix("rejected") } == 1)
  }

  // MARK: Names

  /// Local headers and a directory as programs of Windows and old ones of DOS write them.
  private func zip(_ names: [(raw: [UInt8], flags: UInt8, extra: [UInt8])]) -> [UInt8] {
    var file: [UInt8] = []
    var central: [UInt8] = []
    let content = Array(Self.mail.utf8)
    func field(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    for (raw, flags, extra) in names {
      let facts =
        field(20, 2) + [0, flags] + field(0, 6) + field(Int(CRC32.of(content)), 4)
        + field(content.count, 4) + field(content.count, 4) + field(raw.count, 2)
        + field(extra.count, 2)
      central +=
        field(0x0201_4b50, 4) + field(20, 2) + facts + field(0, 10) + field(file.count, 4) + raw
        + extra
      file += field(0x0403_4b50, 4) + facts + raw + extra + content
    }
    let end =
      field(0x0605_4b50, 4) + field(0, 4) + field(names.count, 2) + field(names.count, 2)
      + field(central.count, 4) + field(file.count, 4) + field(0, 2)
    return file + central + end
  }

  private static func unicodePath(_ name: [UInt8], _ path: String) -> [UInt8] {
    let sum = CRC32.of(name)
    let data = [1] + (0..<4).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) } + Array(path.utf8)
    return [0x75, 0x70, UInt8(data.count), 0] + data
  }

  @Test func namesOfAZip() throws {
    let old = Array("Entw".utf8) + [0x81] + Array("rfe/1.eml".utf8)
    let utf8 = Array("Entwürfe/2.eml".utf8)
    let slashes = Array("Mail\\Work\\3.eml".utf8)
    let greek = [0xe0, 0xe1, 0xea] + Array("\\4.eml".utf8)
    let other = Array("M\u{2}".utf8) + [0xff] + Array("/5.eml".utf8)
    try directory.write(
      "t.zip",
      zip([
        (old, 0, []), (utf8, 0, []), (utf8, 8, []), (slashes, 0, []), (greek, 0, []),
        (other, 0, Self.unicodePath(other, "Mä/5.eml")), (Array("Mail\\New\\".utf8), 0, []),
      ]))
    let found = try messages(all(openMailbox(directory.at("t.zip"))))
    #expect(
      found.map(\.folder) == ["Entwürfe", "Entwürfe", "Entwürfe", "Mail/Work", "αßΩ", "Mä"])
  }

  // MARK: 7z

  /// Made by libarchive of Maildir/cur/1.x:2,FS and Entwürfe/a.eml.
  private static let sevenZip = """
    N3q8ryccAAMxhGAM1wAAAAAAAAAiAAAAAAAAAPu+DzsAIxyJ5vfXtZ2aab1+x4OHUlPXczPl0LSSJyfudescj93IT8
    Cb///YE1AAAACBMweuD9C1KPyfP0dBWNb+AmolqOiAhYBIuafrbnj2TEWp9/hAVxozPF0gIdsY886o1pK63u7dlC3R
    J/a7bokeFW70YPkWSqvEdSrTOOLiyq2n/Ha7L/zaf30YayNTwAei5vuGD/58TVh7phrVyOYDgz6u0yzuhtKlWqlMPY
    f6u0WGlB9YxX0KAYqedglD0xxXXlF8m/WE+sxr0agk3n6ZIDNGWxj//ju0gBcGKwEJgKwABwsBAAEjAwEBBV0AAIAA
    DIHOCgGBszPOAAA=
    """

  @Test func aSevenZipIsReadOrSaysWhatToInstall() throws {
    let bytes = try #require(Base64.decode(Array(Self.sevenZip.utf8).filter { $0 != Byte.lf }))
    try directory.write("t.7z", bytes)
    let found = try all(openMailbox(directory.at("t.7z")))
    guard LibraryEntries.isInstalled else {
      #expect(rejections(found).count == 1)
      #expect(rejections(found).allSatisfy { "\($0.reason)".contains("apt install libarchive13") })
      return
    }
    #expect(rejections(found).isEmpty)
    #expect(messages(found).map(\.folder) == ["in/Entwürfe", "in/Maildir"])
    #expect(messages(found).map(\.flags) == [[], [.flagged, .seen]])
    for stop in 0...found.count {
      let source = try openMailbox(directory.at("t.7z"))
      for _ in 0..<stop { _ = try source.next() }
      #expect(
        try all(openMailbox(directory.at("t.7z"), from: source.position)) == Array(found[stop...]))
    }
  }

  @Test(arguments: 0..<30)
  func damageOfASevenZipNeverCrashes(_ seed: UInt64) throws {
    var bytes = try #require(Base64.decode(Array(Self.sevenZip.utf8).filter { $0 != Byte.lf }))
    var random = SplitMix(seed: seed)
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      bytes[Int.random(in: 6..<bytes.count, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
    }
    try directory.write("t.7z", bytes)
    _ = try all(openMailbox(directory.at("t.7z")))
  }
}
