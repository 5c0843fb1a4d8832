import Archive
import ArgumentParser
import Testing

@testable import mailcask

/// Most searches are read by a parser of their own, because building the argument parser takes longer
/// than a search. Whatever the short one accepts must mean the same to the other.
@Suite struct SearchArgumentTests {
  private func task(ofParser arguments: [String]) throws -> SearchTask {
    let rewritten = rewriteNegatedTerms([SearchCommand.name] + arguments)
    return try SearchCommand.parse(Array(rewritten.dropFirst())).task
  }

  private func expectAgreement(_ arguments: [String]) throws {
    guard let short = SearchTask(arguments: arguments) else { return }
    let whole = try task(ofParser: arguments)
    #expect("\(short)" == "\(whole)", "\(arguments)")
  }

  /// What people type: these must not wait for the argument parser.
  @Test(arguments: [
    [], ["invoice"], ["invoice", "from:ferry"], ["-spam", "invoice"], ["-has:attachment"],
    ["\"boat trip\"", "date:2024"], ["--threads", "list:announce"], ["--limit", "5", "a"],
    ["a", "--limit", "5"], ["--archive", "/tmp/a", "--archive", "b", "lighthouse"],
    ["--", "-x", "--limit"], ["a", "--", "b"], ["", "a", ""], ["日本語", "-Grüße"], ["@1"],
    ["a", "a"],
    ["--limit", "5", "--limit", "7"], ["--threads", "--threads"], ["-étage"], ["a=b", "+c"],
  ])
  func theShortParserTakes(_ arguments: [String]) throws {
    #expect(SearchTask(arguments: arguments) != nil)
    try expectAgreement(arguments)
  }

  /// What it must leave to the other, which knows more options and explains mistakes.
  @Test(arguments: [
    ["--limit"], ["--limit", "0"], ["--limit", "x"], ["--limit=5"], ["--archive"],
    ["--archive", "--threads"], ["--offset", "5"], ["--json"], ["--explain", "a"], ["-q"], ["-v"],
    ["--quiet"], ["--help"], ["-h"], ["--thread"], ["-x"], ["-"], ["--no-pager"], ["-n"],
    ["-l", "5"],
  ])
  func theShortParserLeaves(_ arguments: [String]) {
    #expect(SearchTask(arguments: arguments) == nil)
  }

  @Test func theyAgreeOnWhateverIsTyped() throws {
    let pieces = [
      "invoice", "from:ferry", "-spam", "-has:attachment", "--threads", "--limit", "5", "0", "-1",
      "--archive", "dir", "--", "", " ", "OR", "\"a b\"", "-é", "--json", "-l", "@1", "(a", "b)",
      "*",
      "--limit=3", "--sort", "oldest", "-(a", "'-x'",
    ]
    var state: UInt64 = 5
    for _ in 0..<400 {
      let arguments = (0..<6).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return pieces[Int(state >> 33) % pieces.count]
      }
      try expectAgreement(arguments)
    }
  }

  @Test func helpNamesEveryField() {
    let help = SearchCommand.configuration.discussion
    for field in ArchiveGroup.queryFields { #expect(help.contains(" \(field):"), "\(field)") }
    #expect(ArchiveGroup.queryFields.contains("deliveredto"))
  }
}
