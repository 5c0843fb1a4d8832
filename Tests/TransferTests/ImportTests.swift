import Archive
import Foundation
import TestSupport
import Testing
import Transfer

/// Nothing is lost, whatever happens on the way.
@Suite struct ImportTests {
  static let messages = makeMessages(2_000)

  private static func mbox(_ messages: [[UInt8]]) -> [UInt8] {
    messages.flatMap { message in
      var lines = String(decoding: message, as: UTF8.self).isEmpty ? [] : message
      if lines.last != 10 { lines.append(10) }
      return Array("From a@example.org Sat Jan  3 01:05:34 1996\n".utf8) + quoted(lines) + [10]
    }
  }

  private static func quoted(_ message: [UInt8]) -> [UInt8] {
    message.split(separator: 10, omittingEmptySubsequences: false).map { line in
      line.drop { $0 == UInt8(ascii: ">") }.starts(with: "From ".utf8)
        ? [UInt8(ascii: ">")] + line : Array(line)
    }.joined(separator: [10]).map { $0 }
  }

  /// What an mbox without a manifest gives: each last line has an end.
  private static func ended(_ messages: [[UInt8]]) -> [[UInt8]] {
    messages.map { $0.last == 10 ? $0 : $0 + [10] }
  }

  @Test func anInterruptedImportGoesOnAndTheBooksBalance() throws {
    let test = try TestArchive()
    let file = try test.directory.write(Self.mbox(Self.messages), to: "mail.mbox").path
    var options = ImportOptions()
    let counter = Counter()
    options.isInterrupted = { counter.next() >= 700 }
    let first = try test.archive.importMail(from: [file], options)
    #expect(first.isInterrupted)
    #expect(first.totals.stored == 700 && first.totals.offered == 700)
    let second = try test.archive.importMail(from: [file])
    #expect(second.resumed == [file])
    #expect(second.totals.stored == 1_300 && second.totals.copies == 0)
    #expect(try test.digests() == sortedDigests(Self.ended(Self.messages)))
    let third = try test.archive.importMail(from: [file])
    #expect(third.resumed.isEmpty)
    #expect(third.totals.copies == 2_000 && third.totals.stored == 0)
  }

  /// Mail that was put before the place in between must not be passed over.
  @Test func aSourceThatChangedIsReadFromItsBeginning() throws {
    let test = try TestArchive()
    let file = try test.directory.write(Self.mbox(Array(Self.messages.prefix(300))), to: "m").path
    var options = ImportOptions()
    let counter = Counter()
    options.isInterrupted = { counter.next() >= 200 }
    #expect(try test.archive.importMail(from: [file], options).isInterrupted)
    let changed = [makeMessage(5_000)] + Self.messages.prefix(300)
    try test.directory.write(Self.mbox(changed), to: "m")
    let second = try test.archive.importMail(from: [file])
    #expect(second.resumed.isEmpty)
    #expect(try test.digests() == sortedDigests(Self.ended(changed)))
  }

  @Test func anInterruptedMaildirImportGoesOn() throws {
    let test = try TestArchive()
    let some = Array(Self.messages.prefix(300))
    let maildir = try writeMaildir(some, in: test.directory)
    var options = ImportOptions()
    let counter = Counter()
    options.isInterrupted = { counter.next() >= 100 }
    #expect(try test.archive.importMail(from: [maildir], options).totals.stored == 100)
    #expect(try test.archive.importMail(from: [maildir]).totals.stored == 200)
    #expect(try test.digests() == sortedDigests(some))
  }

  @Test func rejectedBytesAreKeptWithTheirReason() throws {
    let test = try TestArchive()
    let garbage = Array("this is no mail\nat all\n".utf8)
    let file = try test.directory.write(
      garbage + Self.mbox([makeMessage(0)]), to: "mail.mbox"
    ).path
    for _ in 1...2 {
      let report = try test.archive.importMail(from: [file])
      #expect(report.totals.rejected == 1 && report.totals.offered == 2)
      #expect(report.rejections.count == 1)
    }
    let directory = test.location.rejectedDirectory
    let index = try String(contentsOfFile: directory + "/index.jsonl", encoding: .utf8)
    let lines = index.split(separator: "\n")
    #expect(lines.count == 1, "run twice, entered once")
    let entry = try #require(
      try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
    #expect(entry["path"] as? String == file)
    let kept = try #require(entry["file"] as? String)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(kept)")) == Data(garbage))
  }

  /// A small compressed file must not fill the disk.
  @Test func rejectedBytesHaveLimitedRoom() throws {
    let test = try TestArchive()
    var options = ImportOptions()
    options.rejectedBytes = 100
    var kept = 0
    for (name, size) in [("a", 60), ("b", 60), ("c", 20)] {
      let file = try test.directory.write(
        Array(repeating: UInt8(ascii: "x"), count: size) + Array(name.utf8), to: name + ".mbox")
      options.dialect = .mboxrd
      let report = try test.archive.importMail(from: [file.path], options)
      guard let rejection = report.rejections.first else { continue }
      #expect(rejection.contains("not kept") == (name == "b"), "\(rejection)")
      kept += 1
    }
    #expect(kept == 3)
  }

  /// Left out is not rejected, but the ledger says so.
  @Test func whatThunderbirdHadDeletedIsInTheBooks() throws {
    let test = try TestArchive()
    let separator = "From - Sat Jan  3 01:05:34 1996\n"
    let text =
      "\(separator)X-Mozilla-Status: 0009\nFrom: a@b\nSubject: gone\n\n\n"
      + "\(separator)X-Mozilla-Status: 0001\nFrom: a@b\nX-Mozilla-Status: 0009\n\nx\n\n"
    let file = try test.directory.write(Array(text.utf8), to: "Inbox").path
    let report = try test.archive.importMail(from: [file])
    #expect(report.totals.stored == 1 && report.totals.leftOut == 1)
    #expect(report.totals.offered == 2 && report.totals.rejected == 0)
    #expect(report.rejections.isEmpty)
    #expect(report.skipped == ["deleted in its mail program": 1])
    let run = try #require(try test.archive.runs(limit: 1).first)
    #expect(run.totals == report.totals)
    let (_, rejected) = try test.archive.run(run.id)
    #expect(rejected.count == 1)
    #expect(rejected.first?.reason.contains("X-Mozilla-Status") == true)
  }

  @Test(arguments: ["mail.tar", "mail.zip"])
  func anInterruptedImportOfAnArchiveGoesOnInIt(_ name: String) throws {
    let test = try TestArchive()
    let some = Array(Self.messages.prefix(300))
    for (number, message) in some.enumerated() {
      try test.directory.write(message, to: "mail/\(1_000 + number).eml")
    }
    let program =
      name.hasSuffix("tar") ? ["tar", "cf", name, "mail"] : ["zip", "-qr", name, "mail"]
    guard try runCommand(program, directory: test.directory.url).status == 0 else { return }
    var options = ImportOptions()
    let counter = Counter()
    options.isInterrupted = { counter.next() >= 100 }
    let file = test.directory.path + "/" + name
    #expect(try test.archive.importMail(from: [file], options).totals.stored == 100)
    let second = try test.archive.importMail(from: [file])
    #expect(second.totals.stored == 200 && second.totals.copies == 0)
    #expect(try test.digests() == sortedDigests(some))
  }

  @Test func theDialectCanBeSaid() throws {
    let message = Array("From: a@example.org\n\n>>From here\n".utf8)
    let entry = Array("From a@example.org Sat Jan  3 01:05:34 1996\n".utf8) + message + [10]
    for (dialect, expected) in [
      (MboxDialect.mboxo, message),
      (.mboxrd, Array("From: a@example.org\n\n>From here\n".utf8)),
    ] {
      let test = try TestArchive()
      var options = ImportOptions()
      options.dialect = dialect
      _ = try test.archive.importMail(
        from: [test.directory.write(entry, to: "m.mbox").path], options)
      #expect(try test.digests() == sortedDigests([expected]))
    }
  }

  @Test func progressTellsHowMuchThereIs() throws {
    let test = try TestArchive()
    let bytes = Self.mbox(Array(Self.messages.prefix(200)))
    let file = try test.directory.write(bytes, to: "mail.mbox").path
    let last = LastProgress()
    var options = ImportOptions()
    options.progress = { last.set($0) }
    _ = try test.archive.importMail(from: [file], options)
    #expect(last.get()?.bytes == UInt64(bytes.count))
    #expect(last.get()?.allBytes == UInt64(bytes.count))
    #expect(last.get()?.messages == 200)
  }
}

private final class LastProgress: @unchecked Sendable {
  private let lock = NSLock()
  private var latest: ImportProgress?

  func set(_ progress: ImportProgress) { lock.withLock { latest = progress } }
  func get() -> ImportProgress? { lock.withLock { latest } }
}
