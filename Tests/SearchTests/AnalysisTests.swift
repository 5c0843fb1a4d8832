import Mail
import Search
import Testing

@Suite struct AnalysisTests {
  struct Case: CustomTestStringConvertible {
    var text: String
    var query: String
    var isFound: Bool
    init(_ text: String, _ query: String, _ isFound: Bool = true) {
      (self.text, self.query, self.isFound) = (text, query, isFound)
    }
    var testDescription: String {
      "\"\(query)\" \(isFound ? "finds" : "does not find") \"\(text.prefix(60))\""
    }
  }

  static let cases: [Case] = [
    // Folding.
    Case("au café", "café"), Case("au café", "cafe"), Case("cafe\u{301}", "café"),
    Case("my résumé", "resume"), Case("RÉSUMÉ", "résumé"), Case("Straße", "strasse"),
    Case("STRASSE", "straße"), Case("ﬁnance oﬃce", "finance"), Case("ﬁnance oﬃce", "office"),
    Case("Ｆｕｌｌ ｗｉｄｔｈ", "width"), Case("Łódź", "lodz"), Case("smørrebrød", "smorrebrod"),
    Case("İstanbul", "istanbul"), Case("Ødegård", "ødegard"), Case("Ærø", "aero"),
    Case("Müller", "muller"), Case("Mueller", "Müller"), Case("Ёлка", "елка"),
    Case("ΟΔΟΣ", "οδος"), Case("مُحَمَّد", "محمد"), Case("x² ①", "x2"), Case("٤٢", "42"),
    Case("soft\u{AD}ware", "software"), Case("می\u{200C}خواهم", "میخواهم"),
    Case("zero\u{200B}width", "zerowidth"), Case("ᾠδή", "ωδη"), Case("ΩΔΗ", "ᾠδή"),
    Case("ⓒⓘⓡⓒⓛⓔ", "circle"), Case("㈱", "株"), Case("㌔", "キロ"), Case("Mail™", "mail"),
    Case("№5", "5"), Case("كتاب علي", "کتاب"), Case("می", "مي"), Case("مدرسة", "مدرسه"),
    Case("צה״ל", "צה\"ל"),
    Case("ज़रूरत क़लम", "जरूरत कलम"), Case("जरूरत", "ज़रूरत"),
    // Letters that are also written as two.
    Case("Müller", "Mueller"), Case("MÜLLER", "mueller"), Case("Mu\u{308}ller", "Mueller"),
    Case("Mueller", "Mu\u{308}ller"), Case("Muller", "Müller"), Case("Muller", "Mueller", false),
    Case("Mueller", "Muller", false), Case("dos", "does", false), Case("does", "dos", false),
    Case("Übergröße", "Uebergroesse"), Case("Uebergroesse", "Übergröße"),
    Case("Århus", "Aarhus"), Case("Aarhus", "Århus"), Case("A\u{30A}rhus", "aarhus"),
    Case("Søren", "Soeren"), Case("Soeren", "Søren"), Case("Häuser", "Haeusern"),
    Case("Haeuser", "Häusern"), Case("Hans Müller kommt", "\"hans mueller kommt\""),
    Case("Hans Mueller kommt", "\"hans müller kommt\""), Case("Müller-Lüdenscheidt", "mueller-lu*"),
    Case("Müller", "Muel*"), Case("Mueller", "Mül*"), Case("Mueller", "*ülle*"),
    Case("Müller", "~Muelleer"), Case("Muellar", "~Müller"),
    Case("Hans Müller", "Hans NEAR Mueller"),
    Case("Hans Mueller", "Hans NEAR Müller"), Case("Müller und Müller", "mueller NEAR/2 mueller"),
    Case("Müller", "müller NEAR/2 mueller", false), Case("groß und Müller", "-mueller", false),
    Case("mueller@müller.example", "müller@mueller.example"),
    // Scripts without spaces.
    Case("ภาษา\u{200B}ไทย", "ภาษาไทย"), Case("生日快乐", "生日快*"), Case("生日快乐", "*日快*"),
    Case("生日快乐", "生快*", false),
    Case("祝你生日快乐", "快乐"), Case("祝你生日快乐", "生日快乐"), Case("祝你生日快乐", "乐"),
    Case("祝你生日快乐", "你快", false), Case("会議は東京で", "東京"), Case("ｶﾞｲﾄﾞ", "ガイド"),
    Case("한국어 메일", "국어"), Case("한국어", "한국어"), Case("สวัสดีครับ", "ดีครับ"),
    Case("version2版本", "version2"), Case("version2版本", "版本"),
    Case("foo版本bar", "\"foo版本bar\""), Case("foo版bar", "\"foo版bar\""),
    Case("foo版本 bar", "\"版本 bar\""), Case("版本 bar 版", "\"版本 bar 版\""),
    // Identifiers, whole and in parts.
    Case("order 2024-0001 came", "2024-0001"), Case("order 2024-0001 came", "2024-00*"),
    Case("order 2024-0001 came", "0001"), Case("order 2024-0002", "2024-0001", false),
    Case("write to a.user@mail.example.org", "a.user@mail.example.org"),
    Case("write to a.user@mail.example.org", "example.org"),
    Case("write to a.user@mail.example.org", "user@mail"),
    Case("see https://www.example.org/path/to?x=1", "https://www.example.org/path/to?x=1"),
    Case("see https://www.example.org/path/to?x=1", "example.org/path"),
    Case("snake_case_name", "case"), Case("snake_case_name", "snake_case_name"),
    Case("don't", "don't"), Case("don’t", "don't"), Case("l'avion", "avion"),
    Case("10.0.0.1", "10.0.0.1"), Case("3.14", "3.14"), Case("C++ and C#", "c"),
    Case("fe80::1 up", "fe80::1"), Case("a std::vector", "std::vector"), Case("I ♥ mail 🎉", "🎉"),
    Case("I ♥ mail", "♥"),
    // Short numbers, joined.
    Case("since 1.2.3", "1.2.3"), Case("since 1.2.3", "1.2"), Case("since 1.2.3", "2.3"),
    Case("since 1.2.3", "2"), Case("since 1.2.3 of", "\"since 1.2.3 of\""), Case("1.2.3", "1.2.*"),
    Case("0.1.2.3.4", "1.2.3"), Case("v1.2.3", "v1.2"), Case("v1.2.3", "2.3"),
    Case("1.2.345", "1.2.345"), Case("1.2.3", "\"1 2 3\""), Case("1.2", "1-2"), Case("1.2", "~1.2"),
    Case("am 12.05.2024", "12.05.2024"), Case("am 12.05.2024", "05-2024"), Case("10–12", "10-12"),
    Case("2024-05-12", "05-12"), Case("2024-05-12", "\"2024 05 12\""), Case("１．２", "1.2"),
    Case("1.\u{200B}2", "1.2"), Case("at 10:30:15", "10:30"), Case("٣.٤", "3.4"),
    Case("12.13", "2.1", false), Case("1.2 and 3", "1.2.3", false), Case("2.3 1.2", "1.2.3", false),
    Case("1.2", "1*2", false), Case("1 2", "1.2", false), Case("1.2", "~12", false),
    // Digests are kept, longer runs are not.
    Case("sha " + String(repeating: "0a", count: 20), String(repeating: "0a", count: 20)),
    Case("sha " + String(repeating: "0a", count: 32), String(repeating: "0a", count: 32)),
    Case("key " + String(repeating: "0a", count: 33), "0a0a*", false),
    Case("key aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQg", "agvs*", false),
    Case("/Usr/Share/Documentation/Of/Some/Program/With/A/Long/Path/Name", "documentation"),
    Case(String(repeating: "long", count: 100), String(repeating: "long", count: 100)),
    // Stems.
    Case("Alle Rechnungen", "Rechnung"), Case("Die Rechnung", "Rechnungen"),
    Case("two invoices", "invoice"), Case("an invoice", "invoices"), Case("invoicing", "invoiced"),
    Case("two invoices", "\"invoice\"", false), Case("two invoices", "+invoice", false),
    Case("Häuser", "Haus"), Case("die Bücher", "buches"), Case("happier people", "person", false),
    // Phrases.
    Case("one two three", "\"one two\""), Case("one two three", "\"two one\"", false),
    Case("one two three", "\"one three\"", false), Case("one, two; three", "\"one two three\""),
    Case("", "nothing", false), Case("something", "\"\"", false),
  ]

  @Test(arguments: cases) func found(_ test: Case) throws {
    let index = try TestIndex([IndexDocument(1, test.text), IndexDocument(2, "unrelated words")])
    #expect(try index.find(test.query).contains(1) == test.isFound)
  }
}
