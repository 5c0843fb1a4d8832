import Files
import Store
import TestSupport
import Testing
import Transfer

@testable import Archive

/// A message that is too large for memory goes in, out, and in again as it was.
@Suite struct LargeTransferTests {
  @Test func aLargeMessageGoesOutAndInAgain() throws {
    let line = Array("a line of a message that is larger than what waits in memory\r\n".utf8)
    var large = Array("From: a@example.org\r\nSubject: large\r\n\r\nFrom here\r\n".utf8)
    while large.count <= Files.Limits.inMemory { large += line }
    let messages = [large, makeMessage(1)]
    let test = try TestArchive()
    _ = try test.archive.importMail(from: [writeMaildir(messages, in: test.directory)])
    let ids = try test.archive.messages(in: ExportSelection())
    let stored = try test.archive.store.stored(
      ids, spillingTo: SpillPlace(test.directory.path))
    #expect(try stored.filter { try $0.held().spill != nil }.count == 1)
    var options = ExportOptions()
    options.convertsLineEnds = true
    let file = test.directory.path + "/out.mbox"
    #expect(try test.archive.export(ids, to: file, options).isProven)
    let target = try TestArchive()
    _ = try target.archive.importMail(from: [file])
    #expect(try target.digests() == sortedDigests(messages))
  }
}
