import Files
import Testing

@testable import SMTP

@Suite struct WireFormTests {
  /// What is stored, and what goes over the network by DATA and by BDAT.
  static let cases: [(stored: String, data: String, chunk: String)] = [
    ("a\r\n", "a\r\n", "a\r\n"),
    ("a", "a\r\n", "a\r\n"),
    ("a\nb\n", "a\r\nb\r\n", "a\r\nb\r\n"),
    ("a\rb", "a\r\nb\r\n", "a\r\nb\r\n"),
    ("a\r\r\nb", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n"),
    (".\r\n..a\r\nb.\r\n", "..\r\n...a\r\nb.\r\n", ".\r\n..a\r\nb.\r\n"),
    ("a\n.\nQUIT\n", "a\r\n..\r\nQUIT\r\n", "a\r\n.\r\nQUIT\r\n"),
    ("a\r.\rQUIT", "a\r\n..\r\nQUIT\r\n", "a\r\n.\r\nQUIT\r\n"),
    ("", "", ""),
    ("a\r", "a\r\n", "a\r\n"),
  ]

  @Test(arguments: cases) func linesEndInCRLFAndDotsAreDoubledHoweverTheMessageIsCut(
    _ stored: String, _ data: String, _ chunk: String
  ) {
    for (stuffs, expected) in [(true, data), (false, chunk)] {
      for size in 1...max(1, stored.utf8.count) {
        var encoder = WireEncoder(stuffsDots: stuffs)
        var output: [UInt8] = []
        var rest = Array(stored.utf8)[...]
        while !rest.isEmpty {
          output += encoder.encode(rest.prefix(size))
          rest = rest.dropFirst(size)
        }
        output += encoder.finish()
        #expect(String(decoding: output, as: UTF8.self) == expected)
      }
    }
  }

  @Test func theSurveySaysWhatAServerMustTake() throws {
    let message = "Subject: jü\nX: y\n\nbody ü\n" + String(repeating: "x", count: 1200) + "\n"
    let survey = try WireSurvey([.memory(Array(message.utf8))])
    #expect(survey.size == message.utf8.count + 5)
    #expect(survey.has8Bit && survey.has8BitHeader && survey.headerIsUTF8)
    #expect(survey.longestLine == 1200)
    let plain = try WireSurvey([.memory(Array("A: b\r\n".utf8)), .memory(Array("\r\nü\r\n".utf8))])
    #expect(plain.has8Bit && !plain.has8BitHeader && plain.size == 12)
    let latin = try WireSurvey([.memory([0x41, 0x3A, 0xFC, 10, 10])])
    #expect(latin.has8BitHeader && !latin.headerIsUTF8)
  }
}
