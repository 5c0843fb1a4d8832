/// The answer of a name server (RFC 1035 §4), as far as it names hosts. Any bytes can be given: what is
/// not understood is left out.
struct DNSAnswer {
  private let bytes: [UInt8]
  /// Where the records of the answer begin.
  private var at = 0
  private var records = 0

  static let internetClass: Int32 = 1

  enum RecordType: Int {
    case mailExchanger = 15
    case service = 33
  }

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard let questions = number(at: 4, bytes: 2), let answers = number(at: 6, bytes: 2) else {
      return
    }
    at = Self.headerBytes
    for _ in 0..<questions {
      guard skipName() else { return }
      at += 4  // type and class
    }
    records = min(answers, Limits.dnsRecords)
  }

  private static let headerBytes = 12

  /// The hosts of MX records, the preferred first (RFC 5321 §5.1).
  var mailExchangers: [String] {
    var found: [(preference: Int, host: String)] = []
    forEach(.mailExchanger) { data in
      guard let preference = number(at: data, bytes: 2), let host = name(at: data + 2) else {
        return
      }
      found.append((preference, host))
    }
    return found.sorted { ($0.preference, $0.host) < ($1.preference, $1.host) }.map(\.host)
  }

  /// The targets of SRV records, those to be tried first in front (RFC 2782). The target "." says that
  /// there is no such service, and is left out.
  var services: [DNS.Service] {
    var found: [(priority: Int, weight: Int, service: DNS.Service)] = []
    forEach(.service) { data in
      guard let priority = number(at: data, bytes: 2), let weight = number(at: data + 2, bytes: 2),
        let port = number(at: data + 4, bytes: 2).flatMap(UInt16.init(exactly:)), port > 0,
        let host = name(at: data + 6)
      else { return }
      found.append((priority, weight, DNS.Service(host: host, port: port)))
    }
    return found.sorted { ($0.priority, -$0.weight) < ($1.priority, -$1.weight) }.map(\.service)
  }

  // MARK: Records

  /// - Parameter body: gets where the data of a record of the type begins.
  private func forEach(_ type: RecordType, _ body: (Int) -> Void) {
    var cursor = self
    for _ in 0..<records {
      guard cursor.skipName(), let found = number(at: cursor.at, bytes: 2),
        let length = number(at: cursor.at + 8, bytes: 2)
      else { return }
      let data = cursor.at + 10
      guard data + length <= bytes.count else { return }
      if found == type.rawValue { body(data) }
      cursor.at = data + length
    }
  }

  /// Big-endian.
  private func number(at place: Int, bytes count: Int) -> Int? {
    guard place >= 0, place + count <= bytes.count else { return nil }
    return bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
  }

  /// Moves behind a name; false where it does not end.
  private mutating func skipName() -> Bool {
    while let length = number(at: at, bytes: 1) {
      if length & 0xC0 == 0xC0 {
        at += 2
        return at <= bytes.count
      }
      guard length & 0xC0 == 0 else { return false }
      at += 1 + length
      if length == 0 { return true }
    }
    return false
  }

  /// A name in lower case without its last full stop; nil for the root and for one that is no host name.
  private func name(at start: Int) -> String? {
    var place = start
    var labels: [String] = []
    var length = 0
    // Each pointer must lead back, so that a name ends.
    var limit = bytes.count
    while let count = number(at: place, bytes: 1), count > 0 {
      if count & 0xC0 == 0xC0 {
        guard let target = number(at: place, bytes: 2).map({ $0 & 0x3FFF }),
          target < min(place, limit)
        else { return nil }
        (place, limit) = (target, target)
        continue
      }
      guard count & 0xC0 == 0, place + 1 + count <= bytes.count else { return nil }
      let label = bytes[place + 1..<place + 1 + count]
      length += count + 1
      guard length <= Limits.hostName, label.allSatisfy(Self.isOfHost) else { return nil }
      labels.append(String(decoding: label, as: UTF8.self).lowercased())
      place += 1 + count
    }
    guard number(at: place, bytes: 1) == 0, !labels.isEmpty else { return nil }
    return labels.joined(separator: ".")
  }

  private static func isOfHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
