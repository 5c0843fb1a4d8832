import Mail
import Testing

@testable import MIME

@Suite("Signed messages that are not encrypted (RFC 5652, RFC 8551)")
struct CMSTests {
  private static let entity = """
    Content-Type: multipart/mixed; boundary=b

    --b
    Content-Type: text/plain; charset=utf-8

    Grüße, opaque words
    --b
    Content-Type: application/pdf; name=contract.pdf
    Content-Disposition: attachment; filename=contract.pdf

    %PDF
    --b--
    """
  private static let bytes = Array(entity.utf8)
  private static let type = "Content-Type: application/pkcs7-mime; smime-type=signed-data"
  private static let ber = CMSWriter(isIndefinite: true)
  private static let der = CMSWriter()

  private static let readable: [(String, [UInt8], Protection)] = [
    ("DER", CMSWriter.mail(der.signed(bytes), type), .signed),
    ("indefinite lengths", CMSWriter.mail(ber.signed(bytes), type), .signed),
    (
      "an older type", CMSWriter.mail(der.signed(bytes), "Content-Type: application/x-pkcs7-mime"),
      .signed
    ),
    (
      "by its name",
      CMSWriter.mail(
        ber.signed(bytes), "Content-Type: application/octet-stream; name=\"smime.p7m\""), .signed
    ),
    (
      "named as if it were encrypted",
      CMSWriter.mail(
        der.signed(bytes), "Content-Type: application/pkcs7-mime; smime-type=enveloped-data"),
      .signed
    ),
    ("compressed", CMSWriter.mail(der.compressed(bytes), type), []),
    ("compressed, indefinite lengths", CMSWriter.mail(ber.compressed(bytes), type), []),
    (
      "signed content in compressed content",
      CMSWriter.mail(
        der.info(
          CMSWriter.compressed,
          der.capsule(CMSWriter.zlib(der.capsule(bytes)), type: CMSWriter.signed)), type), []
    ),
    (
      "a signature around a signature",
      CMSWriter.mail(
        der.signed(CMSWriter.mail(ber.signed(bytes), "MIME-Version: 1.0\n\(type)")), type), .signed
    ),
    (
      "forwarded as a file",
      Array(
        "Content-Type: multipart/mixed; boundary=o\n\n--o\n\nsee\n--o\nContent-Disposition: "
          .utf8)
        + Array("attachment; filename=\"smime.p7m\"\nContent-Type: application/octet-stream".utf8)
        + CMSWriter.mail(der.signed(bytes), "").dropFirst("Subject: x\n".utf8.count)
        + Array("\n--o--\n".utf8),
      .signed
    ),
  ]

  @Test("Text is read and searched, files are listed and saved", arguments: readable)
  func isOpened(_ name: String, _ mail: [UInt8], _ protection: Protection) throws {
    let message = Message(parsing: mail)
    #expect(message.readableText.contains("Grüße, opaque words"))
    #expect(message.searchableTexts.contains { $0.text.contains("opaque words") })
    #expect(message.attachments.map(\.name) == ["contract.pdf"])
    let file = try #require(message.attachments.first)
    #expect(message.content(of: file) == Array("%PDF".utf8))
    #expect(message.hasAttachment)
    #expect(message.protection == protection)
    #expect(rangeViolation(message) == nil)
  }

  private static let closed: [(String, [UInt8], Protection)] = [
    (
      "encrypted, named as if signed",
      CMSWriter.mail(der.info(CMSWriter.enveloped, der.element(0x30, [])), type), .encrypted
    ),
    (
      "encrypted, by its name",
      CMSWriter.mail(
        der.info(CMSWriter.enveloped, der.element(0x30, [])),
        "Content-Type: application/octet-stream; name=smime.p7m"), .encrypted
    ),
    (
      "certificates alone",
      CMSWriter.mail(
        der.info(CMSWriter.signed, der.capsule(nil)),
        "Content-Type: application/pkcs7-mime; smime-type=certs-only"), .signed
    ),
    (
      "a signed file that is no message",
      CMSWriter.mail(
        der.signed(Array("<?xml version=\"1.0\"?><a>to: x</a>".utf8)),
        "Content-Type: application/pkcs7-mime; name=invoice.xml.p7m"), .signed
    ),
    ("nothing", CMSWriter.mail([], type), .signed),
  ]

  @Test("What has no message in it stays a file", arguments: closed)
  func staysClosed(_ name: String, _ mail: [UInt8], _ protection: Protection) {
    let message = Message(parsing: mail)
    #expect(message.parts.count == 1)
    #expect(message.attachments.count == 1)
    #expect(message.protection == protection)
  }

  @Test("Cut anywhere and with any byte changed it is read as far as it goes")
  func damaged() {
    for content in [Self.der.signed(Self.bytes), Self.ber.compressed(Self.bytes)] {
      for cut in 0..<content.count {
        let message = Message(parsing: CMSWriter.mail(Array(content[..<cut]), Self.type))
        #expect(rangeViolation(message) == nil)
        readEverything(message)
        var changed = content
        changed[cut] ^= 0xFF
        readEverything(Message(parsing: CMSWriter.mail(changed, Self.type)))
      }
    }
    let content = Self.der.signed(Self.bytes)
    let cut = content.firstRange(of: Array("opaque".utf8))?.lowerBound ?? 0
    let message = Message(parsing: CMSWriter.mail(Array(content[..<cut]), Self.type))
    #expect(message.readableText.contains("Grüße"))
  }

  @Test("A string of strings of strings is read in one pass")
  func deepStrings() {
    let depth = 200_000
    let content = [UInt8](repeating: 0x24, count: 2 * depth).enumerated().map {
      $0.offset % 2 == 0 ? $0.element : 0x80
    }
    var mail = Self.ber.info(CMSWriter.signed, Self.ber.capsule([1]))
    mail.insert(contentsOf: content, at: mail.count / 2)
    _ = Message(parsing: CMSWriter.mail(mail, Self.type)).readableText
  }
}

@Suite("Messages attached as files")
struct MessageFileTests {
  private static let inner = """
    From: joe@example.net
    Subject: =?utf-8?Q?=C3=BCberschrift?=
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: base64

    aW5uZXIgd29yZHM=
    """

  private static func mail(_ fields: String, _ body: String) -> Message {
    Message(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n--b\n\(fields)\n\n\(body)\n--b--")
  }

  private static var encoded: String { Base64Text.encode(inner) }

  @Test(
    "The message inside is read, and the file is saved as it was",
    arguments: [
      ("Content-Type: application/octet-stream; name=fwd.eml", inner),
      ("Content-Type: text/plain\nContent-Disposition: attachment; filename=\"fwd.EML\"", inner),
      (
        "Content-Type: application/octet-stream; name=fwd.eml\nContent-Transfer-Encoding: base64",
        encoded
      ),
      ("Content-Type: text/plain; name=page.mht\nContent-Transfer-Encoding: base64", encoded),
      (
        "Content-Type: application/octet-stream; name=\"=?utf-8?B?ZsO8ci5lbWw=?=\"\n"
          + "Content-Transfer-Encoding: base64", encoded
      ),
    ])
  func isOpened(_ fields: String, _ body: String) throws {
    let message = Self.mail(fields, body)
    #expect(message.readableText.contains("inner words"))
    #expect(message.searchableTexts.contains { $0.text.contains("Subject: überschrift") })
    let file = try #require(message.attachments.first)
    #expect(String(decoding: message.content(of: file), as: UTF8.self) == Self.inner)
    #expect(message.size(of: file) == Self.inner.utf8.count)
    #expect(message.hasAttachment)
    #expect(!message.allDefects.map(\.kind).contains(.encodedComposite))
  }

  @Test(
    "A file that only has the name stays a file",
    arguments: [
      ("Content-Type: application/octet-stream; name=fwd.eml", "Dear Ann: hello"),
      ("Content-Type: application/octet-stream; name=fwd.eml", "note: to be done\n\nFrom: x"),
      ("Content-Type: text/plain; name=fwd.txt", inner), ("Content-Type: text/plain", inner),
    ])
  func staysClosed(_ fields: String, _ body: String) {
    #expect(Self.mail(fields, body).parts.count == 3)
  }

  @Test("A whole message is not a file, whatever its field says")
  func wholeMessage() {
    let message = Message("Content-Type: text/plain; name=x.eml\n\n\(Self.inner)")
    #expect(message.parts.count == 1)
  }
}

private enum Base64Text {
  static func encode(_ text: String) -> String {
    let mail = CMSWriter.mail(Array(text.utf8), "")
    return String(decoding: mail, as: UTF8.self).split(separator: "\n").last.map(String.init) ?? ""
  }
}
