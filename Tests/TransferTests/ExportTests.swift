import Archive
import Foundation
import TestSupport
import Testing
import Transfer

/// An export is complete, proves itself, and tells exactly what was damaged later.
@Suite struct ExportTests {
  static let messages = makeMessages(60) + [onTheWire(makeMessage(61)), onTheWire(makeMessage(62))]

  private static func archive(_ messages: [[UInt8]] = messages) throws -> TestArchive {
    let test = try TestArchive()
    _ = try test.archive.importMail(from: [writeMaildir(messages, in: test.directory)])
    return test
  }

  private func options(_ format: ExportOptions.Format) -> ExportOptions {
    var options = ExportOptions()
    options.format = format
    return options
  }

  private func all(_ test: TestArchive) throws -> [Int64] {
    try test.archive.messages(in: ExportSelection())
  }

  @Test(arguments: ExportOptions.Format.allCases)
  func everyFormatIsProvenAndTwoExportsAreTheSame(_ format: ExportOptions.Format) throws {
    let test = try Self.archive()
    let path = test.directory.path + "/out"
    for name in ["a", "b"] {
      try FileManager.default.createDirectory(
        atPath: path + name, withIntermediateDirectories: true)
      let report = try test.archive.export(
        all(test), to: path + name + "/mail", options(format))
      #expect(report.messages == Self.messages.count)
      #expect(report.isProven)
    }
    let compared = try runCommand(["diff", "-r", path + "a", path + "b"])
    #expect(compared.status == 0, "\(compared.text)")
    let proof = try MailArchive.checkExport(path + "a/mail")
    #expect(proof.isWhole && proof.messages == Self.messages.count)
  }

  /// What is imported from an export has the digests of what was exported.
  @Test(arguments: [
    ExportOptions.Format.mbox(.mboxrd), .mbox(.mboxcl), .mbox(.mboxcl2), .maildir, .eml, .zip,
  ])
  func whatIsExportedCanBeImportedWithoutLoss(_ format: ExportOptions.Format) throws {
    let test = try Self.archive()
    let file = test.directory.path + "/out"
    _ = try test.archive.export(all(test), to: file, options(format))
    let target = try TestArchive()
    let report = try target.archive.importMail(from: [file])
    #expect(report.totals.stored == Self.messages.count)
    #expect(try target.digests() == sortedDigests(Self.messages))
  }

  /// What a message may begin with that other files begin with.
  private static let beginnings = [
    "From - Mon Jan  1 00:00:00 2024\nX-Mozilla-Status: 0009\nA: b\n\nx\n\nFrom a@b Mon Jan  1 00:00:00 2024\nA: c\n",
    "From \nFrom: a@b\n\n", ">From a\n", "\n\nFrom: a@b\n", "12345\nFrom: a@b\n\nx<?xml<plist\n",
    "\u{1}\u{1}\u{1}\u{1}\nA: b\n", "\u{FEFF}From: a@b\n\nx\n", "\r\nA: b\r\n\r\n", "A: b\rC: d\r",
    "From a@b Mon Jan  1 00:00:00 2024\rA: b\r", "PK\u{3}\u{4}\n", "BZh91AY&SY\n",
    "Rar!\u{1a}\u{7}\n",
    "!BDN\n", "2 M1e C65\n\u{1}\u{2}N\n", "CRYPTED\u{3}\u{7}\n", "*mbx*\r\n",
    "Content-Length: 0\n\nx\n",
    "Status: RO\n\n", "X-Gmail-Labels: Opened\n\nx\n", "no newline", "\0\u{5}\u{16}\u{7}\n",
    "F\0r\0o\0m\0:\0\n\0",
  ]

  /// With the manifest beside it everything comes back; what a person moves without it still does where
  /// a file is one message.
  @Test(arguments: [
    (ExportOptions.Format.mbox(.mboxrd), true), (.mbox(.mboxcl), true), (.mbox(.mboxcl2), true),
    (.maildir, true), (.eml, true), (.zip, true), (.mbox(.mboxrd), false), (.eml, false),
    (.zip, false),
  ])
  func aMessageComesBackWhateverItBeginsWith(
    _ format: ExportOptions.Format, _ hasManifest: Bool
  ) throws {
    // Text in UTF-16, and what macOS keeps beside a file, is known by its beginning alone.
    let beginnings = hasManifest ? Self.beginnings : Self.beginnings.filter { !$0.contains("\0") }
    let messages = beginnings.map { Array($0.utf8) }
    let mbox = messages.flatMap { message -> [UInt8] in
      let lines = String(decoding: message, as: UTF8.self).replacing(#/(?m)^(>*From )/#) {
        ">\($0.1)"
      }
      let end = message.last == 10 ? "" : "\n"
      return Array("From a@example.org Sat Jan  3 01:05:34 1996\n\(lines)\(end)\n".utf8)
    }
    let test = try TestArchive()
    let source = try test.directory.write(mbox, to: "in.mbox").path
    _ = try test.archive.importMail(from: [source])
    let file = test.directory.path + "/out"
    #expect(try test.archive.export(all(test), to: file, options(format)).isProven)
    if !hasManifest { try FileManager.default.removeItem(atPath: file + ".manifest.json") }
    let target = try TestArchive()
    let report = try target.archive.importMail(from: [file])
    #expect(report.totals.stored == messages.count && report.rejections.isEmpty)
    let wanted = try test.digests()
    #expect(try target.digests() == wanted)
  }

  @Test(arguments: [ExportOptions.Compression.gzip, .zstd])
  func aCompressedExportIsProven(_ compression: ExportOptions.Compression) throws {
    let test = try Self.archive()
    for format in [ExportOptions.Format.mbox(.mboxrd), .jsonl] {
      var options = options(format)
      options.compression = compression
      let file = test.directory.path + "/out.\(format.rawValue)"
      #expect(try test.archive.export(all(test), to: file, options).isProven)
      #expect(try MailArchive.checkExport(file).isWhole)
    }
  }

  @Test func lineEndsOfAnMboxCanBeThoseOfUnixAndAreStillProvable() throws {
    let test = try Self.archive()
    var options = options(.mbox(.mboxrd))
    options.convertsLineEnds = true
    let file = test.directory.path + "/out.mbox"
    let report = try test.archive.export(all(test), to: file, options)
    #expect(report.isProven && report.lossy.isEmpty)
    #expect(try !Data(contentsOf: URL(fileURLWithPath: file)).contains(13))
    let target = try TestArchive()
    _ = try target.archive.importMail(from: [file])
    #expect(try target.digests() == sortedDigests(Self.messages))
  }

  @Test func whatMboxoCannotGiveBackIsToldAndTheRestIsProven() throws {
    let test = try Self.archive()
    let report = try test.archive.export(
      all(test), to: test.directory.path + "/out.mbox", options(.mbox(.mboxo)))
    let quoted = Self.messages.filter { String(decoding: $0, as: UTF8.self).contains("\n>From ") }
    #expect(report.lossy.count == quoted.count)
    #expect(!quoted.isEmpty)
    let proof = try MailArchive.checkExport(test.directory.path + "/out.mbox")
    #expect(proof.lossy == quoted.count && proof.isWhole)
  }

  @Test(arguments: [
    ExportOptions.Format.mbox(.mboxrd), .mbox(.mboxcl), .zip, .eml, .maildir, .jsonl, .csv,
  ])
  func theDamagedMessageIsNamed(_ format: ExportOptions.Format) throws {
    let test = try Self.archive()
    let out = test.directory.path + "/out"
    _ = try test.archive.export(all(test), to: out, options(format))
    try damage("item29", below: out, isZip: format == .zip)
    let proof = try MailArchive.checkExport(out)
    #expect(proof.damaged == 1)
    let id = try #require(proof.damage.first?.message)
    #expect(try String(decoding: test.archive.bytes(of: id), as: UTF8.self).contains("number 29"))
  }

  /// Changes one byte: of the message's word or subject, or of its compressed data.
  private func damage(_ word: String, below path: String, isZip: Bool) throws {
    var isDirectory: ObjCBool = false
    _ = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    let files =
      isDirectory.boolValue
      ? try #require(FileManager.default.subpaths(atPath: path)).map { "\(path)/\($0)" } : [path]
    let wanted = Data("number 29".utf8)
    for file in files {
      guard var data = try? Data(contentsOf: URL(fileURLWithPath: file)) else { continue }
      if isZip {
        let name = try #require(data.range(of: Data("Message number 29.eml".utf8)))
        data[name.upperBound + 40] ^= 1
      } else {
        guard let found = data.range(of: wanted) else { continue }
        data[found.lowerBound] ^= 1
      }
      try data.write(to: URL(fileURLWithPath: file))
      return
    }
    Issue.record("nothing to damage")
  }

  @Test(arguments: ["cut", "insert", "separator"])
  func bytesThatAreLostOrPutInDoNotHideTheOthers(_ what: String) throws {
    let test = try Self.archive()
    let out = test.directory.path + "/out"
    _ = try test.archive.export(all(test), to: out, options(.mbox(.mboxrd)))
    let url = URL(fileURLWithPath: out)
    var data = try Data(contentsOf: url)
    let place = try #require(data.range(of: Data("number 30".utf8)))
    switch what {
    case "cut": data.removeSubrange(place)
    case "insert": data.insert(contentsOf: Data("more".utf8), at: place.lowerBound)
    default:
      let from = try #require(
        data[..<place.lowerBound].range(of: Data("\nFrom ".utf8), options: .backwards))
      data[from.lowerBound + 1] ^= 1
    }
    try data.write(to: url)
    let proof = try MailArchive.checkExport(out)
    // Without its separator a message runs on from the one before, which is then damaged, too.
    #expect(proof.damaged == (what == "separator" ? 2 : 1))
    #expect(proof.whole == Self.messages.count - proof.damaged)
  }

  @Test func aCutOffExportAndACutOffManifestAreTold() throws {
    let test = try Self.archive()
    let out = test.directory.path + "/out"
    _ = try test.archive.export(all(test), to: out, options(.mbox(.mboxrd)))
    let whole = try Data(contentsOf: URL(fileURLWithPath: out))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: out))
    let proof = try MailArchive.checkExport(out)
    #expect(proof.damaged > 20 && proof.whole > 20)
    #expect(proof.messages == Self.messages.count)
    let manifest = URL(fileURLWithPath: out + ".manifest.json")
    let text = try Data(contentsOf: manifest)
    try text.prefix(text.count / 2).write(to: manifest)
    #expect(throws: ArchiveError.self) { try MailArchive.checkExport(out) }
  }

  /// The disk is at fault, or somebody else: what is read back is not what was written.
  @Test(arguments: [ExportOptions.Format.mbox(.mboxrd), .eml])
  func anExportThatFailsItsProofIsNotThere(_ format: ExportOptions.Format) throws {
    let large = makeMessage(6) + Array(String(repeating: "text\n", count: 400_000).utf8)
    let test = try Self.archive(Self.messages + [large])
    let out = test.directory.path + "/out"
    let before = try FileManager.default.contentsOfDirectory(atPath: test.directory.path).sorted()
    var options = options(format)
    options.progress = { progress in
      guard progress.step == "prove", progress.messages == 1 else { return }
      let partial = out + ".partial"
      let names = (try? FileManager.default.contentsOfDirectory(atPath: partial).sorted()) ?? []
      let file = names.last.map { "\(partial)/\($0)" } ?? partial
      guard let handle = FileHandle(forUpdatingAtPath: file), let end = try? handle.seekToEnd()
      else { return }
      try? handle.seek(toOffset: end - 20)
      try? handle.write(contentsOf: Data("!".utf8))
      try? handle.close()
    }
    let error = #expect(throws: ArchiveError.self) {
      try test.archive.export(all(test), to: out, options)
    }
    #expect(error?.code == .damaged)
    let after = try FileManager.default.contentsOfDirectory(atPath: test.directory.path).sorted()
    #expect(after == before)
  }

  @Test func ofAnExportInPartsAllAreThereOrNone() throws {
    let test = try Self.archive()
    var options = options(.mbox(.mboxrd))
    options.split = .year
    let counter = Counter()
    options.isInterrupted = { counter.next() > 50 }
    let before = try FileManager.default.contentsOfDirectory(atPath: test.directory.path).sorted()
    #expect(throws: ArchiveError.self) {
      try test.archive.export(all(test), to: test.directory.path + "/mail.mbox", options)
    }
    let after = try FileManager.default.contentsOfDirectory(atPath: test.directory.path).sorted()
    #expect(after == before)
  }

  @Test(arguments: [
    ("eml", "touch out/more.eml", 1), ("eml", "mkdir out/sub && cp out/000001* out/sub/", 1),
    ("maildir", "touch out/cur/1.more:2,", 1), ("maildir", "touch out/dovecot.index.log", 0),
    ("jsonl", "echo '{}' >> out", 1), ("csv", "echo 1,2 >> out", 1),
    ("csv", "sed -i '1s/id/ID/' out", 1), ("mboxrd", "echo more >> out", 1),
    ("zip", "printf 'From: a\\n\\n' > 000000 && zip -q out 000000", 1),
  ])
  func whatIsNotOfTheExportIsTold(_ format: String, _ command: String, _ strays: Int) throws {
    guard format != "zip" || FileManager.default.isExecutableFile(atPath: "/usr/bin/zip") else {
      return
    }
    let test = try Self.archive()
    let out = test.directory.path + "/out"
    let wanted = try #require(ExportOptions.Format(rawValue: format))
    _ = try test.archive.export(all(test), to: out, options(wanted))
    // zip gives a name without suffix one.
    let script =
      format == "zip"
      ? "mv out out.zip; \(command.replacing("out", with: "out.zip")); mv out.zip out" : command
    let changed = try runCommand(["sh", "-c", script], directory: test.directory.url)
    #expect(changed.status == 0, "\(changed.errors)")
    let proof = try MailArchive.checkExport(out)
    // What is put at the end of an mbox becomes part of its last message.
    #expect(proof.strays + proof.damaged == strays, "\(proof.damage)")
    #expect(proof.isWhole == (strays == 0))
  }

  @Test(arguments: [ExportOptions.Format.mbox(.mboxrd), .maildir])
  func nothingIsOverwritten(_ format: ExportOptions.Format) throws {
    let test = try Self.archive()
    let out = test.directory.path + "/out"
    try Data("precious".utf8).write(to: URL(fileURLWithPath: out))
    let error = #expect(throws: ArchiveError.self) {
      try test.archive.export(all(test), to: out, options(format))
    }
    #expect(error?.code == .alreadyThere)
    #expect(try String(contentsOfFile: out, encoding: .utf8) == "precious")
  }

  @Test(arguments: [ExportOptions.Format.mbox(.mboxrd), .eml])
  func anInterruptedExportLeavesNothing(_ format: ExportOptions.Format) throws {
    let test = try Self.archive()
    let before = try FileManager.default.contentsOfDirectory(atPath: test.directory.path).sorted()
    var options = options(format)
    let counter = Counter()
    options.isInterrupted = { counter.next() > 10 }
    let error = #expect(throws: ArchiveError.self) {
      try test.archive.export(all(test), to: test.directory.path + "/out", options)
    }
    #expect(error?.code == .interrupted)
    let after = try FileManager.default.contentsOfDirectory(atPath: test.directory.path).sorted()
    #expect(after == before)
  }

  @Test func partsByYearHoldTheirYearsAndAllMessagesOnce() throws {
    let test = try Self.archive()
    var options = options(.mbox(.mboxrd))
    options.split = .year
    let out = test.directory.path + "/mail.mbox"
    let report = try test.archive.export(all(test), to: out, options)
    #expect(report.messages == Self.messages.count)
    #expect(report.files.contains(test.directory.path + "/mail-2004.mbox"))
    let target = try TestArchive()
    _ = try target.archive.importMail(from: report.files)
    #expect(try target.digests() == sortedDigests(Self.messages))
  }

  @Test func partsBySizeAreNoLargerUnlessOneMessageIs() throws {
    let test = try Self.archive()
    var options = options(.mbox(.mboxrd))
    options.split = .size(10_000)
    let report = try test.archive.export(all(test), to: test.directory.path + "/mail", options)
    #expect(report.files.count > 3)
    for file in report.files {
      let size = try #require(FileManager.default.attributesOfItem(atPath: file)[.size] as? Int)
      #expect(size < 12_000)
    }
  }

  @Test func aSelectionIsWhatAllOfItsPartsApplyTo() throws {
    let test = try Self.archive()
    _ = try test.archive.messages(matching: nil)
    var selection = ExportSelection()
    selection.query = "subject:message"
    #expect(try test.archive.messages(in: selection).count == Self.messages.count)
    let id = try #require(test.archive.messages(matching: "item7").first)
    selection.thread = try test.archive.message(id).summary.thread
    #expect(try test.archive.messages(in: selection).contains(id))
    #expect(try test.archive.messages(in: selection).count < Self.messages.count)
    selection.account = "nobody"
    #expect(try test.archive.messages(in: selection).isEmpty)
  }
}

/// Counts calls from any thread.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0

  func next() -> Int {
    lock.withLock {
      count += 1
      return count
    }
  }
}
