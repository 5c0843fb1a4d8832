import Presentation
import TestSupport
import Testing

/// A word is one word for a shell, whatever stands in it.
@Suite struct ShellTests {
  @Test(arguments: [
    "", "plain", "two words", "it's", "'", "''", "$(touch x)", "`x`", "a\\", "a\nb", "é日🎉",
    // A combining mark is one Character with the apostrophe before it.
    "a'\u{301}; echo owned; '\u{301}",
  ])
  func quotedWordsComeBack(_ word: String) throws {
    let result = try runCommand(["sh", "-c", "printf %s \(Shell.quoted(word))"])
    #expect(result.status == 0)
    #expect(result.output.elementsEqual(word.utf8))
  }
}
