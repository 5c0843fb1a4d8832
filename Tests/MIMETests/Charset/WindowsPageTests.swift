import Testing

@testable import MIME

@Suite("Text of a Windows code page labelled as the ISO 8859 charset beside it")
struct WindowsPageTests {
  @Test(
    "Letters and quotation marks where ISO 8859 has controls",
    arguments: [
      ("iso-8859-2", "CP1250", "Šťastný žluťák – „citát“"),
      ("iso-8859-2", "CP1250", "Dzień dobry, spotkanie w środę. Łączę wyrazy, źle Zdzisław"),
      ("iso-8859-2", "CP1250", "Árvíztűrő tükörfúrógép – „ő”"),
      ("latin2", "CP1250", "Želim vam lep dan… Š"),
      ("iso-8859-4", "CP1257", "„Šķērsielā” – žņaudz"),
      ("iso-8859-13", "CP1257", "„Įlinkdama” fechtuotojo špaga…"),
      ("iso-8859-7", "CP1253", "“Καλημέρα” – κόσμε…"),
      ("greek", "CP1253", "Άλφα • Ωμέγα"),
      ("iso-8859-8", "CP1255", "“שלום” – עולם"), ("iso-8859-8-i", "CP1255", "שלום… עולם"),
      ("iso-8859-15", "CP1252", "“smart” it’s – œuf…"), ("latin9", "CP1252", "10 € – Žižkov"),
      ("iso-8859-5", "CP1251", "Привет “мир” – Ж, как дела"),
      ("iso-8859-5", "CP1251", "Уважаемые коллеги… встреча № 5"),
      ("iso-8859-6", "CP1256", "مرحبا بالعالم “كيف الحال؟”"),
    ])
  func isWindows(label: String, page: String, text: String) {
    let decoded = decodeText(encode(text, as: page), declared: label)
    #expect(decoded.text == text)
    #expect(decoded.reason == .declaredButInvalid && decoded.isGuess)
    let word =
      Array("Subject: =?\(label)?Q?".utf8)
      + encode(text, as: page).flatMap { byte -> [UInt8] in
        let hex = String(byte, radix: 16, uppercase: true)
        return Array("=\(hex.count == 1 ? "0" : "")\(hex)".utf8)
      } + Array("?=\n\n".utf8)
    #expect(Message(parsing: word).header.subject == text)
  }

  @Test(
    "What the label says is believed where nothing denies it",
    arguments: [
      ("iso-8859-2", "ISO-8859-2", "Zażółć gęślą jaźń, ąśź ĄŚŹ"),
      ("iso-8859-5", "ISO-8859-5", "Съешь ещё этих мягких булок, ЖЁ № 5"),
      ("iso-8859-6", "ISO-8859-6", "مرحبا بالعالم"), ("iso-8859-7", "ISO-8859-7", "Άλφα ‘Ωμέγα’"),
      ("iso-8859-8", "ISO-8859-8", "דג סקרן"),
      ("iso-8859-15", "ISO-8859-15", "10 €, Œuvre, Žižkov"),
      ("iso-8859-13", "ISO-8859-13", "„Įlinkdama” špaga"),
    ])
  func isISO(label: String, charset: String, text: String) {
    let decoded = decodeText(encode(text, as: charset), declared: label)
    #expect(decoded.text == text)
    #expect(decoded.reason == .declared)
  }

  @Test("A letter that the ISO charset does not have at all")
  func undefined() {
    // Hebrew points, which only Windows has.
    let decoded = decodeText(encode("שָׁלוֹם", as: "CP1255"), declared: "iso-8859-8")
    #expect(decoded.text == "שָׁלוֹם")
  }
}
