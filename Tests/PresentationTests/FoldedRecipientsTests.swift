import Testing

@testable import Presentation

@Suite struct FoldedRecipientsTests {
  private static let many = (1...250).map { "p\($0)@example.org" }.joined(separator: ", ")

  @Test func aFewStayAndHundredsFold() {
    let few = "ada@example.org, \"Babbage, Charles\" <charles@example.org>"
    #expect(foldedRecipients(few, of: "To", columns: 70, way: "h") == few)
    let folded = foldedRecipients(Self.many, of: "Cc", columns: 70, way: "--headers")
    #expect(folded.hasPrefix("p1@example.org, p2@example.org"))
    #expect(folded.hasSuffix(" more (--headers)"))
    #expect(folded.count <= 140)
  }

  @Test(arguments: [20, 34, 72, 150]) func shownAndLeftOutAreAll(_ columns: Int) throws {
    let folded = foldedRecipients(Self.many, of: "to", columns: columns, way: "h")
    let more = try #require(folded.firstMatch(of: /and (\d+) more/)?.1)
    #expect(folded.matches(of: /@example/).count + (Int(more) ?? 0) == 250)
  }

  @Test func onlyRecipientsFold() {
    #expect(foldedRecipients(Self.many, of: "Subject", columns: 40, way: "h") == Self.many)
  }

  /// A comma in a name is none between recipients.
  @Test func namesWithCommasAreOneRecipient() {
    let names = (1...40).map { "\"Last\($0), First\" <p\($0)@example.org>" }.joined(separator: ", ")
    let folded = foldedRecipients(names, of: "To", columns: 60, way: "h")
    #expect(folded.contains("more (h)") && !folded.contains("\"Last1,\","))
  }
}
