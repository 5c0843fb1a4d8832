import Foundation
import Mail
import Testing

@testable import MIME

/// Mail that is enclosed in its signature (RFC 8551 section 3.5.2).
@Suite struct SignedDataTests {
  private static let inner = """
    Content-Type: multipart/mixed; boundary=in\r
    \r
    --in\r
    Content-Type: text/plain; charset=utf-8\r
    \r
    Grüße aus dem Brief\r
    --in\r
    Content-Type: application/pdf; name=contract.pdf\r
    Content-Disposition: attachment; filename=contract.pdf\r
    Content-Transfer-Encoding: base64\r
    \r
    JVBERi0xLjQK\r
    --in--\r

    """

  private static func element(_ tag: UInt8, _ content: [UInt8], indefinite: Bool = false) -> [UInt8]
  {
    if indefinite { return [tag, 0x80] + content + [0, 0] }
    let count = content.count
    return [tag, 0x83, UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)] + content
  }

  private static let signed: [UInt8] = [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2]
  private static let enveloped: [UInt8] = [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 3]
  private static let data: [UInt8] = [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1]

  private static func message(
    _ content: [UInt8], type: [UInt8] = signed, indefinite: Bool = false, pieces: Int = 0
  ) -> [UInt8] {
    var string = element(0x04, content)
    if pieces > 0 {
      let size = max(1, content.count / pieces)
      let parts = stride(from: 0, to: content.count, by: size).flatMap {
        element(0x04, Array(content[$0..<min($0 + size, content.count)]))
      }
      string = element(0x24, parts, indefinite: indefinite)
    }
    let enclosed = element(
      0x30, data + element(0xA0, string, indefinite: indefinite), indefinite: indefinite)
    let body = [0x02, 1, 1] + [0x31, 2, 0x05, 0] + enclosed + [0x31, 0]
    return element(
      0x30,
      type + element(0xA0, element(0x30, body, indefinite: indefinite), indefinite: indefinite),
      indefinite: indefinite)
  }

  private static func mail(_ content: [UInt8], type: String) -> [UInt8] {
    let text = Data(content).base64EncodedString(options: .lineLength76Characters)
    return Array(
      ("Subject: signed\r\nMIME-Version: 1.0\r\nContent-Type: \(type)\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n\(text)\r\n").utf8)
  }

  private static let types = [
    "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
    "application/x-pkcs7-mime; name=smime.p7m", "application/octet-stream; name=\"smime.P7M\"",
  ]

  @Test(arguments: types, [(false, 0), (true, 0), (true, 3), (false, 5)])
  func whatIsEnclosedIsRead(_ type: String, _ form: (indefinite: Bool, pieces: Int)) {
    let content = Self.message(
      Array(Self.inner.utf8), indefinite: form.indefinite, pieces: form.pieces)
    let message = Message(parsing: Self.mail(content, type: type))
    #expect(message.readableText.contains("Grüße aus dem Brief"))
    #expect(message.searchableTexts.first?.text.contains("Grüße") == true)
    #expect(message.attachments.map(\.name) == ["contract.pdf"])
    #expect(message.attachments.first.map { message.content(of: $0) } == Array("%PDF-1.4\n".utf8))
    #expect(message.hasAttachment)
    #expect(message.protection == .signed)
  }

  @Test func signaturesInSignaturesAreOpened() {
    let once = Self.mail(Self.message(Array(Self.inner.utf8)), type: Self.types[0])
    let twice = Message(parsing: Self.mail(Self.message(once), type: Self.types[0]))
    #expect(twice.readableText.contains("Grüße aus dem Brief"))
    var deep = once
    for _ in 0..<50 { deep = Self.mail(Self.message(deep), type: Self.types[0]) }
    #expect(Message(parsing: deep).parts.count < 60)
  }

  @Test func whatIsEncryptedStaysAFile() {
    let content = Self.message(Array(Self.inner.utf8), type: Self.enveloped)
    let message = Message(
      parsing: Self.mail(content, type: "application/pkcs7-mime; name=smime.p7m"))
    #expect(message.attachments.map(\.name) == ["smime.p7m"])
    #expect(message.protection == .encrypted)
  }

  /// Cut off anywhere, and with any octet another one, nothing traps.
  @Test func damageIsHarmless() {
    let content = Self.message(Array("a: b\r\n\r\ntext".utf8), indefinite: true, pieces: 3)
    for end in content.indices {
      let cut = Array(content[..<end])
      _ = signedContent(of: cut.span)
    }
    for place in content.indices {
      for value: UInt8 in [0, 0x24, 0x30, 0x7F, 0x80, 0x84, 0xFF] {
        var changed = content
        changed[place] = value
        _ = signedContent(of: changed.span)
      }
    }
    let open = [UInt8](repeating: 0x30, count: 2) + [UInt8](repeating: 0x80, count: 20_000)
    _ = signedContent(of: open.span)
  }
}
