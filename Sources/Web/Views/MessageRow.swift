import Archive
import Presentation

/// A message in a list: sender, date, subject, and the text that was found.
struct MessageRow {
  let question: Question
  let hit: SearchHit
  /// Among all results, from 0.
  let place: Int
  let snippet: Snippet?
  let hasYear: Bool

  private var message: MessageSummary { hit.message }

  var html: HTML {
    let address = Self.address(of: message.id, question, place)
    let count: HTML =
      hit.moreInThread == 0
      ? ""
      : "<span class=\"th\" title=\"\(counted(hit.moreInThread + 1, "message"))\">\(grouped(hit.moreInThread + 1))</span>"
    let clip: HTML =
      message.hasAttachment
      ? "<span class=\"clip\">\(Icon.clip.html)<span class=\"hide\">with files</span></span>" : ""
    let tags: [HTML] = listedTags(message.tags).map { "<span class=\"tag\">\($0)</span>" }
    return """
      <li class="row" data-id="\(message.id)"><label class="pick"><input type="checkbox" name="id" \
      value="\(message.id)" aria-label="Mark: \(subject)"></label>\
      <a href="\(address)"><span class="l1"><b class="cut"><bdi>\(sender)</bdi></b>\(count)\
      <time datetime="\(utcDate(message.date))">\(date)</time></span>\
      <span class="l2"><span class="cut" dir="auto">\(subject)</span>\(tags)\(clip)</span>\
      \(line)</a></li>
      """
  }

  /// Empty for what the script fills in.
  private var line: HTML {
    question.text.isEmpty ? "" : "<span class=\"l3\">\(snippet.map(Self.line))</span>"
  }

  static func address(of id: Int64, _ question: Question, _ place: Int?) -> Address {
    question.address(question.threads ? "/t/\(id)" : "/m/\(id)")
      .with("n", place.map { $0 + 1 })
  }

  private var date: String { ReaderLocale.current.day(message.date, hasYear: hasYear) }

  private var sender: String {
    let name = message.shortSender
    return name.isEmpty ? "No sender" : name
  }

  private var subject: String { message.subject.isEmpty ? "No subject" : message.subject }

  /// The line of a snippet: the file that it is from, and the text with what was found marked.
  static func line(_ snippet: Snippet) -> HTML {
    let file: HTML =
      snippet.file.map { name in
        let page = snippet.page.map { ", page \($0)" } ?? ""
        return """
          \(Icon.clip.html)<bdi class="src cut">\(name.isEmpty ? "attachment" : name)\(page):</bdi>
          """
      } ?? ""
    return "\(file)<span class=\"cut\" dir=\"auto\">\(text(of: snippet))</span>"
  }

  /// The text begins a little before the first place that was found, so that it is in sight.
  private static func text(of snippet: Snippet) -> HTML {
    let bytes = Array(snippet.text.utf8)
    var at = start(in: bytes, snippet)
    var line: HTML = at > 0 || snippet.isCutBefore ? "… " : ""
    for mark in snippet.marks.map({ $0.clamped(to: bytes.indices) }) where mark.lowerBound >= at {
      line += "\(text(bytes, at..<mark.lowerBound))<mark>\(text(bytes, mark))</mark>"
      at = mark.upperBound
    }
    return line + "\(text(bytes, at..<max(at, bytes.count)))"
  }

  /// Bytes before the first place that are shown, at a blank.
  private static let bytesBefore = 24

  private static func start(in bytes: [UInt8], _ snippet: Snippet) -> Int {
    guard let first = snippet.marks.first?.lowerBound, first > bytesBefore, first < bytes.count
    else { return 0 }
    let from = first - bytesBefore
    return bytes[from..<first].firstIndex(of: UInt8(ascii: " ")).map { $0 + 1 } ?? 0
  }

  private static func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }
}
