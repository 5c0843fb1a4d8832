import Testing

@testable import MIME

@Suite struct DecodeTextTests {
  /// Label in the mail, iconv's name of the encoding to write, text.
  @Test(arguments: [
    ("utf-8", "UTF-8", "Grüße aus Köln — 日本語 ✓ 😀"),
    ("us-ascii", "UTF-8", "plain ASCII"),
    ("iso-8859-1", "ISO-8859-1", "Déjà vu à l'hôtel"),
    ("iso-8859-1", "CP1252", "“Smart quotes” – and a € sign…"),
    ("windows-1252", "CP1252", "Ça coûte 10 €, señor Müller"),
    ("iso-8859-2", "ISO-8859-2", "Příliš žluťoučký kůň úpěl ďábelské ódy"),
    ("windows-1250", "CP1250", "Zażółć gęślą jaźń"),
    ("iso-8859-3", "ISO-8859-3", "Eĥoŝanĝo ĉiuĵaŭde"),
    ("iso-8859-4", "ISO-8859-4", "Glāžšķūņa rūķīši"),
    ("iso-8859-13", "ISO-8859-13", "Įlinkdama fechtuotojo špaga"),
    ("windows-1257", "CP1257", "Šķērsielā žņaudz čūska"),
    ("iso-8859-5", "ISO-8859-5", "Съешь ещё этих мягких булок"),
    ("windows-1251", "CP1251", "Съешь же ещё этих мягких французских булок"),
    ("koi8-r", "KOI8-R", "Эх, чужак! Общий съём цен шляп (юфть)"),
    ("koi8-u", "KOI8-U", "Жебракують філософи при ґанку церкви в Гадячі"),
    ("ibm866", "CP866", "Широкая электрификация южных губерний"),
    ("x-mac-cyrillic", "MAC-UK", "Привет, мир"),
    ("iso-8859-6", "ISO-8859-6", "صِف خَلقَ خَودِ"),
    ("windows-1256", "CP1256", "مرحبا بالعالم، كيف الحال؟"),
    ("iso-8859-7", "ISO-8859-7", "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία"),
    ("windows-1253", "CP1253", "Καλημέρα κόσμε"),
    ("iso-8859-8-i", "ISO-8859-8", "דג סקרן שט בים"),
    ("windows-1255", "CP1255", "שלום עולם, מה שלומך?"),
    ("iso-8859-9", "ISO-8859-9", "Pijamalı hasta yağız şoföre çabucak güvendi"),
    ("iso-8859-10", "ISO-8859-10", "Kæmi ný öxi hér, ykist þjófum"),
    ("iso-8859-14", "ISO-8859-14", "Ḋo ṗáirc an ċait"),
    ("iso-8859-15", "ISO-8859-15", "Œuvre à 5 €, Žižkov"),
    ("iso-8859-16", "ISO-8859-16", "Ștefan și țara"),
    ("tis-620", "TIS-620", "เป็นมนุษย์สุดประเสริฐเลิศคุณค่า"),
    ("windows-874", "CP874", "เขต “กรุงเทพ”"),
    ("viscii", "VISCII", "Tiếng Việt có dấu"),
    ("macintosh", "MACINTOSH", "Æsop’s fables – déjà"),
    ("cp850", "CP850", "Blåbærsyltetøy"),
    ("cp-437", "CP437", "¿Dónde está?"),
    ("shift_jis", "CP932", "こんにちは世界、ｶﾀｶﾅと①㈱髙﨑"),
    ("x-sjis", "CP932", "ソース表示能力"),
    ("euc-jp", "EUC-JP-MS", "日本語のメール①"),
    ("iso-2022-jp", "ISO-2022-JP", "日本語の件名です。ASCII too"),
    ("iso-2022-jp-2", "ISO-2022-JP-2", "日本語と한국"),
    ("gb2312", "GB2312", "你好，世界"), ("gb2312", "GBK", "朱镕基與繁體"),
    ("gb18030", "GB18030", "你好𠀀世界"), ("gbk", "GBK", "中文邮件"),
    ("big5", "BIG5", "繁體中文信件功能許"), ("big5-hkscs", "BIG5-HKSCS", "香港嘅嘢"),
    ("ks_c_5601-1987", "UHC", "안녕하세요 똠방각하 펲시콜라"), ("euc-kr", "EUC-KR", "한국어 메일"),
    ("iso-2022-kr", "ISO-2022-KR", "안녕하세요 world"), ("johab", "JOHAB", "한글 조합"),
    ("utf-7", "UTF-7", "Hi Mom -☺-! 日本語"),
    ("utf-16", "UTF-16", "mit BOM ✓ 😀"), ("utf-16", "UTF-16LE", "ohne BOM"),
    ("utf-16", "UTF-16BE", "ohne BOM"), ("utf-16le", "UTF-16LE", "Ελλάς 😀"),
    ("utf-16be", "UTF-16BE", "Ελλάς 😀"), ("utf-32", "UTF-32", "Четыре 😀"),
    ("utf-32le", "UTF-32LE", "Четыре 😀"), ("armscii-8", "ARMSCII-8", "Բարեւ"),
    ("georgian-ps", "GEORGIAN-PS", "გამარჯობა"), ("tcvn", "TCVN", "Viet Nam đ"),
    ("ibm037", "IBM037", "EBCDIC Text 1"),
  ])
  func declaredTextIsRead(_ label: String, _ iconvName: String, _ text: String) {
    let decoded = decodeText(encode(text, as: iconvName), declared: label)
    #expect(decoded.text == text)
    #expect(decoded.replacements == 0)
    #expect(!decoded.isGuess)
  }

  @Test(arguments: [
    ("hz-gb-2312", "~{<:Ky2;~}~~ ok", "己所不~ ok"),
    ("iso-2022-jp", "\u{1B}$B-!\u{1B}(B x", "① x"),
    ("iso-2022-jp", "\u{1B}(I13\u{1B}(B x", "ｱｳ x"),
    ("iso-2022-jp", "\u{1B}$B$\"\nabc", "あ\nabc"),
    ("iso-2022-kr", "\u{1B}$)C\u{0E}GQ19\u{0F} x", "한국 x"),
    ("utf-7", "1 +- 1 +AD0 2", "1 + 1 = 2"),
    ("utf-7", "C:\\temp~1", "C:\\temp~1"),
  ])
  func shiftedTextIsRead(_ label: String, _ bytes: String, _ text: String) {
    #expect(decodeText(Array(bytes.utf8), declared: label).text == text)
  }

  struct Case: Sendable {
    let label: String?
    let bytes: [UInt8]
    let text: String
    let used: String
    let reason: DecodedText.Reason
    let replacements: Int

    init(
      _ label: String?, _ bytes: [UInt8], _ text: String, _ used: String,
      _ reason: DecodedText.Reason, replacements: Int = 0
    ) {
      (self.label, self.bytes, self.text) = (label, bytes, text)
      (self.used, self.reason, self.replacements) = (used, reason, replacements)
    }
  }

  static func latin(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }

  @Test(arguments: [
    Case(nil, latin("plain"), "plain", "us-ascii", .ascii),
    Case("us-ascii", latin("plain"), "plain", "us-ascii", .ascii),
    Case("x-unknown", latin("plain"), "plain", "us-ascii", .ascii),
    Case("utf-8", [], "", "utf-8", .declared),
    Case(nil, [], "", "us-ascii", .ascii),
    Case("iso-8859-1", latin("caf\u{E9}"), "café", "windows-1252", .declared),
    Case("iso-8859-1", Array("café".utf8), "café", "utf-8", .declaredButUTF8),
    Case("koi8-r", Array("привет".utf8), "привет", "utf-8", .declaredButUTF8),
    Case("euc-jp", Array("日本語のメールです".utf8), "日本語のメールです", "utf-8", .declaredButUTF8),
    Case("us-ascii", Array("café".utf8), "café", "utf-8", .validUTF8),
    Case("us-ascii", latin("caf\u{E9}"), "café", "windows-1252", .guessed),
    Case("unknown-8bit", latin("don\u{92}t"), "don’t", "windows-1252", .guessed),
    Case("utf-8", latin("d\u{E9}j\u{E0} vu"), "déjà vu", "windows-1252", .declaredButInvalid),
    Case("utf-8", latin("caf\u{E9}"), "café", "windows-1252", .declaredButInvalid),
    Case(
      "utf-8", Array("Grüße von ".utf8) + latin("Andr\u{E9} und ") + Array("Zoë".utf8),
      "Grüße von André und Zoë", "utf-8", .mixed),
    Case(
      nil, Array("“naïve” ".utf8) + latin("caf\u{E9}"), "“naïve” café", "utf-8", .mixed),
    Case(
      "utf-8", Array("日本語のメー".utf8).dropLast(), "日本語のメ\u{FFFD}", "utf-8",
      .declaredButInvalid, replacements: 1),
    // Damaged in places, but mostly what it says.
    Case(
      "utf-8", Array("чтобы я без вас делал".utf8) + encode("人仁", as: "GBK"),
      "чтобы я без вас делал\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}", "utf-8", .declaredButInvalid,
      replacements: 4),
    Case("utf-8", [0xEF, 0xBB, 0xBF, 0x61], "a", "utf-8", .declared),
    Case(nil, [0xEF, 0xBB, 0xBF, 0x61], "a", "utf-8", .byteOrderMark),
    Case("iso-8859-1", [0xEF, 0xBB, 0xBF, 0xC3, 0xA9], "é", "utf-8", .byteOrderMark),
    Case(nil, [0xFF, 0xFE, 0x61, 0, 0xE9, 0], "aé", "utf-16", .byteOrderMark),
    Case(nil, encode("no mark here", as: "UTF-16LE"), "no mark here", "utf-16", .guessed),
    Case("utf-16", latin("really ASCII"), "really ASCII", "us-ascii", .declaredButInvalid),
    Case(
      "utf-16le", [0x00, 0xD8, 0x61, 0x00], "\u{FFFD}a", "utf-16le", .declared, replacements: 1),
    Case(
      "gb2312", encode("中文", as: "GBK") + [0xFF], "中文\u{FFFD}", "gbk", .declared, replacements: 1),
    Case(
      "iso-8859-7", latin("\u{C1}\u{E1} \u{D2}"), "Αα \u{FFFD}", "iso-8859-7", .declared,
      replacements: 1),
    Case(
      "iso-2022-jp", encode("ご連絡ありがとうございます", as: "CP932"), "ご連絡ありがとうございます",
      "shift_jis", .declaredButInvalid),
    Case("windows-874", encode("เขต", as: "CP874"), "เขต", "windows-874", .declared),
    // Code page 936 has the euro sign as one byte, which may also be the second of two.
    Case("gbk", encode("价格", as: "GBK") + [0x80, 0x35, 0x80], "价格€5€", "gbk", .declared),
    Case("gb2312", [0x81, 0x80, 0x80], "亐€", "gbk", .declared),
    Case(
      "gb18030", [0x80] + encode("𠀀", as: "GB18030") + [0x80], "€𠀀€", "gb18030", .declared),
    Case("windows-1252", [0x81], "\u{81}", "windows-1252", .declared),
  ])
  func choiceIsExplained(_ test: Case) {
    let decoded = decodeText(test.bytes, declared: test.label)
    #expect(decoded.text == test.text)
    #expect(decoded.declared == test.label)
    #expect(decoded.used == test.used)
    #expect(decoded.reason == test.reason)
    #expect(decoded.replacements == test.replacements)
  }

  @Test func conversionOfNonsenseIsGivenUpAndCounted() {
    let bytes = [UInt8](repeating: 0xFF, count: 30_000) + Array("end".utf8)
    let (text, replacements) = Charset.named("utf-7")?.decode(bytes.span) ?? ("", 0)
    #expect(text.hasSuffix("\u{FFFD}end"))
    #expect(replacements == 30_000)
  }

  @Test func hintIsUsedWhenNothingIsDeclared() {
    let bytes = encode("тест", as: "ISO-8859-5")
    let decoded = decodeText(
      bytes, declared: "unknown-8bit", hint: CharsetHint(label: "iso-8859-5"))
    #expect(decoded.text == "тест")
    #expect(decoded.reason == .hint)
  }

  @Test(arguments: ["utf-8", "gbk", "euc-jp", "utf-16", "utf-7", "iso-2022-jp", "big5", nil])
  func anyBytesDecode(_ label: String?) {
    var random = TestRandom(state: 7)
    for length in 0..<40 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      let decoded = decodeText(bytes, declared: label)
      #expect(decoded.replacements <= length)
      #expect(length < 4 || !decoded.text.isEmpty)
    }
  }
}
