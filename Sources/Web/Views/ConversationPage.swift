import Archive
import Presentation

/// All messages of a conversation in order: the one that was found and the last are open.
struct ConversationPage {
  let question: Question
  let entries: [ThreadEntry]
  /// Number of messages, of which `entries` may be the first.
  let all: Int
  let articles: [Int64: MessageArticle]
  let current: Int64

  var title: String {
    let subject = entries.first?.message.subject ?? ""
    return subject.isEmpty ? "No subject" : subject
  }

  var html: HTML {
    let rows: [HTML] = entries.map { entry in
      if let article = articles[entry.message.id] {
        let mark: HTML = entry.message.id == current ? " id=\"found\"" : ""
        return "<li class=\"open\"\(mark)>\(article.html)</li>"
      }
      return line(entry.message)
    }
    let more: HTML =
      all > entries.count
      ? Notice.plain.html("\(grouped(all - entries.count)) more messages are not listed.") : ""
    return """
      <nav class="crumb" aria-label="Result"><a class="b" id="back" \
      href="\(question.asThreads(true).address)">\(Icon.left.html)Conversations</a>\
      <span class="grow"></span><a class="b line" href="/export?thread=\(current)">\(Icon.out.html)\
      Export \(grouped(all))</a></nav>\
      <article class="read whole"><div class="talk"><h1 class="sub" dir="auto">\(title)</h1>\
      <p class="soft">\(summary)</p><ol class="thread">\(rows)</ol>\(more)</div></article>
      """
  }

  private var summary: String {
    let dates = entries.map(\.message.date)
    guard let first = dates.min(), let last = dates.max() else { return "" }
    let days = [first, last].map { ReaderLocale.current.longDay($0) }
    let people = Set(entries.map(\.message.shortSender)).count
    let span = days[0] == days[1] ? days[0] : "\(days[0]) to \(days[1])"
    return
      "\(counted(all, "message")) of \(people == 1 ? "one person" : "\(people) people"), \(span)"
  }

  private func line(_ message: MessageSummary) -> HTML {
    let address = question.asThreads(false).address("/m/\(message.id)")
    let clip: HTML = message.hasAttachment ? Icon.clip.html : ""
    return """
      <li><a class="short" href="\(address)"><b class="cut"><bdi>\(message.shortSender)</bdi></b>\
      <span class="cut soft" dir="auto">\(message.shownSubject)</span>\(clip)\
      <time class="soft" datetime="\(utcDate(message.date))">\
      \(ReaderLocale.current.day(message.date))</time></a></li>
      """
  }
}
