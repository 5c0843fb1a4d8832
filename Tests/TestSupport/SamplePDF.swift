package import Foundation

/// A PDF file with these pages of text in any script, as small as readers accept it.
package func samplePDF(_ pages: [String]) -> Data {
  let characters = Set(pages.joined().unicodeScalars).sorted()
  let codes = Dictionary(uniqueKeysWithValues: characters.enumerated().map { ($1, $0 + 1) })
  func hex(_ value: some BinaryInteger) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
  var objects: [String] = []
  func stream(_ text: String) -> String {
    "<< /Length \(text.utf8.count) >> stream\n\(text)\nendstream"
  }
  // What each code stands for.
  var map = "/CIDInit /ProcSet findresource begin begincmap /CMapName /U def "
  map += "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
  for scalar in characters {
    let units = String(scalar).utf16.map { hex($0) }.joined()
    map += "1 beginbfchar <\(hex(codes[scalar] ?? 0))> <\(units)> endbfchar\n"
  }
  objects.append(stream(map + "endcmap end"))
  objects.append(
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Helvetica /DW 600 /FontDescriptor 3 0 R "
      + "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>")
  objects.append(
    "<< /Type /FontDescriptor /FontName /Helvetica /Flags 32 /FontBBox [0 -200 1000 800] "
      + "/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>")
  objects.append(
    "<< /Type /Font /Subtype /Type0 /BaseFont /Helvetica /Encoding /Identity-H "
      + "/DescendantFonts [2 0 R] /ToUnicode 1 0 R >>")
  let tree = 5 + 2 * pages.count
  for page in pages {
    let text = page.unicodeScalars.map { hex(codes[$0] ?? 0) }.joined()
    objects.append(stream("BT /F 10 Tf 50 750 Td <\(text)> Tj ET"))
    objects.append(
      "<< /Type /Page /Parent \(tree) 0 R /MediaBox [0 0 595 842] /Contents \(objects.count) 0 R "
        + "/Resources << /Font << /F 4 0 R >> >> >>")
  }
  let kids = pages.indices.map { "\(6 + 2 * $0) 0 R" }.joined(separator: " ")
  objects.append("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")
  objects.append("<< /Type /Catalog /Pages \(tree) 0 R >>")
  var file = "%PDF-1.4\n"
  var places: [Int] = []
  for (index, object) in objects.enumerated() {
    places.append(file.utf8.count)
    file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
  }
  let table = file.utf8.count
  file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
  for place in places {
    let digits = String(place)
    file += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
  }
  file += "trailer << /Size \(objects.count + 1) /Root \(objects.count) 0 R >>\n"
  return Data((file + "startxref\n\(table)\n%%EOF\n").utf8)
}

/// A message with these files.
package func mailAttaching(
  _ files: [(name: String, type: String, bytes: Data)], subject: String, text: String = "See there."
) -> String {
  var mail = """
    From: Ada <ada@example.org>
    To: ben@example.org
    Date: Mon, 1 Jan 2024 10:00:00 +0000
    Message-ID: <\(subject.filter { !$0.isWhitespace })@example.org>
    Subject: \(subject)
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary=bound

    --bound
    Content-Type: text/plain; charset=utf-8

    \(text)

    """
  for file in files {
    mail += """
      --bound
      Content-Type: \(file.type); name="\(file.name)"
      Content-Disposition: attachment; filename="\(file.name)"
      Content-Transfer-Encoding: base64

      \(file.bytes.base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]))

      """
  }
  return mail + "--bound--\n"
}
