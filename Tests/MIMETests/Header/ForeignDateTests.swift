import Testing

@testable import MIME

/// "2024-02-05T09:00:00", in UTC.
private func parse(
  _ value: String, received: Int64? = nil, languages: [String] = []
) -> String? {
  let bytes = Array(value.utf8)
  let date = parseDate(
    bytes.span, 0..<bytes.count, DateContext(received: received, languages: languages))
  return date.map { iso($0.seconds) }
}

private func iso(_ seconds: Int64) -> String {
  // Howard Hinnant's days_from_civil the other way round.
  let days = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
  let rest = Int(seconds) - days * 86_400
  let shifted = days + 719_468
  let era = shifted / 146_097
  let day = shifted - era * 146_097
  let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
  let dayOfYear = day - (365 * year + year / 4 - year / 100)
  let month = (5 * dayOfYear + 2) / 153
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  let civilMonth = month < 10 ? month + 3 : month - 9
  return "\(year + era * 400 + (civilMonth <= 2 ? 1 : 0))-\(two(civilMonth))-"
    + "\(two(dayOfYear - (153 * month + 2) / 5 + 1))"
    + "T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
}

@Suite("Dates in other words than those of RFC 5322")
struct ForeignDateTests {
  @Test(
    "Names of months and weekdays in many languages",
    arguments: [
      // Mail programs that follow the locale, and the C library.
      ("Di, 05 Mrz 2024 10:00:00 +0100", "2024-03-05T09:00:00"),
      ("Di, 05 Mär 2024 10:00:00 +0100", "2024-03-05T09:00:00"),
      ("Di., 5. März 2024 10:00:00 +0100", "2024-03-05T09:00:00"),
      ("Dienstag, 5. Dezember 2023 10:00", "2023-12-05T10:00:00"),
      ("fre, 28 maj 1999 21:47:11 +0200 (CEST)", "1999-05-28T19:47:11"),
      ("lun., 5 févr. 2024 10:00:00 +0100", "2024-02-05T09:00:00"),
      ("jeu., 1 août 2024 10:00:00 +0200", "2024-08-01T08:00:00"),
      // Basque, Welsh, Persian.
      ("2024(e)ko otsailaren 5a, 10:00:00", "2024-02-05T10:00:00"),
      ("2024ko otsailak 5 10:00:00", "2024-02-05T10:00:00"),
      ("Maw, 5 Maw 2024 10:00:00 +0000", "2024-03-05T10:00:00"),
      ("Maw, 6 Chw 2024 10:00:00 +0000", "2024-02-06T10:00:00"),
      ("5 فوریهٔ 2024 10:00:00", "2024-02-05T10:00:00"),
      ("jeu, 1 aou 2024 10:00:00 +0200", "2024-08-01T08:00:00"),
      ("mar. 6 févr. 2024 10:00:00 +0100", "2024-02-06T09:00:00"),
      ("mar, 5 mars 2024 10:00:00 +0100", "2024-03-05T09:00:00"),
      ("mardi 6 avril 2021 10:00:00 +0200", "2021-04-06T08:00:00"),
      ("man, 04 des 2023 10:00:00 +0100", "2023-12-04T09:00:00"),
      ("pon, 05 lut 2024 10:00:00 +0100", "2024-02-05T09:00:00"),
      ("wt, 6 sie 2024 10:00:00 +0200", "2024-08-06T08:00:00"),
      ("5 października 2024 10:00:00 +0200", "2024-10-05T08:00:00"),
      ("Út, 6 úno 2024 10:00:00 +0100", "2024-02-06T09:00:00"),
      ("čt, 6 čen 2024 10:00:00 +0200", "2024-06-06T08:00:00"),
      ("út, 2 čec 2024 10:00:00 +0200", "2024-07-02T08:00:00"),
      ("mar 5 lug 2022 10:00:00 +0200", "2022-07-05T08:00:00"),
      ("sab, 7 set 2024 10:00:00 +0200", "2024-09-07T08:00:00"),
      ("martes, 6 de febrero de 2024 10:00:00 +0100", "2024-02-06T09:00:00"),
      ("Seg, 5 Fev 2024 10:00:00 -0300", "2024-02-05T13:00:00"),
      ("segunda-feira, 2 de setembro de 2024 10:00", "2024-09-02T10:00:00"),
      ("2024. február 5., hétfő 10:00:00 CET", "2024-02-05T09:00:00"),
      ("ma, 05 helmi 2024 10:00:00 +0200", "2024-02-05T08:00:00"),
      ("Pzt, 05 Şub 2024 10:00:00 +0300", "2024-02-05T07:00:00"),
      ("Sal, 06 Ağu 2024 10:00:00 +0300", "2024-08-06T07:00:00"),
      ("Пн, 05 фев 2024 10:00:00 +0300", "2024-02-05T07:00:00"),
      ("вторник, 6 августа 2024 г. 10:00:00 +0300", "2024-08-06T07:00:00"),
      ("Пн, 05 лют 2024 10:00:00 +0200", "2024-02-05T08:00:00"),
      ("ср, 15 тра 2024 10:00:00 +0300", "2024-05-15T07:00:00"),
      ("Δευ, 05 Φεβ 2024 10:00:00 +0200", "2024-02-05T08:00:00"),
      ("5 Φεβρουαρίου 2024 10:00:00 +0200", "2024-02-05T08:00:00"),
      ("יום ב׳, 5 בפברואר 2024 10:00", "2024-02-05T10:00:00"),
      ("ב׳, 5 פבר׳ 2024 10:00:00 +0200", "2024-02-05T08:00:00"),
      ("الاثنين، 5 فبراير 2024 10:00:00 +0200", "2024-02-05T08:00:00"),
      ("الاثنين، ٥ كانون الثاني ٢٠٢٤ ١٠:٠٠:٠٠ +0200", "2024-01-05T08:00:00"),
      ("Th 2, 5 tháng 2 2024 10:00:00 +0700", "2024-02-05T03:00:00"),
      ("จ., 5 ก.พ. 2567 10:00:00 +0700", "2024-02-05T03:00:00"),
      ("सोम, 5 फ़रवरी 2024 10:00:00 +0530", "2024-02-05T04:30:00"),
      ("2024 оны 2-р сарын 5 10:00", "2024-02-05T10:00:00"),
      ("2024 оны зуны 5 10:00", nil),
      // C's names of weekdays with months of another locale.
      ("Mon, 05 févr. 2024 10:00:00 +0100", "2024-02-05T09:00:00"),
      ("5th of February, 2024 10:00", "2024-02-05T10:00:00"),
      ("T, 10 Feb 2009 10:10:10 +0200", "2009-02-10T08:10:10"),
      ("T, 10 veebr 2009 10:10:10 +0200", "2009-02-10T08:10:10"),
      ("K, 11 veebr 2009 10:10:10 +0200", "2009-02-11T08:10:10"),
      ("10 ก.พ. 52 10:00:00 +0700", "2009-02-10T03:00:00"),
      ("10 ก.พ. 09 10:00:00 +0700", "2009-02-10T03:00:00"),
    ] as [(String, String?)])
  func words(value: String, expected: String?) {
    #expect(parse(value) == expected)
  }

  @Test(
    "Dates of numbers, with blanks and words",
    arguments: [
      ("21. 9. 2011 7:15:03", "2011-09-21T07:15:03"),
      ("19. 5. 2011, 15:06:08", "2011-05-19T15:06:08"),
      ("10. 2. 2009 18:22:33", "2009-02-10T18:22:33"),
      ("10. 2. 2009 18:22", "2009-02-10T18:22:00"),
      ("2024. 2. 5. 15:05", "2024-02-05T15:05:00"),
      ("Am 10.02.2009 um 18:22 Uhr", "2009-02-10T18:22:00"),
      ("am 10.02.2009, 06:22 Uhr", "2009-02-10T06:22:00"),
      ("Le 10/02/2009 à 18:22", "2009-02-10T18:22:00"),
      ("El 10/02/2009 a las 18:22", "2009-02-10T18:22:00"),
      ("Il 10/02/2009 alle ore 18:22", "2009-02-10T18:22:00"),
      ("On 10/02/2009 at 18:22", "2009-10-02T18:22:00"),
      ("10/02/2009 18:22", "2009-10-02T18:22:00"),
      ("02/10/2009 06:22 PM", "2009-02-10T18:22:00"),
      ("Le 02/13/2009 à 18:22", "2009-02-13T18:22:00"),
    ])
  func numbers(value: String, expected: String) {
    #expect(parse(value) == expected)
  }

  @Test(
    "The day of the week tells which month a name means",
    arguments: [
      ("uto, 7 lip 2009 10:00:00 +0200", "2009-07-07T08:00:00"),
      ("uto, 9 lip 2015 10:00:00 +0200", "2015-06-09T08:00:00"),
      ("pon, 6 lip 2009 10:00:00 +0200", "2009-07-06T08:00:00"),
      ("pon, 8 lip 2009 10:00:00 +0200", "2009-06-08T08:00:00"),
      ("čet, 8 lis 2009 10:00:00 +0200", "2009-10-08T08:00:00"),
      ("ned, 8 lis 2009 10:00:00 +0100", "2009-11-08T09:00:00"),
      ("Wed, 15 srp 2009 10:00:00 +0200", "2009-07-15T08:00:00"),
      ("so, 15 srp 2009 10:00:00 +0200", "2009-08-15T08:00:00"),
      ("četvrtak, 8. listopada 2009 10:00", "2009-10-08T10:00:00"),
      ("niedziela, 8 listopada 2009 10:00", "2009-11-08T10:00:00"),
    ])
  func weekday(value: String, expected: String) {
    #expect(parse(value) == expected)
  }

  @Test(
    "China, Japan and Korea",
    arguments: [
      ("2024年2月5日 10:00:00 +0800", "2024-02-05T02:00:00"),
      ("2024年02月05日(月) 10時00分05秒 +0900", "2024-02-05T01:00:05"),
      ("2024年2月5日 星期一 下午3:05", "2024-02-05T15:05:00"),
      ("2024年12月25日 上午 10:00", "2024-12-25T10:00:00"),
      ("二月 5, 2024 10:00:00 +0800", "2024-02-05T02:00:00"),
      ("星期一, 05 二月 2024 10:00:00 +0800", "2024-02-05T02:00:00"),
      ("週二, 05 十二月 2023 10:00:00 +0800", "2023-12-05T02:00:00"),
      ("月, 05 2月 2024 10:00:00 +0900", "2024-02-05T01:00:00"),
      ("令和6年2月5日 午後3時05分", "2024-02-05T15:05:00"),
      ("民國113年2月5日 10:00:00 +0800", "2024-02-05T02:00:00"),
      ("2024년 2월 5일 월요일 오후 3:05:00 +0900", "2024-02-05T06:05:00"),
      ("월, 05 2월 2024 10:00:00 +0900", "2024-02-05T01:00:00"),
      ("2024. 2. 5. 15:05", "2024-02-05T15:05:00"),
      ("２０２４年２月５日　１０：００", "2024-02-05T10:00:00"),
      ("令和元年5月10日", "2019-05-10T00:00:00"),
      ("平成二十一年二月十日", "2009-02-10T00:00:00"),
      ("昭和六十三年十二月三十一日 10:00", "1988-12-31T10:00:00"),
      ("二〇〇九年二月十日", "2009-02-10T00:00:00"),
      ("二零一九年十一月二十日 下午三时五分", "2019-11-20T15:05:00"),
    ] as [(String, String?)])
  func eastAsia(value: String, expected: String?) {
    #expect(parse(value) == expected)
  }

  @Test(
    "Encoded-words, ISO 8601, seconds since 1970",
    arguments: [
      ("=?utf-8?Q?Mon=2C_5_Feb_2024_10=3A00=3A00_+0000?=", "2024-02-05T10:00:00"),
      ("=?utf-8?B?bHVuLiwgNSBmw6l2ci4gMjAyNCAxMDowMDowMCArMDEwMA==?=", "2024-02-05T09:00:00"),
      ("=?iso-8859-1?Q?lun.=2C_5_f=E9vr=2E_2024?= 10:00:00 +0100", "2024-02-05T09:00:00"),
      ("2024-02-05T10:00:00Z", "2024-02-05T10:00:00"), ("1707127200.5", "2024-02-05T10:00:00"),
      ("1234567890.123", "2009-02-13T23:31:30"), ("@1234567890.123456", "2009-02-13T23:31:30"),
      ("2024-02-05T10:00:00.123456+01:00", "2024-02-05T09:00:00"),
      ("2024-02-05T10:00:00,5Z", "2024-02-05T10:00:00"),
      ("2024-02-05t10:00-05", "2024-02-05T15:00:00"),
      ("20240205T100000Z", "2024-02-05T10:00:00"),
      ("20240205T1000+0100", "2024-02-05T09:00:00"),
      ("20240205100000", "2024-02-05T10:00:00"),
      ("2024-02-05", "2024-02-05T00:00:00"),
      ("1707127200", "2024-02-05T10:00:00"), ("@1707127200", "2024-02-05T10:00:00"),
      ("1707127200123", "2024-02-05T10:00:00"), ("936000000", "1999-08-30T08:00:00"),
      ("12345", nil), ("x", nil), ("0", nil), ("lun mar mer", nil),
    ] as [(String, String?)])
  func otherForms(value: String, expected: String?) {
    #expect(parse(value) == expected)
  }

  @Test("Every name of the table means its month")
  func table() {
    var missed: [String] = []
    for (index, names) in MonthNames.sure.enumerated() {
      for name in names.split(separator: "|")
      where name.utf8.count > 2 && !isEnglishWeekday(String(name)) {
        let month = index + 1
        let expected = "2024-\(month < 10 ? "0" : "")\(month)-25T10:00:00"
        let found = parse("25 \(name). 2024 10:00:00 +0000")
        if found != expected { missed.append("\(name): \(found ?? "nil")") }
      }
    }
    #expect(missed.isEmpty)
    #expect(MonthNames.sure.count == 12)
    #expect(MonthNames.sure.reduce(0) { $0 + $1.split(separator: "|").count } > 4_000)
  }

  @Test(
    "A name of different months: the message's language decides, else the time of arrival",
    arguments: [
      // Croatian October and Polish November; July and June; August and July.
      ("5 listopada 2024 10:00:00 +0100", "", ["hr"], "2024-10-05"),
      ("5 listopada 2024 10:00:00 +0100", "", ["pl"], "2024-11-05"),
      ("5 listopada 2024 10:00:00 +0100", "2024-10-05", [], "2024-10-05"),
      ("5 listopada 2024 10:00:00 +0100", "2024-11-05", [], "2024-11-05"),
      ("5. listopada 2024. 10:00:00 +0200", "", [], "2024-10-05"),
      ("5 lip 2024 10:00:00 +0200", "2024-06-05", [], "2024-06-05"),
      ("5 lip 2024 10:00:00 +0200", "2024-06-05", ["pl"], "2024-07-05"),
      ("5 srp 2024 10:00:00 +0200", "", ["cs"], "2024-08-05"),
      ("5 srp 2024 10:00:00 +0200", "", ["en", "hr"], "2024-07-05"),
      // A name that means another month in one small language only.
      ("vr, 5 jan 2024 10:00:00 +0100", "2024-06-05", [], "2024-01-05"),
      // Numbers alone: the day first in most of the world.
      ("05/02/2024 10:00:00", "2024-02-05", [], "2024-02-05"),
      ("05/02/2024 10:00:00", "2024-05-02", [], "2024-05-02"),
      ("05/02/2024 10:00:00", "", [], "2024-05-02"),
      ("13/02/2024 10:00:00", "", [], "2024-02-13"),
    ] as [(String, String, [String], String)])
  func ambiguous(value: String, received: String, languages: [String], expected: String) {
    let arrival = Array("\(received)T12:00:00Z".utf8)
    let seconds = parseDate(arrival.span, 0..<arrival.count)?.seconds
    let found = parse(value, received: seconds, languages: languages)
    #expect(found?.prefix(10) == expected[...])
  }

  @Test("The language of a message is what it says, else that of the sender's country")
  func language() {
    func date(_ header: String) -> String? {
      Message("\(header)\nDate: 5 lis 2024 10:00:00 +0000\n\n").header.date.map {
        String(iso($0.seconds).prefix(10))
      }
    }
    #expect(date("Content-Language: hr") == "2024-10-05")
    #expect(date("From: a@example.hr") == "2024-10-05")
    #expect(date("From: a@example.cz") == "2024-11-05")
    #expect(date("Content-Language: pl-PL\nFrom: a@example.hr") == "2024-11-05")
    #expect(date("From: a@example.com") == "2024-11-05")
    #expect(
      date("Received: from x; Sat, 5 Oct 2024 10:00:07 +0000\nFrom: a@example.com") == "2024-10-05")
  }

  @Test(
    "A name of different months, and nothing but the text to tell the language",
    arguments: [
      ("Račun za članarinu", "Šaljemo račun.", "2024-10-05"),
      ("Spotkanie", "Dziękuję, do zobaczenia wkrótce. Łódź", "2024-11-05"),
      ("Schůzka", "Děkuji, uvidíme se příští týden.", "2024-11-05"),
      ("Meeting", "See you.", "2024-11-05"),
    ])
  func writtenLanguage(subject: String, text: String, expected: String) {
    let message = Message(
      """
      From: a@example.com
      Subject: \(subject)
      Date: 5 lis 2024 10:00:00 +0000
      Content-Type: text/plain; charset=utf-8

      \(text)
      """)
    #expect(message.header.date.map { iso($0.seconds).prefix(10) } == expected[...])
  }

  @Test("Names in the charset that the rest of the header is in")
  func eightBit() {
    for (charset, word) in [("ISO-8859-1", "févr."), ("CP1251", "фев"), ("UTF-8", "févr.")] {
      let bytes =
        Array("Content-Type: text/plain; charset=\(charset)\nDate: lun., 5 ".utf8)
        + encode(word, as: charset) + Array(" 2024 10:00:00 +0100\n\nx".utf8)
      #expect(Message(parsing: bytes).header.date?.seconds == 1_707_123_600)
    }
  }

  @Test("A Date that cannot be read gives way to Received and is a defect")
  func unreadable() {
    let message = Message(
      "Received: from a; Mon, 5 Feb 2024 10:00:00 +0000\nDate: whenever\nFrom: a@x\n\n")
    #expect(message.header.date?.origin == .received)
    #expect(message.contentDefects(of: message.parts[0]).map(\.kind) == [.unreadableDate])
    let readable = Message("Date: Mon, 5 Feb 2024 10:00:00 +0000\n\n")
    #expect(readable.contentDefects(of: readable.parts[0]).isEmpty)
  }
}
