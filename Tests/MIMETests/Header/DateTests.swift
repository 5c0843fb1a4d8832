import Testing

@testable import MIME

private func parse(_ value: String) -> String? {
  let bytes = Array(value.utf8)
  return parseDate(bytes.span, 0..<bytes.count).map { "\($0.seconds) \($0.zoneOffset)" }
}

@Suite("Dates, RFC 5322 section 3.3")
struct DateTests {
  // Seconds as `date -u -d … +%s` prints them.
  @Test(
    "Standard and obsolete",
    arguments: [
      ("Fri, 21 Nov 1997 09:55:06 -0600", "880127706 -21600"),
      ("Tue, 1 Jul 2003 10:52:37 +0200", "1057049557 7200"),
      ("Thu, 13 Feb 1969 23:32:54 -0330", "-27723426 -12600"),
      ("1 Jul 2003 10:52 +0200", "1057049520 7200"),
      ("Fri, 29 Feb 2008 00:00:00 +0000", "1204243200 0"),
      ("Sat, 31 Dec 2016 23:59:60 +0000", "1483228800 0"),
      // Appendix A.5
      (
        "Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)",
        "-27723480 -12600"
      ),
      // Section 4.3: two and three digits of a year, zones by name
      ("21 Nov 97 09:55:06 GMT", "880106106 0"),
      ("21 Nov 49 09:55:06 GMT", "2521101306 0"),
      ("21 Nov 103 09:55:06 GMT", "1069408506 0"),
      ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "880127706 -21600"),
      ("21 Nov 1997 09:55:06 EST", "880124106 -18000"),
      ("21 Nov 1997 09:55:06 PDT", "880131306 -25200"),
      ("21 Nov 1997 09:55:06 A", "880106106 0"),
      ("21 Nov 1997 09:55:06 Z", "880106106 0"),
    ] as [(String, String?)])
  func standard(value: String, expected: String?) {
    #expect(parse(value) == expected)
  }

  @Test(
    "What mailers write instead",
    arguments: [
      ("Fri Nov 21 09:55:06 1997", "880106106 0"),
      ("Fri Nov 21 09:55:06 EST 1997", "880124106 -18000"),
      ("Fri Nov 21 09:55:06 1997 -0600", "880127706 -21600"),
      ("Friday, 21-Nov-97 09:55:06 GMT", "880106106 0"),
      ("Nov 21, 1997 9:55:06 AM", "880106106 0"),
      ("Nov 21, 1997 9:55:06 PM -0600", "880170906 -21600"),
      ("21 November 1997 09:55:06 -0600", "880127706 -21600"),
      ("1997-11-21T09:55:06Z", "880106106 0"),
      ("1997-11-21 09:55:06 -0600", "880127706 -21600"),
      ("1997-11-21T09:55:06.123-06:00", "880127706 -21600"),
      ("1997/11/21 09:55:06", "880106106 0"),
      ("21.11.1997 09:55:06", "880106106 0"),
      ("Fri, 21 Nov 1997 09.55.06 -0600", "880127706 -21600"),
      ("Fri, 21 Nov 1997 09:55:06 GMT+0200", "880098906 7200"),
      ("Fri, 21 Nov 1997 09:55:06 UTC+02:00", "880098906 7200"),
      ("Fri, 21 Nov 1997 09:55:06 +2", "880098906 7200"),
      ("Fri, 21 Nov 1997 09:55:06 +05-30", "880086306 19800"),
      ("Fri, 21 Nov 1997 09:55:06 -03-30", "880118706 -12600"),
      ("Fri, 21 Nov 1997 09:55:06 (CET)", "880102506 3600"),
      ("Fri, 21 Nov 1997 09:55:06 \"GMT\"", "880106106 0"),
      ("Fri, 21 Nov 1997 09:55:06 0600", "880084506 21600"),
      ("Fri,21 Nov 1997 09:55:06-0600", "880127706 -21600"),
      ("21 Nov 1997", "880070400 0"),
      ("Fri, 21 Nov 1997 09:55:06 +9999", "880106106 0"),
      // C's tm_year as it is
      ("Wed, 24 Jul 0102 05:30:52 -0700", "1027513852 -25200"),
      // Months of other languages
      ("Do, 24 Okt 2002 05:30:52 +0000", "1035437452 0"),
      ("jue, 5 dic 2002 05:30:52 +0000", "1039066252 0"),
      ("5 mai 2002 05:30:52 +0000", "1020576652 0"),
      // No date
      ("", nil), ("yesterday", nil), ("Fri, 32 Nov 1997 09:55:06", nil), ("99:99:99", nil),
      ("Fri, 21 Nov 1997 25:00:00", nil), ("Fri, 21 Nov 99999999999999999999", nil),
    ] as [(String, String?)])
  func broken(value: String, expected: String?) {
    #expect(parse(value) == expected)
  }

  @Test("Without a readable Date the newest Received field counts, and says so")
  func received() {
    let text = """
      Received: from a by b; Fri, 21 Nov 1997 09:55:06 -0600
      Received: from c by a; Fri, 21 Nov 1997 09:00:00 -0600
      Date: soon

      """
    let date = Message(parsing: Array(text.utf8)).header.date
    #expect(date == MessageDate(seconds: 880_127_706, zoneOffset: -21_600, origin: .received))
    #expect(Message(parsing: Array("Subject: x\n\n".utf8)).header.date == nil)
  }

  @Test(
    "A Date that cannot be gives way to the time of arrival",
    arguments: [
      ("Wed, 23 Sep 3610 21:58:04 +0200", true), ("Thu, 1 Jan 1970 00:00:00 +0000", true),
      ("Wed, 31 Dec 1969 23:59:59 +0000", true),
      // A clock some days off, old mail sent on.
      ("Fri, 28 Nov 1997 09:55:06 -0600", false), ("1 Jan 1980 00:00:00 +0000", false),
    ])
  func implausible(date: String, givesWay: Bool) {
    let trace = "Received: from a by b; Fri, 21 Nov 1997 09:55:06 -0600\n"
    let written = Message(parsing: Array("Date: \(date)\n\n".utf8)).header.date
    let traced = Message(parsing: Array("\(trace)Date: \(date)\n\n".utf8)).header.date
    #expect(written?.origin == .date)
    #expect(traced?.origin == (givesWay ? .received : .date))
    #expect(traced == written || givesWay)
  }
}
