import Mail
import Testing

@testable import Browse

/// What terminals send for keys.
@Suite struct BrowseKeyTests {
  static let cases: [(String, [Key])] = [
    ("j", ["j"]), ("é", ["é"]), ("日", ["日"]), ("🎉", ["🎉"]), ("\r", [.enter]), ("\t", [.tab]),
    ("\u{7F}", [.backspace]), ("\u{3}", [.control("c")]), ("\u{1A}", [.control("z")]),
    ("\u{1B}[A", [.up]), ("\u{1B}OB", [.down]), ("\u{1B}[1;5C", [.right]),
    ("\u{1B}[H", [.home]), ("\u{1B}[1~", [.home]), ("\u{1B}[7~", [.home]), ("\u{1B}OF", [.end]),
    ("\u{1B}[5~", [.pageUp]), ("\u{1B}[6~", [.pageDown]), ("\u{1B}[3~", [.delete]),
    ("\u{1B}OM", [.enter]), ("\u{1B}OP", [.function(1)]), ("\u{1B}[[A", [.function(1)]),
    ("\u{1B}[24~", [.function(12)]),
    ("\u{1B}[Z", [.backTab]), ("\u{1B}j", [.alt("j")]), ("\u{1B}\u{1B}[B", [.escape, .down]),
    ("ab\u{1B}[Bc", ["a", "b", .down, "c"]),
    // What is no key of ours does no harm: mouse reports, answers of the terminal, unknown keys.
    ("\u{1B}[<0;10;20Mx", ["x"]), ("\u{1B}[?62;4cx", ["x"]), ("\u{1B}[99~x", ["x"]),
    ("\u{1B}[12\u{1B}[A", [.up]),
    ("\u{1B}[200~q\r:x\u{1B}[201~j", [.paste("q\r:x"), "j"]),
  ]

  @Test(arguments: cases)
  func sequencesAreKeysHoweverTheyAreCut(_ sent: String, _ expected: [Key]) {
    let bytes = Array(sent.utf8)
    for cut in 0...bytes.count {
      var decoder = KeyDecoder()
      let keys = decoder.keys(from: bytes[..<cut]) + decoder.keys(from: bytes[cut...])
      #expect(keys == expected, "cut at \(cut)")
      #expect(!decoder.isWaiting)
    }
  }

  @Test func escapeIsAKeyWhenNothingFollows() {
    var decoder = KeyDecoder()
    #expect(decoder.keys(from: [0x1B]) == [])
    #expect(decoder.isWaiting)
    #expect(decoder.flush() == [.escape])
    #expect(decoder.keys(from: Array("[A".utf8)) == ["[", "A"])
  }

  @Test func bytesThatAreNoTextAreReplaced() {
    var decoder = KeyDecoder()
    #expect(decoder.keys(from: [0xFF, 0x61, 0xC3, 0x62]) == ["\u{FFFD}", "a", "\u{FFFD}", "b"])
  }

  @Test func aPasteWithoutEndTakesNoMoreMemoryThanItsLimit() {
    var decoder = KeyDecoder()
    #expect(decoder.keys(from: Array("\u{1B}[200~".utf8)) == [])
    for _ in 0..<100 {
      #expect(decoder.keys(from: [UInt8](repeating: 0x78, count: 4_096)) == [])
    }
    let keys = decoder.keys(from: Array("\u{1B}[201~j".utf8))
    #expect(keys.count == 2 && keys.last == "j")
    guard case .paste(let text) = keys.first else {
      Issue.record("no paste")
      return
    }
    #expect(text.utf8.count == 64 << 10)
  }

  static let edits: [(keys: [Key], text: String, cursor: Int)] = [
    (["a", "b", .left, "c"], "acb", 2), (["a", "b", .backspace], "a", 1),
    (["a", "b", .home, .delete], "b", 0), (["a", " ", "b", .control("w")], "a ", 2),
    (["a", " ", "b", .control("u")], "", 0), (["a", "b", .left, .control("k")], "a", 1),
    (["e", "\u{301}"], "é", 1), ([.paste("one\ntwo")], "one two", 7), ([.backspace, .left], "", 0),
  ]

  @Test(arguments: edits)
  func linesAreEditedAsInShells(_ keys: [Key], _ text: String, _ cursor: Int) {
    var editor = LineEditor()
    for key in keys {
      let isOfEditing = editor.handle(key)
      #expect(isOfEditing)
    }
    #expect(editor.text == text)
    #expect(editor.cursor == cursor)
  }
}
