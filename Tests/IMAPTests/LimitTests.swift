import IMAP
import TestThreads
import Testing

/// A hostile server gets an error, and no memory.
@Suite(.waiting) struct LimitTests {
  private func failure(_ text: String) -> IMAPError.Code? {
    do { _ = try dialogue([.capability], hears: text) } catch { return (error as? IMAPError)?.code }
    return nil
  }

  @Test func limits() {
    let long = String(repeating: "a", count: 70 << 10)
    let deep = String(repeating: "(", count: 40)
    #expect(failure("* OK " + long) == .limitExceeded)
    #expect(failure("* 1 FETCH (X {70000}\r\n") == .limitExceeded)
    #expect(failure("* 1 FETCH (BODY[] {9999999999}\r\n") == .limitExceeded)
    #expect(failure("* 1 FETCH \(deep)\r\n") != nil)
    #expect(failure("* LIST () \"/\" (a {4}\r\n") == nil, "it waits for the literal")
    #expect(failure(String(repeating: "nonsense\r\n", count: 1_001)) == .protocolViolation)
    #expect(
      failure("* SEARCH" + String(repeating: " 12345678", count: 20_000) + "\r\n")
        == .protocolViolation)
    #expect(failure("* 1 FETCH )\"{5}\r\n") == .protocolViolation, "no text is taken for answers")
  }

  @Test func answersToWhatWasNotAskedEndTheSession() {
    #expect(failure("M2 OK done\r\n") == .protocolViolation)
    #expect(failure("M1 OK done\r\nM1 OK again\r\n") == .protocolViolation)
    #expect(failure("A1 OK done\r\n") == .protocolViolation)
  }

  @Test func oneMalformedAnswerCostsItself() throws {
    let events = try dialogue(
      [.capability], hears: "* 1 FETCH (UID 3 FLAGS (a)\r\n* )(\r\n* 2 EXISTS\r\nM1 OK done\r\n")
    #expect(events.count == 4)
    #expect(events.suffix(2) == ["exists(2)", "CAPABILITY: OK"])
  }

  @Test func aSetIsNeverWrittenOut() throws {
    let set = try #require(UIDSet(wire: "1:4294967295".utf8))
    #expect(set.count == 4_294_967_295)
    #expect(set.contains(7) && set.contains(.max) && !set.contains(0))
    #expect(UIDSet(wire: "1:*".utf8) == nil)
    #expect(UIDSet(wire: "5:1,3".utf8)?.text == "1:5")
    #expect(
      UIDSet(wire: "".utf8) == nil && UIDSet(wire: "1,,2".utf8) == nil
        && UIDSet(wire: "1:2:3".utf8) == nil)
  }

  @Test func setsOfNumbers() {
    var set = UIDSet([5, 1, 2, 9, 3, 5])
    #expect(set.text == "1:3,5,9")
    let isNew = set.insert(4)
    #expect(isNew && set.text == "1:5,9")
    let isKnown = !set.insert(9)
    #expect(isKnown)
    set.remove(3)
    #expect(set.text == "1:2,4:5,9" && set.count == 5 && set.last == 9)
    set.insert(0...20)
    #expect(set.text == "0:20")
  }
}
