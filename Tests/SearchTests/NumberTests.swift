import Mail
import Search
import Testing

/// Numbers with something written onto them, and numbers that people write in several ways.
@Suite struct NumberTests {
  struct Case: CustomTestStringConvertible {
    let text: String
    let query: String
    let isFound: Bool
    var testDescription: String {
      "\"\(query)\" \(isFound ? "finds" : "does not find") \"\(text)\""
    }

    init(_ text: String, _ query: String, _ isFound: Bool = true) {
      (self.text, self.query, self.isFound) = (text, query, isFound)
    }
  }

  @Test(arguments: [
    // A unit.
    Case("a 7.5mm plug", "7.5"), Case("a 7,5mm plug", "7.5"), Case("a 7.5 mm plug", "7,5"),
    Case("at 2.4GHz", "2.4"), Case("at 150MHz", "150"), Case("5kg", "5"), Case("12.75kWh", "12.75"),
    Case("99,95EUR", "99.95"), Case("USD1250", "1250"), Case("3.5µm", "3.5"),
    Case("1920x1080", "1080"),
    Case("1920x1080", "1920"), Case("a 7.5mm plug", "7.5mm"),
    Case("a 7.5mm plug", "\"7.5mm plug\""),
    Case("a 7.5mm plug", "\"a 7.5\""), Case("a 7.5 plug", "7.5mm", false),
    Case("75mm", "7.5", false),
    Case("5 apples", "5mm", false), Case("5x10", "10"),
    // An area or a volume.
    Case("cable 3mm² red", "3"), Case("a flat of 25m²", "25"), Case("5m³ of water", "5"),
    Case("1,5m² of glass", "1,5"), Case("1.5m² of glass", "1,5"), Case("cable 3mm2 red", "3"),
    Case("100km² of land", "100"), Case("3mm²", "2", false), Case("3mm2", "3mm²"),
    // Versions and times.
    Case("in Python3.11 now", "3.11"), Case("on Debian12.4 now", "12.4"), Case("PHP8.2", "8.2"),
    Case("Firefox115.6", "115.6"), Case("openssl3.0.13", "3.0.13"), Case("user12", "12"),
    Case("window12", "12", false), Case("window12.", "12", false),
    Case("v7.11.13-rc2", "7.11.13"), Case("v7.11.13", "7.11"), Case("v7.11.13-rc2", "v7.11.13"),
    Case("7.11.13", "v7.11.13", false), Case("2023-11-19T08:15:00Z", "2023-11-19"),
    Case("2023-11-19T08:15:00Z", "08:15"), Case("2023-11-19T08:15:00Z", "11-19"),
    Case("20231119T081500Z", "20231119"), Case("2023-11-19T08:15+01:00", "2023-11-19T08:15"),
    // No numbers: digests and keys.
    Case("0a1b2c3d", "0", false), Case("a1b2c3", "3", false), Case("12abcdef", "12", false),
    // Amounts.
    Case("1.234,56 €", "1234,56"), Case("1.234,56 €", "1,234.56"), Case("1.234,56 €", "1234.56"),
    Case("1.234,56 €", "\"1 234,56\""), Case("1.234,56 €", "1 234,56"),
    Case("$1,234.56", "1.234,56"), Case("$1,234.56", "1234.56"), Case("1234,56", "1.234,56"),
    Case("1234,56", "1 234,56"), Case("CHF 1'234.50", "1234.50"), Case("CHF 1’234.50", "1,234.50"),
    Case("12 345 678 Kč", "12345678"), Case("12\u{A0}345,00 zł", "12345,00"),
    Case("1.234.567 people", "1234567"), Case("1234567 people", "1,234,567"),
    Case("1.234,56 €", "1.234,57", false), Case("1.234,56EUR", "1234,56"), Case("7,50 €", "7.50"),
    Case("pay 1.234,56 now", "\"pay 1.234,56 now\""), Case("10.1.234.5", "1.234"),
    Case("for EUR1,234.50 now", "1234.50"), Case("for USD1,234.50 now", "1234.50"),
    Case("for CHF1'234.50 now", "1234.50"), Case("for EUR1.234,50 now", "1234,50"),
    Case("for EUR1234.50 now", "1,234.50"), Case("for Rs1,234.50 now", "1.234,50"),
    Case("mp3 100", "3100", false),
    // As in India.
    Case("₹1,23,456 only", "123456"), Case("₹1,23,456.78", "123456.78"),
    Case("Rs 12,34,567", "1234567"), Case("1,23,45,678", "12345678"), Case("12,34", "1234", false),
    Case("1,23,45", "12345", false), Case("3,14,159,265", "3,14159", false),
    // Wrapped.
    Case("IBAN DE89 3704 0044\n0532 0130 00 BIC", "DE89370400440532013000"),
    Case("> IBAN DE89\r\n> 3704 0044 0532 0130 00", "DE89370400440532013000"),
    Case("call +49 89 123\n45 67", "+49891234567"), Case("call +49 89 123\n> 45 67", "0891234567"),
    Case("call +49 89 1234567\n12345 Berlin", "+49891234567"),
    Case("call +49 89 1234567\n089 7654321", "0897654321"), Case("200\n300", "200300", false),
    // Tax numbers.
    Case("BTW NL123456789B01", "123456789"), Case("BTW NL123456789B01", "NL123456789B01"),
    // IBAN.
    Case("IBAN DE89 3704 0044 0532 0130 00 BIC X", "DE89370400440532013000"),
    Case("IBAN DE89370400440532013000", "DE89 3704 0044 0532 0130 00"),
    Case("IBAN DE89370400440532013000", "\"DE89 3704 0044 0532 0130 00\""),
    Case("NL91 ABNA 0417 1643 00", "nl91abna0417164300"),
    Case("AT61 1904 3002 3457 3201 bank", "AT611904300234573201"),
    Case("GB29 NWBK 6016 1331 9268 19", "iban OR gb29nwbk60161331926819"),
    Case("konto ES91 2100 0418 4502 0005 1332 x", "ES9121000418450200051332"),
    Case("FR14 2004 1010 0505 0001 3M02 606 y", "FR1420041010050500013M02606"),
    Case("DE89 3704 0044 0532 0130 01", "DE89370400440532013001", false),
    // Numbers of cards and books, with their check digit.
    Case("card 4111 1111 1111 1111 12/27", "4111111111111111"),
    Case("card 4111-1111-1111-1111.", "4111 1111 1111 1111"),
    Case("card 4111111111111111", "4111 1111 1111 1111"),
    Case("card 4111111111111111", "\"4111-1111-1111-1111\""),
    Case("card 3782 822463 10005", "378282246310005"),
    Case("card 4111 1111 1111 1112", "4111111111111112", false),
    Case("ISBN 978-3-16-148410-0", "9783161484100"),
    Case("ISBN 978 3 16 148410 0", "9783161484100"),
    Case("ISBN 9783161484100", "978-3-16-148410-0"), Case("ISBN 978-3161484100", "9783161484100"),
    Case("ISBN 978-3-16-148410-0", "978-3161484100"),
    Case("ISBN 978-3-16-148410-1", "9783161484101", false),
    Case("ISBN 3-16-148410-X, 1999", "316148410x"), Case("ISBN 0-306-40615-2", "0306406152"),
    Case("ISBN 316148410X", "3-16-148410-X"), Case("on 24-01-05", "240105", false),
    // Telephone numbers.
    Case("Tel. 089 1234567", "0891234567"), Case("Tel. 089/123 45 67", "089 1234567"),
    Case("Tel. 0891234567", "089 1234567"), Case("Tel. 0891234567", "089/1234567"),
    Case("Tel. (089) 123-4567", "089 1234567"), Case("+49 89 1234567", "+49891234567"),
    Case("+49 (0)89 1234567", "+49891234567"), Case("+49 (0)89 1234567", "0891234567"),
    Case("+49 89 1234567", "089 1234567"), Case("089 1234567", "+49 89 1234567"),
    Case("0049 89 1234567", "+49 89 1234567"), Case("+49 89 1234567", "0049891234567"),
    Case("01 23 45 67 89", "0123456789"), Case("01.23.45.67.89", "01 23 45 67 89"),
    Case("(555) 123-4567", "555-123-4567"), Case("555.123.4567", "5551234567"),
    Case("+1 555 123 4567", "(555) 123-4567"), Case("5551234567", "555 123 4567"),
    Case("call 089 1234567 now", "\"089 1234567\""), Case("call 0891234567 now", "\"089 1234567\""),
    Case("+81-3-1234-5671", "+81312345671"), Case("+81-90-1234-5672", "+819012345672"),
    Case("+81 3 1234 5671", "+81312345671"), Case("+81-3-1234-5671", "0312345671"),
    Case("8 (495) 123-45-67", "84951234567"), Case("495-123-45-67", "4951234567"),
    Case("(11) 98765-4321", "11987654321"), Case("138-0013-8001", "13800138001"),
    Case("138 0013 8002", "13800138002"), Case("13800138002", "138 0013 8002"),
    Case("22 123 45 67", "221234567"), Case("55 1234 5678", "5512345678"),
    Case("22.123.45.67", "221234567", false), Case("10-02-2024", "10022024", false),
    Case("089 1234568", "0891234567", false), Case("am 05.02.2024", "05022024", false),
  ]) func found(_ test: Case) throws {
    let index = try TestIndex([IndexDocument(1, test.text), IndexDocument(2, "unrelated words")])
    #expect(try index.find(test.query).contains(1) == test.isFound)
  }

  @Test func theNumberIsMarkedInTheSnippet() throws {
    let text = "The plug of 7.5mm costs 1.234,56 € or so"
    for (query, marked) in [
      ("7.5", ["7.5"]), ("1234.56", ["1.234", "56"]), ("\"1.234,56\"", ["1.234", "56"]),
    ] {
      let snippeter = try Snippeter(QueryParser.parse(query, .test))
      let snippet = try #require(
        snippeter.snippet(of: [SearchableText(.body, part: "1", text: text)]))
      let utf8 = Array(snippet.text.utf8)
      #expect(snippet.marks.map { String(decoding: utf8[$0], as: UTF8.self) } == marked)
    }
  }
}
