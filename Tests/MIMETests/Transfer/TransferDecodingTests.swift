import Testing

@testable import MIME

private func base64(_ text: String) -> (String, [Defect.Kind]) {
  let bytes = Array(text.utf8)
  let body = decodeBase64(bytes.span, 0..<bytes.count)
  return (String(decoding: body.bytes, as: UTF8.self), body.defects)
}

private func quotedPrintable(_ text: String) -> (String, [Defect.Kind]) {
  let bytes = Array(text.utf8)
  let body = decodeQuotedPrintable(bytes.span, 0..<bytes.count)
  return (String(decoding: body.bytes, as: UTF8.self), body.defects)
}

@Suite("Transfer encodings, RFC 2045 section 6")
struct TransferDecodingTests {
  @Test(
    "base64, section 6.8",
    arguments: [
      ("", "", []), ("Zg==", "f", []), ("Zm8=", "fo", []), ("Zm9v", "foo", []),
      ("Zm9v\r\nYmFy\r\n", "foobar", []),
      ("Zm\n9\nv", "foo", []),
      // Missing padding, a last group of one digit
      ("Zm9vYg", "foob", [.base64Truncated]), ("Zm9vYmE", "fooba", [.base64Truncated]),
      ("Zm9vY", "foo", [.base64Truncated]),
      // Too much padding
      ("Zg====", "f", []), ("Zm9v==", "foo", []),
      // Pieces encoded one by one
      ("Zm8=YmFy", "fobar", [.base64Concatenated]),
      ("Zg==\nZg==\n", "ff", [.base64Concatenated]),
      // Junk
      ("Zm9vZm9v!Zm9v*Zm9v", "foofoofoofoo", [.base64Junk]),
      ("Zm9v\u{0}Zm9vZm9vZm9v\u{7F}", "foofoofoofoo", [.base64Junk]),
      // A damaged line does not shift the groups after it
      (
        "Zm9vZm9vZm9v\nZm9vZm9v!Zg\nYmFyYmFyYmFy\n", "foofoofoofoofoofbarbarbar", [.base64Junk]
      ),
      // Long words: few blanks, and hardly any capitals
      (
        "ploozdect nispplul swunkglap Zarplontruskdremp fruftsist",
        "ploozdect nispplul swunkglap Zarplontruskdremp fruftsist", [.notBase64]
      ),
      ("Zm9vZm9vZm9v Zm9vZm9vZm9v", "foofoofoofoofoofoo", []),
      ("This is, in fact, no base64.", "This is, in fact, no base64.", [.notBase64]),
    ] as [(String, String, [Defect.Kind])])
  func base64(text: String, expected: String, defects: [Defect.Kind]) {
    let (decoded, found) = MIMETests.base64(text)
    #expect(decoded == expected)
    #expect(found == defects)
  }

  @Test(
    "quoted-printable, section 6.7",
    arguments: [
      ("", "", []), ("a=3Db", "a=b", []), ("=C3=A4", "ä", []),
      // Rule 2, 3: blanks; those at the end of a line were added on the way
      ("a b \t\nc", "a b\nc", []), ("a=20\nb", "a \nb", []), ("a \r\nb", "a\r\nb", []),
      // Rule 5: soft breaks
      ("a=\nb", "ab", []), ("a=\r\nb", "ab", []), ("a= \t\nb", "ab", []), ("a=", "a", []),
      // Lower-case digits
      ("=c3=a4", "ä", []),
      // No digits behind the sign
      ("a=b", "a=b", [.quotedPrintableInvalid]), ("1+1=2", "1+1=2", [.quotedPrintableInvalid]),
      ("a==3D", "a==", [.quotedPrintableInvalid]), ("=ZZ", "=ZZ", [.quotedPrintableInvalid]),
      // A soft break inside an escape
      ("a=C3=A=\n4b", "aäb", [.quotedPrintableInvalid]),
      // Lines that end in CR
      ("a=\rb", "ab", []),
      ("a\n\n=\n\nb", "a\n\n\nb", []),
    ] as [(String, String, [Defect.Kind])])
  func quotedPrintable(text: String, expected: String, defects: [Defect.Kind]) {
    let (decoded, found) = MIMETests.quotedPrintable(text)
    #expect(decoded == expected)
    #expect(found == defects)
  }

  @Test(
    "Names of encodings",
    arguments: [
      ("base64", .base64), ("BASE64", .base64), (" \"base64\" ", .base64),
      ("base64 (x)", .base64), ("(x) base64;", .base64), ("base-64", .base64),
      ("quoted-printable", .quotedPrintable), ("7bit", .identity), ("8-bit", .identity),
      ("binary", .identity), ("", .identity), ("x-uuencode", .uuencode), ("x-rot13", .unknown),
    ] as [(String, TransferEncoding)])
  func names(value: String, expected: TransferEncoding) {
    let text = "Content-Transfer-Encoding: \(value)\n\nx"
    #expect(Message(parsing: Array(text.utf8)).parts[0].encoding == expected)
  }

  @Test("An unknown encoding gives the body as it is and is a defect")
  func unknown() {
    let message = Message(parsing: Array("Content-Transfer-Encoding: x-rot13\n\nnop".utf8))
    #expect(message.decodedBody(of: message.parts[0]) == Array("nop".utf8))
    #expect(message.defects.map(\.kind) == [.unknownTransferEncoding])
  }
}
