import Mail
import Search
import Testing

/// Chinese and Japanese words that a line end or a blank divides.
@Suite struct IdeographTests {
  @Test(arguments: [
    ("お世話になっております。来週の会議の資\n料をお送りします。", "資料", true),
    ("来週の会議の資\r\n料をお送りします。", "会議の資料", true),
    ("> 来週の会議の資\n> 料をお送りします。", "会議の資料", true),
    (">> 来週の会議の資 \n>> 料をお送りします。", "資料を", true),
    ("> > 我们的发\n> > 票已经寄出", "发票", true), ("| 我们的发\n| 票", "发票", true),
    ("您好,我们的发\n票已经寄出。", "\"的发票已\"", true), ("山田 太郎様", "山田太郎", true),
    ("山田　太郎様", "山田太郎", true), ("山田太郎様", "山田 太郎", true),
    ("山田 太郎様", "\"山田 太郎\"", true), ("资\u{A0}料", "资料", true), ("カタ\nカナ", "カタカナ", true),
    ("ｶﾀ\nｶﾅ", "カタカナ", true), ("資\n\n料", "資料", false), ("資  料", "資料", false),
    ("資。\n料", "資料", false), ("資,料", "資料", false), ("資 > 料", "資料", false),
    ("資\nabc料", "資料", false), ("한국\n사람", "국사", false), ("資\n料abc", "\"資料abc\"", true),
    ("𠮷\n野家", "𠮷野家", true), ("資\n", "資", true), ("資\n> ", "資", true),
  ]) func wordsAcrossAGap(_ text: String, _ query: String, _ isFound: Bool) throws {
    let index = try TestIndex([IndexDocument(1, text), IndexDocument(2, "unrelated words")])
    #expect(try index.find(query).contains(1) == isFound)
  }

  @Test func aNameIsFoundInItsField() throws {
    let document = IndexDocument(1).with {
      $0.addresses = [.init(role: .from, name: "山田 太郎", mailbox: "taro@example.jp")]
    }
    let index = try TestIndex([document])
    #expect(try index.find("from:山田太郎") == [1])
    #expect(try index.find("from:田太") == [1])
  }

  @Test func theWordIsMarkedInTheSnippet() throws {
    let snippeter = try Snippeter(QueryParser.parse("資料", .test))
    let piece = SearchableText(.body, part: "1", text: "来週の会議の資\n料をお送りします。")
    let snippet = try #require(snippeter.snippet(of: [piece]))
    let utf8 = Array(snippet.text.utf8)
    #expect(snippet.marks.map { String(decoding: utf8[$0], as: UTF8.self) } == ["資 料"])
  }
}
