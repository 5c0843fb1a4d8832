import Archive
import ArgumentParser
import Testing

@testable import mailcask

/// Most searches, and what is typed to read a message, are read by a parser of their own, because building
/// the argument parser takes longer. Whatever the short one accepts must mean the same to the other.
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
    ["--limit=5"], ["--offset", "5"], ["--json"], ["--json", "--format", "ids"],
    ["--explain", "a"], ["--no-pager"], ["-l", "5"], ["--format", "ids", "a"], ["--format=csv"],
    ["--snippets", "a"], ["--snippets", "--no-snippets"], ["--no-snippets", "--snippets", "x"],
    ["--sort", "relevance", "a"], ["--sort=oldest"], ["--facets", "sender,year", "a"],
    ["--facets=list,account,type", "--facet-limit=0"], ["--dates", "relative"],
    ["--color=always", "a"], ["--archive=/tmp/a=b"],
  ])
  func theShortParserTakes(_ arguments: [String]) throws {
    #expect(SearchTask(arguments: arguments) != nil)
    try expectAgreement(arguments)
  }

  /// What it must leave to the other, which knows more options and explains mistakes.
  @Test(arguments: [
    ["--limit"], ["--limit", "0"], ["--limit", "x"], ["--archive"],
    ["--archive", "--threads"], ["--offset", "-1"], ["-q"], ["-v"],
    ["--quiet"], ["--help"], ["-h"], ["--thread"], ["-x"], ["-"], ["-n"],
    ["--threads=yes"], ["--json="], ["--format", "html"], ["--format"],
    ["--sort", "newest,oldest"],
    ["--facets", "sender,colour"], ["--facet-limit", "-1"], ["--color", "blue"], ["--limit="],
    ["--archive="], ["--snippets=no"], ["---"], ["--=x"],
  ])
  func theShortParserLeaves(_ arguments: [String]) {
    #expect(SearchTask(arguments: arguments) == nil)
  }

  @Test func theyAgreeOnWhateverIsTyped() throws {
    let pieces = [
      "invoice", "from:ferry", "-spam", "-has:attachment", "--threads", "--limit", "5", "0", "-1",
      "--archive", "dir", "--", "", " ", "OR", "\"a b\"", "-é", "--json", "-l", "@1", "(a", "b)",
      "*",
      "--limit=3", "--sort", "oldest", "-(a", "'-x'", "--offset=2", "--format", "csv", "--snippets",
      "--no-snippets", "--facets", "year", "--color=never", "--explain",
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

  private func task(ofShow arguments: [String]) throws -> ShowTask {
    let rewritten = rewriteNegatedTerms([ShowCommand.name] + arguments)
    return try ShowCommand.parse(Array(rewritten.dropFirst())).task
  }

  @Test(arguments: [
    ["42"], ["1", "2"], ["@3"], ["<a@b>"], ["--archive", "/tmp/a", "5"], ["5", "--archive=/tmp/a"],
    ["5", "--no-pager"], ["--width", "40", "5"], ["--links=full", "5"], ["5", "--thread"],
    ["5", "--headers"], ["5", "--raw"], ["from:ada", "-spam"], ["--", "-x"],
    ["5", "--color=never"],
    ["--thread", "5", "--dates", "relative"],
  ])
  func theShortParserTakesWhatIsShown(_ arguments: [String]) throws {
    let short = try #require(ShowTask(arguments: arguments))
    #expect("\(short)" == "\(try task(ofShow: arguments))")
  }

  @Test(arguments: [
    [], [""], [" "], ["--thread", "--raw", "5"], ["--width", "19", "5"], ["--width", "x", "5"],
    ["--part", "1", "5"], ["--json", "5"], ["--raw=1", "5"], ["--query", "5"], ["-q", "5"],
    ["--help"], ["--links", "none", "5"], ["--open", "5"], ["--thread"],
  ])
  func theShortParserLeavesOfWhatIsShown(_ arguments: [String]) {
    #expect(ShowTask(arguments: arguments) == nil)
  }

  @Test func helpNamesEveryField() {
    let help = SearchCommand.configuration.discussion
    for field in ArchiveGroup.queryFields { #expect(help.contains(" \(field):"), "\(field)") }
    #expect(ArchiveGroup.queryFields.contains("deliveredto"))
  }
}
