import Mail
import Testing

@testable import MIME

private func calendar(_ lines: String, method: String = "REQUEST", zone: String = "") -> String {
  "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:\(method)\n\(zone)BEGIN:VEVENT\n\(lines)\nEND:VEVENT\nEND:VCALENDAR\n"
}

/// As Outlook writes it.
private let berlin = """
  BEGIN:VTIMEZONE
  TZID:W. Europe Standard Time
  BEGIN:STANDARD
  DTSTART:16010101T030000
  TZOFFSETFROM:+0200
  TZOFFSETTO:+0100
  RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
  END:STANDARD
  BEGIN:DAYLIGHT
  DTSTART:16010101T020000
  TZOFFSETFROM:+0100
  TZOFFSETTO:+0200
  RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
  END:DAYLIGHT
  END:VTIMEZONE

  """

private func lines(_ text: String, _ clock: CalendarClock? = nil) -> [String] {
  Calendar(text).text(clock).split(separator: "\n").map(String.init)
}

@Suite("Calendars for people, RFC 5545 and RFC 5546")
struct CalendarTests {
  @Test("When, where and who")
  func event() {
    let text = calendar(
      """
      SUMMARY:Planning\\, part two
      LOCATION:Room 7
      DTSTART:20240301T143000Z
      DTEND:20240301T153000Z
      ORGANIZER;CN="Lovelace; Ada":mailto:ada@example.org
      ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:MAILTO:bob@example.org
      ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:eve@example.org
      DESCRIPTION:Bring\\nyour\\; notes
      BEGIN:VALARM
      DESCRIPTION:Reminder
      END:VALARM
      """)
    #expect(
      lines(text) == [
        "Invitation: Planning, part two", "When: Fri 2024-03-01 14:30–15:30 (UTC)", "Where: Room 7",
        "Who: Lovelace; Ada <ada@example.org> (organizer)", "     Bob <bob@example.org> (accepts)",
        "     eve@example.org", "Bring", "your; notes",
      ])
  }

  @Test("When a task is to be done, and a place of several lines")
  func task() {
    let clock = CalendarClock(offset: { _, _ in 3600 }, local: { _ in (7200, "CEST") })
    let text =
      "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:x\nDUE:20240703T100000Z\nLOCATION:Hall 3\\nRoom 7\n"
      + "END:VTODO\nEND:VCALENDAR\n"
    #expect(
      lines(text, clock) == [
        "Task: x", "When: until Wed 2024-07-03 10:00 (UTC)",
        "      Wed 2024-07-03 12:00 (here, CEST)",
        "Where: Hall 3", "       Room 7",
      ])
    #expect(
      lines(text.replacing("DUE:20240703T100000Z", with: "DUE;VALUE=DATE:20240703"))[1]
        == "When: until Wed 2024-07-03")
  }

  @Test(
    "What is asked or said",
    arguments: [
      ("REQUEST", "", "Invitation: x"), ("REQUEST", "SEQUENCE:2", "Changed invitation: x"),
      ("CANCEL", "", "Cancelled: x"), ("REQUEST", "STATUS:CANCELLED", "Cancelled: x"),
      ("REPLY", "ATTENDEE;CN=Ada;PARTSTAT=ACCEPTED:mailto:a@x", "Reply, Ada accepts: x"),
      ("REPLY", "ATTENDEE;PARTSTAT=DECLINED:mailto:a@x", "Reply, a@x declines: x"),
      (
        "REPLY", "ATTENDEE;CN=Ada;PARTSTAT=TENTATIVE:mailto:a@x",
        "Reply, Ada accepts tentatively: x"
      ),
      ("COUNTER", "", "Another time is proposed: x"), ("PUBLISH", "", "Event: x"),
    ])
  func methods(method: String, line: String, title: String) {
    #expect(lines(calendar("SUMMARY:x\n\(line)", method: method)).first == title)
  }

  @Test(
    "Times, with their zone",
    arguments: [
      ("DTSTART:20240301T143000Z", "Fri 2024-03-01 14:30 (UTC)"),
      ("DTSTART:20240301T143000", "Fri 2024-03-01 14:30"),
      ("DTSTART;VALUE=DATE:20240301\nDTEND;VALUE=DATE:20240302", "Fri 2024-03-01, all day"),
      (
        "DTSTART;VALUE=DATE:20240301\nDTEND;VALUE=DATE:20240304", "Fri 2024-03-01 to Sun 2024-03-03"
      ),
      (
        "DTSTART:20240301T233000Z\nDTEND:20240302T003000Z",
        "Fri 2024-03-01 23:30–Sat 2024-03-02 00:30 (UTC)"
      ),
      ("DTSTART:20240301T143000Z\nDURATION:PT1H30M", "Fri 2024-03-01 14:30–16:00 (UTC)"),
      ("DTSTART;TZID=Europe/Berlin:20240301T143000", "Fri 2024-03-01 14:30 (Europe/Berlin)"),
      (
        "DTSTART;TZID=W. Europe Standard Time:20240301T143000",
        "Fri 2024-03-01 14:30 (W. Europe Standard Time, UTC+01:00)"
      ),
      (
        "DTSTART;TZID=\"W. Europe Standard Time\":20240701T143000",
        "Mon 2024-07-01 14:30 (W. Europe Standard Time, UTC+02:00)"
      ),
      // The last Sundays of March and October 2024.
      (
        "DTSTART;TZID=W. Europe Standard Time:20240330T235900",
        "Sat 2024-03-30 23:59 (W. Europe Standard Time, UTC+01:00)"
      ),
      (
        "DTSTART;TZID=W. Europe Standard Time:20240331T040000",
        "Sun 2024-03-31 04:00 (W. Europe Standard Time, UTC+02:00)"
      ),
      (
        "DTSTART;TZID=W. Europe Standard Time:20241027T040000",
        "Sun 2024-10-27 04:00 (W. Europe Standard Time, UTC+01:00)"
      ),
      (
        "DTSTART;TZID=W. Europe Standard Time:20240301T143000\nDTEND:20240301T143000Z",
        "Fri 2024-03-01 14:30–15:30 (W. Europe Standard Time, UTC+01:00)"
      ),
    ])
  func times(line: String, text: String) {
    #expect(
      lines(calendar("SUMMARY:x\n\(line)", zone: berlin)) == ["Invitation: x", "When: \(text)"])
  }

  @Test("In the reader's own time where that is another")
  func localTime() {
    let clock = CalendarClock(
      offset: { zone, _ in zone == "Europe/Berlin" ? 3600 : nil },
      local: { _ in (offset: -5 * 3600, name: "EST") })
    let start =
      "SUMMARY:x\nDTSTART;TZID=Europe/Berlin:20240301T013000\nDTEND;TZID=Europe/Berlin:20240301T023000"
    #expect(
      lines(calendar(start), clock) == [
        "Invitation: x", "When: Fri 2024-03-01 01:30–02:30 (Europe/Berlin, UTC+01:00)",
        "      Thu 2024-02-29 19:30–20:30 (here, EST)",
      ])
    let here = CalendarClock(offset: { _, _ in nil }, local: { _ in (0, "UTC") })
    #expect(lines(calendar("SUMMARY:x\nDTSTART:20240301T013000Z"), here).count == 2)
    #expect(
      lines(calendar("SUMMARY:x\nDTSTART;TZID=Nowhere/At_All:20240301T013000"), here).last
        == "When: Fri 2024-03-01 01:30 (Nowhere/At_All)")
  }

  @Test(
    "Zones by other names than those of the tz database",
    arguments: [
      ("W. Europe Standard Time", "+01:00"), ("Pacific Standard Time (Mexico)", "+01:00"),
      ("Central Europe Standard Time", "+01:00"), ("Romance Daylight Time", "+01:00"),
      ("/mozilla.org/20050126_1/Europe/Berlin", "+01:00"),
      ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "+01:00"),
      ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "+01:00"),
      ("(GMT-05:00) Eastern Time (US & Canada)", "+01:00"), ("GMT+0230", "+02:30"),
      ("UTC-5", "-05:00"), ("+05:30", "+05:30"), ("GMT", "+00:00"),
    ])
  func zonesByOtherNames(name: String, offset: String) {
    let known: Set = [
      "Europe/Berlin", "Europe/Budapest", "Europe/Paris", "America/Tijuana", "America/New_York",
    ]
    let clock = CalendarClock(
      offset: { zone, _ in known.contains(zone) ? 3600 : nil }, local: { _ in (3600, "CET") })
    let line = lines(calendar("SUMMARY:x\nDTSTART;TZID=\"\(name)\":20240301T013000"), clock)
    #expect(line[1] == "When: Fri 2024-03-01 01:30 (\(name), UTC\(offset))")
  }

  @Test(
    "One event of a series",
    arguments: [
      ("RECURRENCE-ID:20240301T143000Z", "the one of Fri 2024-03-01 14:30 (UTC)"),
      ("RECURRENCE-ID;VALUE=DATE:20240301", "the one of Fri 2024-03-01"),
      (
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20240301T143000Z",
        "the one of Fri 2024-03-01 14:30 (UTC), and all later ones"
      ),
    ])
  func occurrence(line: String, text: String) {
    #expect(
      lines(calendar("SUMMARY:x\nDTSTART:20240302T143000Z\n\(line)")).last == "Only: \(text)")
  }

  @Test(
    "Repetition",
    arguments: [
      ("FREQ=DAILY", "every day"),
      ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "every 2 weeks on Mon, Wed"),
      ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=10", "every month on last Fri, 10 times"),
      ("FREQ=YEARLY;UNTIL=20300101T000000Z", "every year, until Tue 2030-01-01"),
      ("FREQ=SECONDLY", "FREQ=SECONDLY"),
    ])
  func repetition(rule: String, text: String) {
    #expect(lines(calendar("SUMMARY:x\nRRULE:\(rule)")).last == "Repeats: \(text)")
  }

  @Test("An invitation among alternatives is shown, and its calendar is a file")
  func invitation() {
    for field in ["", "Content-Disposition: attachment; filename=meet.ics\n"] {
      let message = Message(
        """
        Content-Type: multipart/alternative; boundary=b

        --b

        Join the meeting
        --b
        Content-Type: text/html

        <p>Join the meeting</p>
        --b
        Content-Type: text/calendar; method=REQUEST
        \(field)
        \(calendar("SUMMARY:Title\nLOCATION:Room 7\nDTSTART:20240301T143000Z"))
        --b--

        """)
      #expect(
        message.readableText
          == "Join the meeting\n\nInvitation: Title\nWhen: Fri 2024-03-01 14:30 (UTC)\nWhere: Room 7\n"
      )
      #expect(message.attachments.map(\.name) == [field.isEmpty ? "invite.ics" : "meet.ics"])
      let file = message.attachments.first.map(message.content(of:))
      #expect(
        file.map { String(decoding: $0, as: UTF8.self) }?.hasPrefix("BEGIN:VCALENDAR") == true)
      #expect(message.searchableTexts.map(\.isAlternative) == [false, true, false])
    }
  }

  @Test("A calendar that is attached as well is listed once")
  func attachedToo() {
    let ics = calendar("SUMMARY:Title")
    let message = Message(
      "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n"
        + "--b\n\nJoin\n--b\nContent-Type: text/calendar; method=REQUEST\n\n\(ics)--b--\n--a\n"
        + "Content-Type: application/ics; name=invite.ics\nContent-Disposition: attachment; filename=invite.ics\n\n\(ics)--a--\n"
    )
    #expect(message.attachments.map(\.mediaType.description) == ["application/ics"])
  }

  @Test(
    "Broken calendars are read as far as they go",
    arguments: [
      "", "BEGIN:VEVENT", "BEGIN:VEVENT\nSUMMARY:x", "END:VEVENT\nEND:VEVENT",
      "BEGIN:VTIMEZONE\nBEGIN:VEVENT\nSUMMARY:x",
      "BEGIN:VEVENT\nDTSTART:99999999T999999\nDTEND:x\nDURATION:P99999999999W\nRRULE:;;=\nSEQUENCE:-1\nEND:VEVENT",
      "BEGIN:VTIMEZONE\nTZID:z\nBEGIN:STANDARD\nDTSTART:00010101T000000\nTZOFFSETTO:+\nRRULE:FREQ=YEARLY;BYMONTH=99;BYDAY=-99SU\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;TZID=z:99990101T000000\nEND:VEVENT",
    ])
  func broken(text: String) {
    let clock = CalendarClock(offset: { _, _ in 0 }, local: { _ in (3600, "x") })
    #expect(Calendar(text).text(clock).utf8.count < 1_000)
  }
}
