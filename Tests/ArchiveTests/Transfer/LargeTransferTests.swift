import Foundation
import Octets
import Store
import TestSupport
import Testing

@testable import Archive

/// A message that is too large for memory goes in, out, and in again as it was.
@Suite struct LargeTransferTests {
  @Test func aLargeMessageGoesOutAndInAgain() throws {
    let start = """
      From: a@example.org
      Subject: large
      Content-Type: multipart/mixed; boundary=b

      --b

      From here on, and
      >From there
      --b
      Content-Transfer-Encoding: base64


      """
    let attached = Data((0..<7_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) })
    let text = start + attached.base64EncodedString(options: .lineLength76Characters) + "\n--b--\n"
    let large = [UInt8](text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
    let messages = [large, makeMessage(1)]
    let test = try TestArchive()
    _ = try test.archive.importMail(from: [writeMaildir(messages, in: test.directory)])
    #expect(try test.digests() == sortedDigests(messages))
    let ids = try test.archive.messages(in: ExportSelection())
    let stored = try test.archive.store.stored(
      ids, spillingTo: SpillPlace(test.directory.path))
    #expect(try stored.filter { try $0.held().spill != nil }.count == 1)
    for format in [ExportOptions.Format.mboxrd, .mboxcl, .zip] {
      var options = ExportOptions()
      options.format = format
      options.convertsLineEnds = format == .mboxrd
      let file = test.directory.path + "/out.\(format.rawValue)"
      #expect(try test.archive.export(ids, to: file, options).isProven)
      #expect(try MailArchive.checkExport(file).whole == 2)
      let target = try TestArchive()
      _ = try target.archive.importMail(from: [file])
      #expect(try target.digests() == sortedDigests(messages))
    }
  }
}
