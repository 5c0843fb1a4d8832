import Archive
import Foundation
import TestSupport
import Testing

@testable import Transfer

@Suite struct IncomingFolderTests {
  static let envelopes: [(sender: String?, recipients: [String], name: String)] = [
    (nil, [], ""), ("", ["a@b.org"], ",from=,to=a@b.org"),
    ("a+b=c@d", ["x@y", "z@y"], ",from=a+b=c@d,to=x@y,to=z@y"),
    ("../../x", ["a:2,S\n"], ",from=..%2f..%2fx,to=a%3a2%2cS%0a"),
    ("ü@b", ["%41@b"], ",from=%c3%bc@b,to=%2541@b"),
  ]

  /// The envelope is in the file's name, where no address means anything else.
  @Test(arguments: envelopes) func theEnvelopeIsKeptInTheName(
    _ sender: String?, _ recipients: [String], _ name: String
  ) throws {
    let archive = try TestArchive()
    let folder = IncomingFolder(to: archive.location)
    try folder.prepare()
    let file = try folder.begin(from: sender, to: recipients)
    try file.append(Array("Subject: a\n\nb\n".utf8).span)
    try file.commit()
    #expect(try names(archive).map { $0.hasSuffix(".mailcask" + name) } == [true])
  }

  /// A name has 255 bytes at most.
  @Test func whatHasNoRoomIsCounted() throws {
    let archive = try TestArchive()
    let folder = IncomingFolder(to: archive.location)
    try folder.prepare()
    let long = String(repeating: "ü", count: 200)
    let file = try folder.begin(from: long, to: [long] + Array(repeating: "x@y.org", count: 999))
    try file.append([0x61].span)
    try file.commit()
    let name = try #require(try names(archive).first)
    #expect(name.utf8.count < 255 && name.contains(",to=%c3") && name.hasSuffix("+998"), "\(name)")
  }

  private func names(_ archive: TestArchive) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: archive.location.incomingDirectory + "/new")
  }
}
