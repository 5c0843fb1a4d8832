import Glibc
import Testing

@testable import Errors

@Suite struct ErrorTextTests {
  @Test(
    arguments: [
      (
        ErrorText("cannot open", at: "/mail", why: "it is locked", remedy: "wait"),
        "cannot open (/mail): it is locked. Wait."
      ),
      (ErrorText("open /mail", why: "it is locked"), "open /mail: it is locked"),
      (
        ErrorText(at: "/mail", why: "does not exist", remedy: "Check its name."),
        "/mail: does not exist. Check its name."
      ),
      (ErrorText(why: "no memory", remedy: "close something!"), "no memory. Close something!"),
      (
        ErrorText("ask", why: "the server says \"No.\".", remedy: "did you mean \"from:\"?"),
        "ask: the server says \"No.\". Did you mean \"from:\"?"
      ),
      (
        ErrorText("use the index", why: "there is none", remedy: "\"mailcask reindex\" makes it"),
        "use the index: there is none. \"mailcask reindex\" makes it."
      ),
      (ErrorText(why: ""), ""),
    ])
  func oneSentence(text: ErrorText, expected: String) { #expect(text.sentence == expected) }

  @Test func theSystemsWordsForItsErrors() {
    #expect(systemReason(ENOENT) == "No such file or directory")
    #expect(systemReason(ENOSPC) == "No space left on device")
    #expect(systemReason(123_456).contains("123456"))
    errno = EACCES
    #expect(systemReason() == "Permission denied")
  }
}
