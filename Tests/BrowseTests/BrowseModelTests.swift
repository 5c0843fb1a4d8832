import Archive
import Mail
import Presentation
import Testing
import Text

@testable import Browse

/// The reader without terminal and archive: keys in, picture and effects out.
@Suite struct BrowseModelTests {
  @Test func theOtherFormOfTheTextIsAKeyAway() {
    var rig = Rig(answers: true)
    rig.press(.enter)
    rig.press("H")
    #expect(rig.screen.joined().contains("it has only this form"))
    var message = BrowseMessage(row: rig.row(0), text: "plain words")
    message.forms = .init(shown: .plain, other: .html, otherHasMore: true)
    rig.happen(.message(message.row.id, .success(message)))
    rig.press("H")
    #expect(rig.effects.contains(.loadForm(message.row.id, .html)))
    message.text = "words of HTML"
    message.forms = .init(shown: .html, other: .plain, otherHasMore: false)
    rig.happen(.message(message.row.id, .success(message)))
    #expect(rig.screen.joined().contains("words of HTML"))
    rig.press("H")
    #expect(rig.effects.last == .loadForm(message.row.id, .plain))
  }

  /// A model with an archive that answers at once, of messages numbered from the newest down.
  private struct Rig {
    var model: BrowseModel
    var total: Int
    /// What was asked for and is not answered here.
    var effects: [BrowseEffect] = []
    var answers = true
    let text: String

    init(
      _ total: Int = 50, text: String = "Hello.", columns: Int = 80, rows: Int = 24,
      answers: Bool = true
    ) {
      self.total = total
      self.text = text
      self.answers = answers
      model = BrowseModel(
        size: Size(columns: columns, rows: rows), title: "All mail", query: "", threads: false,
        order: .newest)
      perform(model.start)
    }

    func row(_ place: Int) -> BrowseRow {
      let id = Int64(total - place)
      return BrowseRow(
        id: id, date: 1_700_000_000, sender: "Ada <ada@example.org>",
        subject: "Subject \(id)")
    }

    mutating func press(_ keys: Key...) {
      for key in keys { perform(model.handle(.key(key))) }
    }

    mutating func type(_ text: String) {
      for character in text { perform(model.handle(.key(.character(character)))) }
    }

    mutating func happen(_ event: BrowseEvent) { perform(model.handle(event)) }

    mutating func perform(_ new: [BrowseEffect]) {
      for effect in new {
        guard answers, let event = answer(effect) else {
          effects.append(effect)
          continue
        }
        perform(model.handle(event))
      }
    }

    func answer(_ effect: BrowseEffect) -> BrowseEvent? {
      switch effect {
      case .search(let request):
        if request.query.contains("nosuchfield:") {
          let failure = BrowseFailure(text: "unknown field", mistake: 0..<12)
          return .found(request, .failure(failure))
        }
        let count = request.query.contains("rare") ? 1 : total
        let rows = request.rows.clamped(to: 0..<count).map(row)
        return .found(request, .success(BrowseResult(rows: rows, total: count)))
      case .load(let id):
        let row = BrowseRow(id: id, sender: "Ada", subject: "Subject \(id)")
        let file = AttachmentInfo(name: "map.txt", type: "text/plain", size: 49)
        return .message(
          id,
          .success(
            BrowseMessage(
              row: row, fields: [.init(name: "Subject", value: row.subject)], text: text,
              files: id == 50 ? [file] : [])))
      case .loadHeader(let id):
        return .header(id, .success([.init(name: "X-Whole", value: "yes")]))
      case .loadFileText(let id, let file):
        return .fileText(id, file, .success("Text of file \(file)"))
      case .loadThread(let id):
        let lines = (0..<3).map { ThreadLine(row: BrowseRow(id: id + $0, subject: "Part \($0)")) }
        return .thread(id, .success(lines))
      default: return nil
      }
    }

    var screen: [String] {
      let canvas = BrowseView(model).canvas
      return (0..<canvas.size.rows).map { canvas.text(row: $0) }
    }

    var selected: Int64? { model.currentMessage }
    func shows(_ text: String) -> Bool { screen.contains { $0.contains(text) } }
  }

  static let moves: [(keys: [Key], selected: Int64)] = [
    ([], 50), (["j"], 49), ([.down, .down, "k"], 49), (["k"], 50), (["G"], 1), ([.end], 1),
    (["G", "g", "g"], 50), (["G", .home], 50), (["*", "="], 50), ([.pageDown], 43),
    ([.pageDown, .pageUp], 50), (["g", "j"], 49), (["G", "j"], 1), ([.control("d")], 46),
  ]

  @Test(arguments: moves)
  func keysMoveInTheList(_ keys: [Key], _ selected: Int64) {
    var rig = Rig()
    for key in keys { rig.press(key) }
    #expect(rig.selected == selected)
    #expect(rig.shows("Subject \(selected)"))
  }

  @Test func aMillionMessagesAreListedByThePagesInSight() {
    var rig = Rig(1_000_000, answers: false)
    guard case .search(let request) = rig.effects.first else {
      Issue.record("nothing asked")
      return
    }
    #expect(request.rows == 0..<100)
    rig.answers = true
    rig.perform([.search(request)])
    #expect(rig.shows("1/1000000"))
    rig.answers = false
    rig.effects = []
    rig.press("G")
    guard case .search(let last) = rig.effects.first else {
      Issue.record("the end not asked for")
      return
    }
    #expect(last.rows == 999_900..<1_000_000)
    rig.answers = true
    rig.perform([.search(last)])
    #expect(rig.shows("1000000/1000000"))
    #expect(rig.selected == 1)
  }

  /// Not all were counted: what is told is true, and there is a way to the rest.
  @Test func moreThanWereCountedAreListed() {
    var rig = Rig(250, answers: false)
    func answer(_ known: Int) {
      guard case .search(let request) = rig.effects.last else {
        Issue.record("not asked")
        return
      }
      rig.effects = []
      let rows = request.rows.clamped(to: 0..<250).map(rig.row)
      rig.happen(
        .found(
          request,
          .success(BrowseResult(rows: rows, total: known, totalIsExact: known == 250))))
    }
    answer(120)
    #expect(rig.shows("1/at least 120"))
    rig.press("G")
    // Fewer rows come than were asked for: that is the end, whatever was counted.
    answer(220)
    rig.press("G")
    #expect(rig.shows("250/250"))
    #expect(rig.selected == 1)
  }

  @Test func searchNarrowsAsItIsTyped() {
    var rig = Rig()
    rig.press("/")
    rig.type("rare")
    #expect(rig.shows("Search: rare"))
    #expect(rig.shows("1/1"))
    rig.press(.escape)
    #expect(rig.shows("1/50"))
    rig.press("l")
    rig.type("rare")
    rig.press(.enter)
    #expect(rig.model.prompt == nil)
    #expect(rig.screen[0].contains("rare"))
    rig.press(.escape)
    #expect(rig.shows("1/50"))
  }

  @Test func whatIsFoundIsLookedThroughWhileTyping() {
    var rig = Rig()
    rig.press("/", "a", .down, .down, .up)
    #expect(rig.shows("2/50"))
    rig.press(.enter)
    #expect(rig.shows("2/50"))
    rig.press("/", .control("u"), .control("p"))
    #expect(rig.shows("Search: a"))
  }

  @Test func thePreviewGoesWhereThereIsRoom() {
    var rig = Rig()
    #expect(rig.model.panes.divider?.rows.count == 1)
    rig.press("p")
    #expect(rig.model.panes.preview == nil)
    rig.press("p")
    #expect(rig.model.panes.divider?.columns.count == 1)
    rig.press("p")
    #expect(rig.model.panes.divider?.rows.count == 1)
    rig.happen(.resized(Size(columns: 40, rows: 8)))
    #expect(rig.screen.count == 8)
  }

  static let unfinished: [(typed: String, asked: String)] = [
    ("light", "(light OR light*)"), ("from:ada light", "from:ada (light OR light*)"),
    ("li", "li"), ("light ", "light "), ("from:ad", "from:ad"), ("\"the light", "\"the light"),
    ("-light", "-light"), ("灯台の鍵", "灯台の鍵"), ("one AND", "one AND"), ("", ""),
  ]

  @Test(arguments: unfinished)
  func theLastWordOfAQueryMayGoOn(_ typed: String, _ asked: String) {
    #expect(BrowseRequest(query: typed, completes: true).wholeQuery == asked)
    #expect(BrowseRequest(query: typed, completes: false).wholeQuery == typed)
  }

  @Test func anAnswerToAnEarlierQueryIsNotShown() {
    var rig = Rig()
    rig.answers = false
    rig.press("/")
    rig.type("ra")
    let requests = rig.effects.compactMap { effect -> BrowseRequest? in
      if case .search(let request) = effect { request } else { nil }
    }
    #expect(requests.count == 2)
    let row = BrowseRow(id: 7, subject: "Late")
    rig.happen(.found(requests[1], .success(BrowseResult(rows: [rig.row(3)], total: 1))))
    rig.happen(.found(requests[0], .success(BrowseResult(rows: [row], total: 1))))
    #expect(!rig.shows("Late"))
    #expect(rig.shows("Subject 47"))
  }

  @Test func aMistakeIsShownAtItsCharacters() {
    var rig = Rig()
    rig.press("/")
    rig.type("nosuchfield:x")
    #expect(rig.shows("unknown field"))
    let canvas = BrowseView(rig.model).canvas
    let marked = canvas.row(23).map { $0.style.attributes.contains(.underlined) }
    let start = "Search: ".count
    #expect(marked.firstIndex(of: true) == start)
    #expect(marked.lastIndex(of: true) == start + 11)
    // The list stays, and so does the prompt.
    #expect(rig.shows("Subject 50"))
    rig.press(.enter)
    #expect(rig.model.prompt != nil)
    rig.press(.control("u"))
    #expect(!rig.shows("unknown field"))
  }

  @Test func theCursorStaysOnItsMessageWhenMailComes() {
    var rig = Rig()
    rig.press("j", "j")
    #expect(rig.selected == 48)
    rig.happen(.revision(5))
    rig.total = 53
    rig.happen(.revision(6))
    #expect(rig.selected == 48)
    #expect(rig.shows("6/53"))
    rig.press("g", "g")
    #expect(rig.selected == 53)
  }

  @Test func messagesAreReadScrolledAndSearched() {
    var rig = Rig(text: (1...60).map { "line \($0)" }.joined(separator: "\n"))
    rig.press(.enter)
    #expect(rig.shows("line 1"))
    rig.press(" ")
    #expect(!rig.screen.contains { $0 == "line 1" })
    rig.press("G")
    #expect(rig.shows("line 60"))
    rig.press("g", "g", "/")
    rig.type("LINE 4")
    rig.press(.enter)
    #expect(rig.screen.contains("line 4"))
    rig.press("n")
    #expect(rig.screen.contains("line 40"))
    rig.press("N")
    #expect(rig.screen.contains("line 4"))
    rig.press("h")
    #expect(rig.shows("X-Whole: yes"))
    rig.press("J")
    #expect(rig.selected == 49)
    rig.press("q")
    #expect(rig.shows("2/50"))
  }

  @Test func thePlaceAmongThoseFoundInAMessageIsTold() {
    var rig = Rig(text: (1...60).map { "line \($0)" }.joined(separator: "\n"))
    rig.press(.enter, "/")
    rig.type("line 4")
    rig.press(.enter)
    #expect(rig.shows("1 of 11 found"))
    rig.press("n", "n")
    #expect(rig.shows("3 of 11 found"))
    rig.press("N")
    #expect(rig.shows("2 of 11 found"))
    rig.press("/")
    rig.type("nowhere")
    rig.press(.enter)
    #expect(rig.shows("not found"))
  }

  @Test func marksSurviveANewSearch() {
    var rig = Rig()
    rig.press("x", "/")
    rig.type("rare")
    rig.press(.enter)
    #expect(rig.shows("1 marked"))
    rig.press("E")
    rig.type("/tmp/x.mbox")
    rig.press(.enter)
    #expect(rig.effects.last == .export(.marked(rig.model.marked), path: "/tmp/x.mbox"))
    #expect(rig.model.marked.messages == [50])
  }

  @Test func theMarkOfAConversationCountsItsMessages() {
    var marks = BrowseMarks()
    let row = BrowseRow(id: 7, moreInThread: 2)
    marks.toggle(row, foundBy: "plan")
    marks.toggle(BrowseRow(id: 9), foundBy: "other")
    #expect(marks.count == 4)
    #expect(marks.contains(7) && marks.contains(9))
    #expect(marks.messages == [9])
    #expect(marks.conversationsByQuery == ["plan": [7]])
    marks.toggle(row, foundBy: "other")
    #expect(marks.count == 1 && !marks.contains(7))
  }

  /// Where screen readers and magnifiers look.
  @Test func theTerminalsCursorStandsOnTheSelectedRow() {
    var rig = Rig()
    rig.press("j", "j")
    func cursor() -> Int? { BrowseView(rig.model).canvas.cursor?.row }
    #expect(cursor() == 3)
    rig.press("/")
    #expect(cursor() == 23, "what is typed is where the cursor is")
    rig.press(.escape, "c", "j")
    #expect(cursor() == 2)
  }

  @Test func thePlainScreenHasNoBoxes() {
    func hasBoxes(_ rig: Rig) -> Bool {
      rig.screen.joined().unicodeScalars.contains { (0x2500...0x259F).contains($0.value) }
    }
    for columns in [80, 160] {
      var rig = Rig(columns: columns)
      #expect(hasBoxes(rig), "between list and preview")
      rig.model.isPlain = true
      #expect(!hasBoxes(rig))
      rig.press("c")
      let line = ThreadLine(row: BrowseRow(id: 7, subject: "Part"), branch: "│  └─ ")
      rig.happen(.thread(50, .success([line])))
      #expect(rig.shows("Part") && !hasBoxes(rig))
    }
  }

  @Test func theKeysPageExplainsTheMarks() {
    var rig = Rig(rows: 60)
    rig.press("?")
    #expect(rig.shows("the message has an attachment"))
  }

  @Test(arguments: [32, 40, 80]) func theKeysAreExplainedWholeOnANarrowScreen(_ columns: Int) {
    for context in BrowseContext.allCases {
      let lines = HelpPage(context: context).lines(columns: columns)
      #expect(lines.allSatisfy { $0.help.count < columns - HelpPage.helpColumn(columns) })
      let words = lines.flatMap { $0.help.split(separator: " ") }
      #expect(
        Keymap.bindings(context).flatMap { $0.help.split(separator: " ") }
          .allSatisfy(words.contains))
    }
  }

  @Test func hundredsOfRecipientsFoldUntilTheHeaderIsAskedFor() {
    var rig = Rig()
    rig.press(.enter)
    var message = BrowseMessage(row: rig.row(0), text: "words")
    let all = (1...300).map { "person\($0)@example.org" }.joined(separator: ", ")
    message.fields = [.init(name: "To", value: all), .init(name: "Subject", value: "s")]
    rig.happen(.message(message.row.id, .success(message)))
    #expect(rig.shows("more (h)") && rig.shows("Subject: s"))
    rig.press("h")
    #expect(!rig.shows("more (h)"))
  }

  @Test func aLineWithoutBlanksIsReadableToItsEnd() {
    var rig = Rig(text: "https://example.org/" + String(repeating: "x", count: 90_000) + "\nlast")
    rig.press(.enter, "G")
    let screen = rig.screen
    #expect(screen.contains("last"))
    #expect(screen.contains(String(repeating: "x", count: 80)))
  }

  @Test func tagsAreChangedOfTheMarkedOrTheCurrent() {
    var rig = Rig()
    rig.press("x", "x", "t")
    rig.type("+work -inbox")
    rig.press(.enter)
    #expect(rig.effects == [.tag(.marked(rig.model.marked), "+work -inbox")])
    rig.happen(.finished(.failure(BrowseFailure(text: "process 7 is writing to it"))))
    #expect(rig.shows("process 7 is writing to it"))
    rig.press(.escape, "j", "t")
    rig.type("+x")
    rig.press(.enter)
    #expect(rig.effects.last == .tag(.these([47]), "+x"))
  }

  @Test func whatIsExported() {
    var rig = Rig()
    rig.press("E")
    #expect(rig.shows("Export 50 messages"))
    rig.type("/tmp/all.mbox")
    rig.press(.enter)
    #expect(rig.effects == [.export(.found(""), path: "/tmp/all.mbox")])
    rig.happen(.progress("exporting: written 3 of 50"))
    #expect(rig.shows("written 3 of 50"))
    // Leaving now would end it: that is asked first.
    rig.press("q")
    #expect(!rig.effects.contains(.quit))
    rig.press("q")
    #expect(rig.effects.contains(.quit))
  }

  @Test func controlCStopsAnExportAndNothingElse() {
    var rig = Rig()
    rig.press("E")
    rig.type("a.mbox")
    rig.press(.enter, .control("c"))
    #expect(rig.effects.last == .stopJob)
    rig.happen(.finished(.failure(BrowseFailure(text: "stopped on request"))))
    #expect(rig.shows("stopped on request"))
    rig.press(.control("c"))
    #expect(!rig.effects.contains(.quit))
    rig.press(.control("c"))
    #expect(rig.effects.contains(.quit))
  }

  @Test func filesAreListedAndSaved() {
    var rig = Rig()
    rig.press("v")
    #expect(rig.shows("map.txt"))
    rig.press("s", .control("u"))
    rig.type("/tmp/files")
    rig.press(.enter)
    #expect(rig.effects == [.save(50, file: 1, directory: "/tmp/files")])
    rig.press("q", "j", "v")
    #expect(rig.shows("no files"))
  }

  @Test func theTextInAFileIsReadAndSearched() {
    var rig = Rig()
    rig.press("v", "v")
    #expect(rig.shows("Text of file 1"))
    rig.press("/")
    rig.type("file 1")
    rig.press(.enter)
    #expect(!rig.shows("not found"))
    rig.press("q")
    #expect(rig.shows("map.txt"))
    rig.happen(.fileText(50, 1, .failure(BrowseFailure(text: "too late"))))
    #expect(!rig.shows("too late"))
  }

  @Test func aConversationIsReadFromItsTree() {
    var rig = Rig()
    rig.press("c")
    #expect(rig.shows("Part 0") && rig.shows("Part 2"))
    rig.press("j", .enter)
    #expect(rig.selected == 51)
    rig.press("J")
    #expect(rig.selected == 52)
    rig.press("q")
    #expect(rig.shows("3/3"))
    rig.press("q", "q")
    #expect(rig.effects.last == .quit)
  }

  @Test func aPasteIsTextAndNoKeys() {
    var rig = Rig()
    rig.press(.paste("qqq"))
    #expect(rig.effects.isEmpty)
    rig.press("/", .paste("rare\n"))
    #expect(rig.shows("Search: rare"))
  }

  @Test func everySizeCanBeDrawn() {
    for columns in [1, 2, 5, 20, 40, 79, 120, 200] {
      for rows in [1, 2, 3, 8, 24, 60] {
        var rig = Rig()
        rig.happen(.resized(Size(columns: columns, rows: rows)))
        #expect(rig.screen.count == rows)
        for keys: [Key] in [["/", "a", .escape], [.enter], ["h", "v"], ["q", "c"], ["?"]] {
          for key in keys { rig.press(key) }
          #expect(rig.screen.allSatisfy { displayWidth($0) <= columns })
        }
      }
    }
  }

  @Test func aKeyMeansOneThing() {
    for context in BrowseContext.allCases {
      let keys = Keymap.bindings(context).flatMap(\.keys)
      #expect(Set(keys).count == keys.count, "\(context)")
    }
  }
}
