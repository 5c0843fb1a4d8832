import Foundation
import TestSupport
import Testing

@testable import Search

/// Regular expressions in queries: `subject:/re(g)?ex/`.
@Suite struct LinearRegexTests {
  @Test(
    arguments: [
      ("", "", true), ("a", "", false), ("a", "bab", true), ("^a", "ba", false),
      ("a$", "ab", false),
      ("^$", "", true), ("a.c", "abc", true), ("a.c", "ac", false), ("[a-c]+d", "xbcad", true),
      ("[^a]", "aaa", false), ("[^a]", "aab", true), ("ab{2,3}c", "abbbc", true),
      ("ab{2,3}c", "abc", false), ("ab{2}c", "abbbc", false), ("ab{2,}c", "abbbbbc", true),
      ("(ab|cd)*ef", "ababcdef", true), ("^(ab|cd)*$", "abc", false), ("colou?r", "color", true),
      ("\\d\\d", "a12", true), ("\\D", "12", false), ("\\bcat\\b", "a cat.", true),
      ("\\bcat\\b", "concat", false), ("\\Bcat", "concat", true), ("\\s\\w", "a b", true),
      ("[[:digit:]]+", "x7", true), ("[[:punct:]]", "abc", false), ("RÉSUMÉ", "my resume", true),
      ("straße", "STRASSE", true), ("a\\.b", "axb", false),
      ("(a*)*b", "aaaaaaaaaaaaaaaaaaaac", false),
    ])
  func matches(_ pattern: String, _ text: String, _ isMatch: Bool) throws {
    #expect(try LinearRegex(pattern).matches(text) == isMatch)
  }

  @Test(arguments: ["(", ")", "a{3,2}", "[a", "\\q", "*", "a**b(", "[[:word:]]"])
  func mistakesAreNamed(_ pattern: String) {
    let error = #expect(throws: LinearRegex.Malformed.self) { try LinearRegex(pattern) }
    #expect(error?.reason.isEmpty == false)
  }

  /// Random patterns mean what they mean to RE2, on random texts.
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/include/re2/re2.h"), "no libre2-dev"))
  func patternsMeanWhatTheyMeanToRE2() throws {
    let directory = try TemporaryDirectory()
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Peers/re2match.cc").path
    let program = directory.path + "/re2match"
    let built = try runCommand(["g++", "-O1", "-o", program, source, "-lre2"])
    #expect(built.status == 0, "\(built.errors)")
    var made = RandomPatterns(seed: 11)
    let cases = (0..<4_000).map { _ in (pattern: made.pattern(depth: 3), text: made.text()) }
    let lines = cases.map { "\($0.pattern)\t\($0.text)\n" }.joined()
    let answers = try runCommand([program], input: Data(lines.utf8)).text.split(separator: "\n")
    #expect(answers.count == cases.count)
    var matched = 0
    for (each, answer) in zip(cases, answers) where answer != "E" {
      let isMatch = try LinearRegex(each.pattern).matches(each.text)
      #expect(isMatch == (answer == "1"), "/\(each.pattern)/ in \"\(each.text)\"")
      if isMatch { matched += 1 }
    }
    #expect(matched > 500 && matched < cases.count - 500)
  }
}

private struct RandomPatterns {
  private var random: SplitMix

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  private mutating func pick(_ choices: [String]) -> String {
    choices.randomElement(using: &random) ?? ""
  }

  mutating func text() -> String {
    (0..<Int.random(in: 0...8, using: &random)).map { _ in
      pick(["a", "b", "c", "1", " ", "-", "_"])
    }
    .joined()
  }

  mutating func pattern(depth: Int) -> String {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in piece(depth: depth) }.joined()
  }

  private mutating func piece(depth: Int) -> String {
    let atom =
      if depth > 0, Int.random(in: 0..<3, using: &random) == 0 {
        "(\(pattern(depth: depth - 1))|\(pattern(depth: depth - 1)))"
      } else {
        pick([
          "a", "b", "c", "1", " ", "-", ".", "[ab]", "[^a]", "[a-c1]", "\\d", "\\w", "\\W", "\\D",
          "\\s", "\\S", "^", "$", "\\b", "\\B", "[[:alpha:]]", "[[:digit:]]",
        ])
      }
    guard !["^", "$", "\\b", "\\B"].contains(atom) else { return atom }
    return atom + pick(["", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}"])
  }
}
