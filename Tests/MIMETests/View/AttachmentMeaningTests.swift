import Mail
import Testing

@testable import MIME

/// What a person would call an attachment; `has:attachment`, lists, JSON and statistics follow it.
@Suite struct AttachmentMeaningTests {
  /// Parts as "Content-Type" and other header fields, in a multipart of the given type.
  private static func message(_ type: String, _ parts: [String]) -> Message {
    let body = parts.map { "--b\n\($0)\n" }.joined()
    return Message("Subject: x\nContent-Type: multipart/\(type); boundary=b\n\n\(body)--b--\n")
  }

  private static let text = "Content-Type: text/plain\n\nsee"

  private static func html(_ tag: String) -> String {
    "Content-Type: text/html\n\n<p>Hi \(tag)</p>"
  }

  private static func image(_ fields: String) -> String {
    "Content-Type: image/png\n\(fields)\n\npng"
  }

  @Test(arguments: [
    ("attached", "Content-Type: application/pdf\nContent-Disposition: attachment\n\nx"),
    ("named", "Content-Type: application/pdf; name=a.pdf\n\nx"),
    ("named and inline", "Content-Type: text/x-sh; name=a.sh\nContent-Disposition: inline\n\nx"),
    ("neither named nor inline", "Content-Type: application/pdf\n\nx"),
    ("a message", "Content-Type: message/rfc822\n\nSubject: y\n\nz"),
    (
      "a message without subject, inline",
      "Content-Type: message/rfc822\nContent-Disposition: inline\n\nA: y\n\nz"
    ),
    ("uuencoded", "Content-Type: text/plain\n\nbegin 644 a.txt\n#0V%T\n`\nend"),
    ("a signed invoice", "Content-Type: application/pkcs7-mime; name=invoice.xml.p7m\n\nx"),
  ])
  func counts(what: String, part: String) {
    #expect(Self.message("mixed", [Self.text, part]).hasAttachment, "\(what)")
  }

  @Test(arguments: [
    ("inline without a name", "Content-Type: image/png\nContent-Disposition: inline\n\nx"),
    ("OpenPGP signature", "Content-Type: application/pgp-signature; name=signature.asc\n\nx"),
    ("S/MIME signature", "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx"),
    ("S/MIME signature, old type", "Content-Type: application/x-pkcs7-signature\n\nx"),
    ("signature by its name", "Content-Type: application/octet-stream; name=smime.p7s\n\nx"),
    ("a second text", "Content-Type: text/plain\n\nfooter"),
  ])
  func doesNotCount(what: String, part: String) {
    #expect(!Self.message("mixed", [Self.text, part]).hasAttachment, "\(what)")
  }

  @Test func aMessageWithoutFilesHasNone() {
    #expect(!Message("Subject: x\n\nhello").hasAttachment)
    #expect(!Self.message("alternative", [Self.text, Self.html("")]).hasAttachment)
  }

  @Test(arguments: [
    "<img src=\"cid:logo@x\">", "<img src='CID:logo%40x'>", "<img src=cid:logo@x>",
    "<td background=\"cid:logo@x\">", "<p style=\"background:url(cid:logo@x)\">",
    "<img src=\n \"cid:logo@x\" alt=\"href\">",
  ])
  func whatHTMLShowsInPlaceDoesNot(tag: String) {
    for type in ["related", "mixed"] {
      let fields = [
        "Content-ID: <logo@x>", "Content-ID: <logo@x>\nContent-Disposition: inline; filename=l.png",
      ]
      for field in fields {
        let message = Self.message(type, [Self.html(tag), Self.image(field)])
        #expect(!message.hasAttachment, "\(type): \(field)")
      }
    }
  }

  @Test(arguments: [
    "", "<img src=\"cid:other@x\">", "<a href=\"cid:logo@x\">here</a>",
    "<a href = cid:logo@x>here</a>",
    "acid:logo", "cid:", ":",
  ])
  func whatHTMLDoesNotShowCounts(tag: String) {
    let file = Self.image("Content-ID: <logo@x>\nContent-Disposition: inline; filename=l.png")
    #expect(Self.message("related", [Self.html(tag), file]).hasAttachment)
  }

  @Test func aPhotoThatIsAttachedCountsThoughTheTextShowsItToo() {
    let photo = Self.image("Content-ID: <p@x>\nContent-Disposition: attachment; filename=p.png")
    let html = Self.html("<img src=\"cid:p@x\">")
    #expect(Self.message("mixed", [html, photo]).hasAttachment)
    // Beside its root it is there for that alone, whatever the program wrote.
    #expect(!Self.message("related", [html, photo]).hasAttachment)
  }

  @Test func partsOfAnEncryptedMessageAreTheMessage() {
    let control = "Content-Type: application/pgp-encrypted\n\nVersion: 1"
    let cipher = "Content-Type: application/octet-stream; name=encrypted.asc\n\nx"
    #expect(!Self.message("encrypted", [control, cipher]).hasAttachment)
    let whole = "Content-Type: application/pkcs7-mime; name=smime.p7m\n\nx"
    #expect(!Message("Subject: x\n\(whole)").hasAttachment)
  }

  @Test func eachFileIsToldApart() {
    let message = Self.message(
      "mixed",
      [
        Self.html("<img src=\"cid:1@x\">"), Self.image("Content-ID: <1@x>"),
        "Content-Type: application/pdf; name=a.pdf\n\nabc",
      ])
    let files = message.attachmentInfo(measured: true)
    #expect(files.map(\.type) == ["image/png", "application/pdf"])
    #expect(files.map(\.isAttachment) == [false, true])
    #expect(files.map(\.size) == [3, 3])
    #expect(message.attachmentInfo().map(\.size) == [nil, nil])
  }
}
