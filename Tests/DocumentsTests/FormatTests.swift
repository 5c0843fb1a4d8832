import Testing

@testable import Documents

@Suite struct FormatTests {
  @Test(
    arguments: [
      ("%PDF-1.4\n", "invoice", nil, DocumentFormat.pdf),
      ("junk\r\n%PDF-1.4\n", "invoice.pdf", nil, .pdf),
      ("\u{1B}%-12345X@PJL\n", "x.bin", nil, .text),
      ("{\\rtf1 words}", "letter.doc", "application/msword", .rtf),
      ("GIF89a", "logo.txt", "text/plain", .image),
      ("<html><body>words</body></html>", "page", nil, .html),
      ("one,two\n", "table.csv", "application/octet-stream", .csv),
      ("all: build\n", "Makefile", "application/octet-stream", .text),
      ("\u{0}\u{1}\u{2}", "data.bin", "application/octet-stream", .unknown),
    ] as [(String, String, String?, DocumentFormat)])
  func isRecognised(_ content: String, _ name: String, _ type: String?, _ format: DocumentFormat) {
    #expect(Documents.format(of: Array(content.utf8), name: name, mediaType: type) == format)
  }
}
