import Archive
import Presentation

/// A gallery of all files in the messages that a query finds.
struct FilesPage {
  let question: Question
  let result: SearchResult
  let files: [Int64: [AttachmentInfo]]

  var html: HTML {
    let cards: [HTML] = result.messages.flatMap { message in
      (files[message.id] ?? []).enumerated().filter { $0.element.isAttachment }.map { index, file in
        card(message, index + 1, file)
      }
    }
    let total = counted(result.total, "message")
    let heading: HTML =
      """
      <h1>Files</h1><p class="lead">In \(total) with files\
      \(question.text.isEmpty ? "" : ": \(question.text)")</p>
      """
    let list: HTML =
      cards.isEmpty ? "<p class=\"soft\">No files here.</p>" : "<ul class=\"gallery\">\(cards)</ul>"
    return "<div class=\"page\">\(heading)\(list)\(pages)</div>"
  }

  private func card(_ message: MessageSummary, _ number: Int, _ file: AttachmentInfo) -> HTML {
    let card = FileCard(message: message.id, number: number, file: file)
    return """
      <li class="card"><a class="sheet" href="\(card.link)" target="_blank" rel="noopener">\
      \(card.picture)<span class="grow">\(FileCard.name(file.name))<small>\(card.facts)</small></span></a>\
      <a class="from" href="\(question.address("/m/\(message.id)"))"><bdi class="cut">\
      \(message.shortSender)</bdi><time datetime="\(utcDate(message.date))">\
      \(ReaderLocale.current.day(message.date))</time></a></li>
      """
  }

  private var pages: HTML {
    let end = question.start + result.hits.count
    let before: HTML =
      question.start == 0
      ? ""
      : """
      <a class="b line" rel="prev" \
      href="\(address(question.start - Limits.messagesWithFiles))">\(Icon.left.html)Before</a>
      """
    let after: HTML =
      end >= result.total
      ? "" : "<a class=\"b line\" rel=\"next\" href=\"\(address(end))\">More\(Icon.right.html)</a>"
    return "<nav class=\"pages\" aria-label=\"Pages\">\(before)\(after)</nav>"
  }

  private func address(_ start: Int) -> Address {
    question.address("/files").with("from", max(0, start))
  }
}
