import Bytes
import Digests
import Mail

/// Values of header fields that are written here.
enum FieldValue {
  /// As RFC 5322 §3.3 has it: "Tue, 01 Dec 2026 08:30:00 +0000".
  static func date(_ time: Int64) -> String {
    let date = CivilDate(epoch: time)
    func two(_ number: Int) -> String { CivilDate.padded(number, 2) }
    let clock = [date.hour, date.minute, date.second].map(two).joined(separator: ":")
    return "\(CivilDate.weekdayNames[date.weekday]), \(two(date.day)) "
      + "\(CivilDate.monthNames[date.month - 1]) \(date.year) \(clock) +0000"
  }

  /// What every Message-ID that is made here has before "@".
  static let idMark = ".mailcask"

  /// A Message-ID with its brackets, in the domain of the sender's address.
  static func messageID(for sender: String) throws -> String {
    let random = Hexadecimal.encode(try KeyedDigest.random(count: 16))
    let domain = sender.split(separator: "@").last.map(String.init) ?? "localhost"
    return "<\(random)\(idMark)@\(domain)>"
  }
}
