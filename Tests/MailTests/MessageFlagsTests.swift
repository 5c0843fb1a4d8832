import Mail
import Testing

@Suite struct MessageFlagsTests {
  @Test func theNumbersOfTheStoredFormatStay() {
    let stored: [MessageFlags] = [
      .encrypted, .signed, .automatic, .hasAttachment, .fromList, .hasImage, .hasCalendar,
      .defective,
    ]
    #expect(stored.map(\.rawValue) == [1, 2, 4, 8, 16, 32, 64, 128])
  }

  @Test func stateGoesToTagsAndBack() {
    let state: MessageFlags = [.passed, .seen, .draft, .answered, .flagged, .deleted]
    #expect(state.tags == ["seen", "answered", "flagged", "deleted", "draft", "passed"])
    #expect(MessageFlags(tags: state.tags) == state)
    // What it is has no tags.
    #expect(MessageFlags([.signed, .hasAttachment, .seen]).tags == ["seen"])
  }

  @Test(
    arguments: [
      ("read", .seen), ("replied", .answered), ("forwarded", .passed), ("spam", .spam),
      ("muted", .muted), ("important", .important), ("work", []), ("signed", []), ("Read", []),
    ] as [(String, MessageFlags)])
  func wordsForTaggingMeanAState(_ tag: String, _ flags: MessageFlags) {
    #expect(MessageFlags(tags: [tag]) == flags)
  }
}
