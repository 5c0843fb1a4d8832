import Testing

@testable import MIME

@Suite("Messages with something wrong")
struct FixtureTests {
  @Test("Each parses to the tree beside it, with LF and with CRLF", arguments: Fixture.all)
  func tree(fixture: Fixture) {
    #expect(Expectation(Message(parsing: fixture.bytes)) == fixture.expected)
    var withCRLF = Expectation(Message(parsing: fixture.withCRLF))
    // Sizes of bodies that are not encoded count their line ends.
    for (index, part) in fixture.expected.parts.enumerated()
    where withCRLF.parts.indices.contains(index) && part.encoding == "identity" {
      withCRLF.parts[index].size = part.size
    }
    #expect(withCRLF == fixture.expected)
  }

  @Test("There are fixtures")
  func present() {
    #expect(Fixture.all.count >= 30)
  }
}
