import Testing

@testable import Net

/// Answers of name servers: right ones, and any bytes.
@Suite struct DNSAnswerTests {
  private static func name(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for label in text.split(separator: ".") {
      bytes.append(UInt8(label.utf8.count))
      bytes += Array(label.utf8)
    }
    return bytes + [0]
  }

  private static func number(_ value: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
  }

  /// An answer to one question, whose name stands at byte 12.
  private static func answer(_ type: Int, _ data: [[UInt8]]) -> [UInt8] {
    var bytes: [UInt8] = []
    for value in [1, 0x8180, 1, data.count, 0, 0] { bytes += number(value) }
    bytes += name("example.org")
    for value in [type, 1] { bytes += number(value) }
    for record in data {
      for value in [0xC00C, type, 1, 0, 256, record.count] { bytes += number(value) }
      bytes += record
    }
    return bytes
  }

  @Test func mailExchangersComeByPreference() {
    let bytes = Self.answer(
      15,
      [
        Self.number(20) + Self.name("B.example.net"), Self.number(10) + [2, 0x6D, 0x78, 0xC0, 12],
        Self.number(5) + [0],
      ])
    #expect(DNSAnswer(bytes).mailExchangers == ["mx.example.org", "b.example.net"])
    #expect(DNSAnswer(bytes).services.isEmpty)
  }

  @Test func servicesComeByPriorityAndWeight() {
    func record(_ priority: Int, _ weight: Int, _ port: Int, _ host: String) -> [UInt8] {
      Self.number(priority) + Self.number(weight) + Self.number(port) + Self.name(host)
    }
    let bytes = Self.answer(
      33,
      [
        record(20, 0, 993, "last.example.org"), record(10, 1, 993, "second.example.org"),
        record(10, 9, 1993, "first.example.org"), record(0, 0, 0, "no.port.example.org"),
        Self.number(0) + Self.number(0) + Self.number(1) + [0],
      ])
    #expect(
      DNSAnswer(bytes).services
        == [
          DNS.Service(host: "first.example.org", port: 1993),
          DNS.Service(host: "second.example.org", port: 993),
          DNS.Service(host: "last.example.org", port: 993),
        ])
  }

  @Test func anyBytesGiveSomeAnswer() {
    let good = Self.answer(15, [Self.number(1) + Self.name("mx.example.org")])
    for length in good.indices { _ = DNSAnswer(Array(good[..<length])).mailExchangers }
    for index in good.indices {
      for value in [0, 1, 12, 0x3F, 0xC0, 0xFF] as [UInt8] {
        var bytes = good
        bytes[index] = value
        _ = (DNSAnswer(bytes).mailExchangers, DNSAnswer(bytes).services)
      }
    }
    // A name that points to itself, and one that points forward.
    for pointer in [[0xC0, 43], [0xC0, 60]] as [[UInt8]] {
      #expect(DNSAnswer(Self.answer(15, [Self.number(1) + pointer])).mailExchangers.isEmpty)
    }
    // Control characters are in no host name.
    let odd: [UInt8] = [3, 0x1B, 0x5B, 0x6D, 0]
    #expect(DNSAnswer(Self.answer(15, [Self.number(1) + odd])).mailExchangers.isEmpty)
  }
}
