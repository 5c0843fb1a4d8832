import Foundation
import MIME
import Testing

@testable import Presentation

/// Times of calendars in the zones of the tz database.
@Suite struct SystemClockTests {
  private func clock(_ text: String) throws -> Int64 {
    let formatter = ISO8601DateFormatter()
    return Int64(try #require(formatter.date(from: text + "Z")).timeIntervalSince1970)
  }

  /// Hours east of Greenwich when the clocks show this.
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Berlin")),
    arguments: [
      ("Europe/Berlin", "2024-03-01T14:30:00", 1.0), ("Europe/Berlin", "2024-07-01T14:30:00", 2),
      ("Europe/Berlin", "2024-03-31T01:59:00", 1), ("Europe/Berlin", "2024-03-31T03:01:00", 2),
      // Shown twice, and left out.
      ("Europe/Berlin", "2024-10-27T02:30:00", 2), ("Europe/Berlin", "2024-10-27T03:00:00", 1),
      ("Europe/Berlin", "2024-03-31T02:30:00", 1), ("America/New_York", "2024-11-03T01:30:00", -4),
      ("Australia/Sydney", "2024-04-07T02:30:00", 11),
      ("Europe/Berlin", "2024-10-27T04:00:00", 1), ("Europe/Berlin", "2090-07-01T12:00:00", 2),
      ("Europe/Berlin", "2090-12-01T12:00:00", 1), ("America/New_York", "2024-07-01T12:00:00", -4),
      ("America/New_York", "2075-01-01T12:00:00", -5), ("Asia/Kolkata", "2024-01-01T00:00:00", 5.5),
      ("Australia/Sydney", "2024-01-01T12:00:00", 11),
      ("Australia/Sydney", "2080-07-01T12:00:00", 10),
      ("UTC", "2024-01-01T12:00:00", 0),
    ])
  func offsets(zone: String, time: String, hours: Double) throws {
    #expect(CalendarClock.system.offset(zone, try clock(time)) == Int(hours * 3600))
  }

  @Test(arguments: [
    "Nowhere/At_All", "", "/etc/passwd", "../../../etc/passwd", "Europe", "posixrules\0x",
  ])
  func otherNamesAreNoZones(name: String) {
    #expect(CalendarClock.system.offset(name, 0) == nil)
  }

  @Test func brokenFilesAreNoZones() throws {
    #expect(ZoneFile(Array("TZif2".utf8)) == nil)
    let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
    for count in [UInt8(0), 0x7F, 0xFF] {
      let counts = [UInt8](repeating: count, count: 24)
      let zone = ZoneFile(
        header + counts + header + counts + Array("\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8))
      #expect(zone == nil || zone?.offset(at: 0) != nil)
    }
  }

  @Test(arguments: [
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-07-01T12:00:00", 7200),
    ("CET-1", "2024-07-01T12:00:00", 3600),
    ("EST5EDT,M3.2.0,M11.1.0", "2024-03-10T03:30:00", -14_400),
    ("<+0330>-3:30", "2024-01-01T00:00:00", 12_600),
    ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-12-01T12:00:00", 39_600),
  ])
  func rules(text: String, time: String, offset: Int) throws {
    #expect(CalendarZone(posixRule: text)?.offset(at: try clock(time)) == offset)
  }
}
