import Files
private import Glibc
package import MIME

extension CalendarClock {
  /// The clock of this machine: its time zone and the tz database.
  package static let system = CalendarClock(
    offset: { zone, clock in ZoneFile(named: zone)?.offset(at: clock) },
    local: { seconds in
      var time = time_t(seconds)
      var parts = unsafe tm()
      guard unsafe localtime_r(&time, &parts) != nil else { return (0, "UTC") }
      let name = unsafe parts.tm_zone.map { unsafe String(cString: $0) } ?? ""
      return unsafe (Int(parts.tm_gmtoff), name)
    })
}

/// The history of a time zone in the tz database (RFC 8536).
struct ZoneFile {
  /// The times, in seconds since 1970, from which an offset applies, and that offset.
  private var transitions: [(time: Int64, offset: Int)] = []
  private var first = 0
  /// The rule after the last transition.
  private var later: CalendarZone?

  private static let folder = "/usr/share/zoneinfo"

  /// Nil if the zone does not exist.
  init?(named name: String) {
    // "Europe/Berlin"; a name from a calendar must not lead outside the directory.
    guard !name.isEmpty, name.utf8.count < 64, name.utf8.first != UInt8(ascii: "/"),
      name.unicodeScalars.allSatisfy({
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789_+-/".unicodeScalars.contains($0))
      }),
      let bytes = try? SmallFile.read(
        FilePath("\(Self.folder)/\(name)"), limit: Limits.zoneFileBytes)
    else { return nil }
    self.init(bytes)
  }

  /// Nil if the bytes are not such a file.
  init?(_ bytes: [UInt8]) {
    guard let old = Header(bytes, at: 0) else { return nil }
    // Version 1 counts seconds in 32 bits; use the data of a later version if present.
    if old.version >= UInt8(ascii: "2"), let new = Header(bytes, at: old.end(timeSize: 4)) {
      read(bytes, new, timeSize: 8)
      let rule = bytes.dropFirst(new.end(timeSize: 8) + 1).prefix { $0 != UInt8(ascii: "\n") }
      later = CalendarZone(posixRule: String(decoding: rule, as: UTF8.self))
    } else {
      read(bytes, old, timeSize: 4)
    }
  }

  /// Offset in seconds east of Greenwich when the zone's clocks show this time. A time that they show
  /// twice is the first, one that they leave out is counted from before (RFC 5545 section 3.3.5).
  func offset(at clock: Int64) -> Int {
    let place = transitions.indices.last { index in
      let before = index > 0 ? transitions[index - 1].offset : first
      return transitions[index].time + Int64(max(before, transitions[index].offset)) <= clock
    }
    let last = place.map { transitions[$0] }
    if let last, last.time == transitions.last?.time, let later,
      let offset = later.offset(at: clock)
    {
      return offset
    }
    return last?.offset ?? (transitions.isEmpty ? later?.offset(at: clock) ?? first : first)
  }

  private struct Header {
    let version: UInt8
    private let start: Int
    let counts: [Int]

    init?(_ bytes: [UInt8], at start: Int) {
      guard start >= 0, start + 44 <= bytes.count,
        bytes[start..<start + 4].elementsEqual("TZif".utf8)
      else { return nil }
      version = bytes[start + 4]
      self.start = start
      counts = (0..<6).map {
        Int(truncatingIfNeeded: number(bytes, at: start + 20 + 4 * $0, size: 4))
      }
      guard counts.allSatisfy({ 0...100_000 ~= $0 }) else { return nil }
    }

    private var leaps: Int { counts[2] }
    var times: Int { counts[3] }
    var types: Int { counts[4] }
    var data: Int { start + 44 }

    func end(timeSize: Int) -> Int {
      data + times * (timeSize + 1) + types * 6 + counts[5] + leaps * (timeSize + 4) + counts[1]
        + counts[0]
    }
  }

  private mutating func read(_ bytes: [UInt8], _ header: Header, timeSize: Int) {
    guard header.end(timeSize: timeSize) <= bytes.count else { return }
    let indices = header.data + header.times * timeSize
    let types = indices + header.times
    func offset(_ type: Int) -> Int {
      type < header.types ? Int(number(bytes, at: types + 6 * type, size: 4)) : 0
    }
    first = offset(0)
    transitions = (0..<header.times).map { place in
      (
        number(bytes, at: header.data + place * timeSize, size: timeSize),
        offset(Int(bytes[indices + place]))
      )
    }
  }
}

/// A signed big-endian number.
private func number(_ bytes: [UInt8], at start: Int, size: Int) -> Int64 {
  guard start >= 0, start + size <= bytes.count else { return 0 }
  let bits = bytes[start..<start + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  return size == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
}
