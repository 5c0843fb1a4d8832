import Archive
import Presentation

/// A message for reading.
struct MessageArticle {
  let view: MessageView
  let question: Question
  /// Among all results, from 1.
  var place: Int?
  /// The HTML to show; nil shows the text.
  let body: SafeBody?
  let hasHTML: Bool
  /// Messages of its conversation.
  let conversation: Int
  let links: LinkSigner
  let token: HTML
  /// "h1" on a page of its own.
  let level: String

  private var id: Int64 { view.summary.id }

  var title: String { view.summary.subject.isEmpty ? "No subject" : view.summary.subject }

  var html: HTML {
    let heading: HTML =
      level == "h1"
      ? "<h1 class=\"sub\" dir=\"auto\">\(title)</h1>"
      : "<h2 class=\"sub\" dir=\"auto\">\(title)</h2>"
    return """
      <div class="msg" data-id="\(id)">\(heading)\(people)\(actions)\(files)\(content)\(foot)</div>
      """
  }

  func address(_ part: String = "") -> Address {
    question.address("/m/\(id)\(part)").with("n", place)
  }

  // MARK: Above the text

  private func field(_ name: String) -> String? { view.fields.first { $0.name == name }?.value }

  /// The name, and the address if there is a name.
  private var sender: (name: String, address: String) {
    let (whole, name) = (view.summary.sender, view.summary.shortSender)
    if whole.isEmpty { return ("No sender", "") }
    guard name != whole, let start = whole.lastIndex(of: "<") else { return (whole, "") }
    return (name, whole[whole.index(after: start)...].filter { $0 != ">" })
  }

  private var people: HTML {
    let rows: [HTML] = ["Reply-To", "To", "Cc"].compactMap { name in
      field(name).map { value in
        """
        <div class="soft"><dt>\(name)</dt><dd><bdi>\
        \(foldedRecipients(value, of: name, columns: 90, way: "all header fields"))</bdi></dd></div>
        """
      }
    }
    let dated: HTML =
      view.dated.map { "<div class=\"soft\"><dt>Dated</dt><dd>\($0)</dd></div>" } ?? ""
    let protected: HTML =
      view.protection.map { "<div class=\"soft\"><dt>Protected</dt><dd>\($0)</dd></div>" } ?? ""
    let tags: [HTML] = listedTags(view.summary.tags).map {
      """
      <a class="tag" href="\(Question().asking("tag:\(Question.quoted($0))").address)">\($0)</a>
      """
    }
    return """
      <dl class="who"><div><dt class="hide">From</dt><dd><b><bdi>\(sender.name)</bdi></b> \
      <span class="soft">\(sender.address)</span></dd></div>\
      <div class="r"><dt class="hide">Date</dt><dd><time datetime="\(utcDate(view.summary.date))">\
      \(ReaderLocale.current.moment(view.summary.date))</time></dd></div>\(rows)\(dated)\(protected)\
      </dl>\(tags.isEmpty ? "" : "<p class=\"taglist\">\(tags)</p>" as HTML)
      """
  }

  private var actions: HTML {
    let conversation: HTML =
      conversation < 2
      ? ""
      : """
      <a class="b to-conversation" href="\(question.address("/t/\(id)"))">\(Icon.talk.html)\
      Conversation of \(grouped(conversation))</a>
      """
    let forms: HTML =
      !hasHTML
      ? ""
      : """
      <span class="seg" role="group" aria-label="Show as">\
      <a class="b\(body != nil ? " on" : "")" href="\(address().with("form", "sent"))"\
      \(current(body != nil))>As sent</a><a class="b\(body == nil ? " on" : "")" \
      href="\(address().with("form", "text"))"\(current(body == nil))>Text</a></span>
      """
    return """
      <div class="acts">\(conversation)<a class="b only-part" href="\(address())">\(Icon.mail.html)\
      Whole page</a>\
      <a class="b" href="/export?id=\(id)">\(Icon.out.html)Export</a>\(forms)</div>
      """
  }

  private func current(_ isOn: Bool) -> HTML { isOn ? " aria-current=\"true\"" : "" }

  private var files: HTML {
    let cards: [HTML] = view.attachments.enumerated().filter { $0.element.isAttachment }.map {
      "<li>\(FileCard(message: id, number: $0.offset + 1, file: $0.element).html)</li>"
    }
    return cards.isEmpty ? "" : "<ul class=\"atts\" aria-label=\"Files\">\(cards)</ul>"
  }

  // MARK: The text

  private var content: HTML {
    guard let body else { return text }
    let left: HTML =
      body.remoteImages == 0
      ? ""
      : Notice.plain.html(
        """
        <b>\(counted(body.remoteImages, "picture")) left out.</b> Loading them would tell the sender \
        that you read this message.
        """)
    return """
      \(left)<div class="paper"><iframe src="/m/\(id)/body" title="The message as sent" \
      sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>\
      </div>
      """
  }

  private var text: HTML {
    let whole = view.text
    guard whole.contains(where: { !$0.isWhitespace }) else {
      return "<p class=\"text soft\">No text</p>"
    }
    let shown = whole.prefix(Limits.textCharacters)
    let cut: HTML =
      shown.endIndex == whole.endIndex
      ? "" : Notice.warn.html("The text is cut here. The source has all of it.")
    return "<div class=\"text\" dir=\"auto\">\(PlainText(String(shown), links).html)</div>\(cut)"
  }

  private var foot: HTML {
    """
    <footer class="prov"><span>\(Icon.shield.html) Kept byte for byte, number \(id)</span>\
    <a href="\(address("/history"))">Where it came from</a>\
    <a href="\(address("/headers"))">All header fields</a>\
    <a href="/m/\(id)/source" target="_blank" rel="noopener">Source</a></footer>
    """
  }
}
