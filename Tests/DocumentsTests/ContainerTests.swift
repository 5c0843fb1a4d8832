import Foundation
import Testing

@testable import Documents

@Suite("Files in files") struct ContainerTests {
  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static let mail = """
    From: Ann <ann@example.org>
    Subject: =?utf-8?Q?=C3=9Cberschrift?=
    Content-Type: multipart/mixed; boundary=b

    --b
    Content-Type: text/plain; charset=utf-8

    mailwords
    --b
    Content-Type: application/zip; name=inner.zip
    Content-Transfer-Encoding: base64

    \(Data(zip([("a.txt", "zipword")])).base64EncodedString())
    --b--
    """

  @Test(
    "The text of a file in a container is that of the container",
    arguments: [
      (
        "a.zip", zip([("folder/letter.txt", "innerword"), ("__MACOSX/x", "junkword")]), "innerword"
      ),
      ("a.zip", zip([("folder/letter.txt", "innerword")]), "folder/letter.txt"),
      ("fwd.eml", bytes(mail), "Subject: Überschrift"), ("fwd.eml", bytes(mail), "mailwords"),
      ("fwd.eml", bytes(mail), "zipword"), ("a.zip", zip([("fwd.eml", mail)]), "zipword"),
      ("README", bytes("plain words"), "plain words"),
      ("drawing", bytes("<svg><style>s</style><text>drawn</text></svg>"), "drawn"),
    ] as [(String, [UInt8], String)])
  func words(_ name: String, _ content: [UInt8], _ word: String) {
    let document = Documents.text(of: content, name: name, mediaType: "application/octet-stream")
    #expect(document.outcome == .text)
    #expect(document.text.contains(word), "\(document)")
    #expect(!document.text.contains("junkword"))
  }

  @Test(
    "Files that tar, gzip and openssl made",
    arguments: [
      "files.tar.gz", "files.tar", "text.gz", "text.txt.p7m", "files.7z", "files.tar.xz",
      "text.bz2",
    ])
  func peers(_ name: String) throws {
    let document = Documents.text(of: try fixture(name), name: name)
    #expect(document.format == .archive)
    #expect(document.outcome == .text)
    #expect(document.text.contains("packedword"))
  }

  @Test("A message that Outlook saved, with its files")
  func outlook() throws {
    let document = Documents.text(of: try fixture("outlook.msg"))
    #expect(document.format == .msg)
    for word in [
      "Subject: Größe Москва 東京 مرحبا", "From: Ann Sender ann@example.org", "bob@example.org",
      "текст письма bodyword", "notes.txt", "attachedword", "innersubject", "innerbody",
    ] {
      #expect(document.text.contains(word), "\(word) in \(document.text)")
    }
  }

  @Test("PDF and images inside are handed on")
  func nested() {
    let pdf = Self.bytes("%PDF-1.4 x")
    let keynote = zip([
      ("Index/Document.iwa", [1, 2]), ("QuickLook/Preview.pdf", pdf), ("Data/x.png", [3]),
    ])
    let document = Documents.text(of: keynote, name: "a.key")
    #expect(document.format == .iwork)
    #expect(
      document.nested == [NestedDocument(name: "QuickLook/Preview.pdf", format: .pdf, bytes: pdf)])
    let both = Documents.text(of: zip([("a.txt", Self.bytes("words")), ("b", pdf)]))
    #expect(both.pages == ["a.txt\nwords\nb"])
    #expect(both.nested.map(\.name) == ["b"])
  }

  @Test("Locked files say so")
  func locked() throws {
    #expect(Documents.text(of: try fixture("locked.docx")).outcome == .encrypted)
    let book = zip([
      ("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "junk"),
      ("META-INF/manifest.xml", "<m:manifest xmlns:m=\"m\"><m:encryption-data/></m:manifest>"),
    ])
    #expect(Documents.text(of: book).outcome == .encrypted)
    var entry = zip([("a.txt", "x")])
    let directory = try #require(entry.firstRange(of: [0x50, 0x4B, 1, 2])).lowerBound
    entry[directory + 8] |= 1
    #expect(Documents.text(of: entry).outcome == .encrypted)
    // The first record of a locked workbook says how it is locked.
    var sheet = try fixture("python.xls")
    let start = try #require(sheet.firstRange(of: [0x09, 0x08, 0x10, 0x00])).lowerBound
    sheet[start + 20] = 0x2F
    sheet[start + 21] = 0
    #expect(Documents.text(of: sheet).outcome == .encrypted)
  }

  @Test("What has no text has none")
  func empty() {
    for content in [[], [0, 1, 2, 3], zip([(String, String)]())] {
      #expect(Documents.text(of: content, name: "x").outcome != .text)
    }
    #expect(Documents.text(of: Self.bytes("%PDF-1.4")).outcome == .needsProgram)
  }
}
