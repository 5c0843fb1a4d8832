import Archive
import HTTPServing
import MIME
import Presentation
import Transfer

extension Site {
  /// A message: its page, its body, its files, its source.
  func message(_ request: Request) throws -> Response? {
    let path = request.path
    guard let id = Int64(path[1]), id > 0 else { return nil }
    switch path.count {
    case 2: return try messagePage(id, request)
    case 3:
      switch path[2] {
      case "body": return try body(id)
      case "headers": return try headers(id, request)
      case "history": return try history(id, request)
      case "source": return try source(id)
      default: return nil
      }
    case 4 where path[2] == "file":
      return try Int(path[3]).flatMap { try file($0, of: id, request) }
    default: return nil
    }
  }

  private func messagePage(_ id: Int64, _ request: Request) throws -> Response {
    let question = Question(request.query)
    let place = request.query["n"].flatMap { Int($0) }
    let message = try article(
      id, question, form: request.query["form"], place: place,
      isPart: request.query["part"] != nil)
    if request.query["part"] != nil { return Response(200, message.html) }
    let crumb = try crumb(question, id, place)
    var frame = frame(question, .messages)
    frame.rail = HTML()
    return Response(
      200,
      frame.page(
        message.title,
        "\(crumb)<article class=\"read whole\">\(message.html)</article>", isWide: true))
  }

  /// A message with what surrounds it, for its own page, the preview and a conversation.
  ///
  /// - Parameter form: "text" or "sent"; nil: as it was sent if it has HTML, unless only the text shows
  ///   what was found.
  func article(
    _ id: Int64, _ question: Question, form: String?, place: Int? = nil, isPart: Bool = false
  ) throws -> MessageArticle {
    var options = ReadingOptions()
    options.clock = .system
    if form == "text" { options.form = .plain }
    let view = try archive.message(id, options, foundBy: question.text)
    let safe = try archive.safeBody(of: id, links: keys.links.address)
    let conversation = try archive.thread(of: id).count
    return MessageArticle(
      view: view, question: question, place: place,
      body: form == "text" ? nil : safe, hasHTML: safe != nil, conversation: conversation,
      links: keys.links, token: frame().tokenField, level: isPart ? "h2" : "h1")
  }

  /// The way back to the list, and to the neighbours in it.
  private func crumb(_ question: Question, _ id: Int64, _ place: Int?) throws -> HTML {
    guard let place, place > 0 else {
      return """
        <nav class="crumb" aria-label="Result"><a class="b" href="\(question.address)">\
        \(Icon.left.html)All results</a></nav>
        """
    }
    var options = SearchOptions()
    options.order = question.order
    options.offset = max(0, place - 2)
    options.limit = place == 1 ? 2 : 3
    let found = try archive.search(question.text, options)
    let here = found.messages.firstIndex { $0.id == id }
    let list = question.from((place - 1) / Limits.rows * Limits.rows)
    func link(_ step: Int, _ icon: Icon, _ name: StaticString, _ key: StaticString) -> HTML {
      guard let here, found.messages.indices.contains(here + step) else { return "" }
      let other = found.messages[here + step].id
      return """
        <a class="b icon" rel="\(step < 0 ? "prev" : "next")" \
        href="\(MessageRow.address(of: other, question, place - 1 + step))" \
        aria-label="\(name.description), key \(key.description)">\(icon.html)</a>
        """
    }
    let total = found.totalIsExact ? grouped(found.total) : "more than \(grouped(found.total))"
    return """
      <nav class="crumb" aria-label="Result"><a class="b" id="back" href="\(list.address)">\
      \(Icon.left.html)\(counted(found.total, "message"))</a><span class="grow"></span>\
      <span class="soft num nw">\(grouped(place)) of \(total)</span>\
      \(link(-1, .up, "Previous", "k"))\(link(1, .down, "Next", "j"))</nav>
      """
  }

  /// The HTML of a message. Its policy holds also when it is opened alone.
  private func body(_ id: Int64) throws -> Response? {
    guard let body = try archive.safeBody(of: id, links: keys.links.address) else { return nil }
    var response = Response(200, "text/html; charset=utf-8", .bytes(Array(body.document.utf8)))
    response.add(.message)
    return response
  }

  private func headers(_ id: Int64, _ request: Request) throws -> Response {
    let fields: [HTML] = try archive.headerFields(of: id).map {
      "<tr><th scope=\"row\">\($0.name)</th><td dir=\"auto\">\($0.value)</td></tr>"
    }
    return detail(
      "All header fields", id, request, "<table class=\"fields\"><tbody>\(fields)</tbody></table>")
  }

  private func history(_ id: Int64, _ request: Request) throws -> Response {
    let lines: [HTML] = try archive.history(of: id).lines.map { "<li>\($0)</li>" }
    let summary = try archive.message(id).summary
    return detail(
      "Where it came from", id, request,
      """
      <ul class="history">\(lines)</ul><p class="sha"><span>SHA-256</span> \
      <code>\(summary.sha256)</code></p>
      """)
  }

  private func detail(
    _ title: StaticString, _ id: Int64, _ request: Request, _ content: HTML
  ) -> Response {
    let question = Question(request.query)
    return Response(
      200,
      frame(question, .messages).page(
        title.description,
        """
        <div class="page"><p><a class="b" href="\(question.address("/m/\(id)").with("n", request.query["n"]))">\
        \(Icon.left.html)Back to the message</a></p><h1>\(title.description)</h1>\(content)</div>
        """))
  }

  /// The message byte for byte, as text that nothing runs in.
  private func source(_ id: Int64) throws -> Response {
    let archive = archive
    let size = try archive.message(id).summary.size
    var response = Response(
      200, "text/plain; charset=utf-8",
      .stream(length: size) { send in
        var failure: (any Error)?
        try archive.readBytes(of: id) { piece in
          guard failure == nil else { return }
          do { try send(piece) } catch { failure = error }
        }
        if let failure { throw failure }
      })
    response.add(.file)
    response.headers.append(("Content-Disposition", "inline; filename=\"message-\(id).eml\""))
    return response
  }

  private func file(_ number: Int, of id: Int64, _ request: Request) throws -> Response {
    let file = try archive.attachment(number, of: id)
    let label = FileLabel(type: file.type, name: file.name)
    let isShown = request.query["show"] != nil
    // Only what the bytes say, too: a sender may call anything a picture.
    if isShown, label.isPicture, PictureSignature.matches(file.bytes, file.type) {
      var response = Response(200, file.type, .bytes(file.bytes))
      response.add(.file)
      response.headers.append(("Content-Disposition", "inline"))
      return response
    }
    if isShown, label.isPDF, file.bytes.starts(with: "%PDF-".utf8) {
      var response = Response(200, file.type, .bytes(file.bytes))
      response.add(.document)
      response.headers.append(("Content-Disposition", "inline"))
      return response
    }
    var response = Response(200, "application/octet-stream", .bytes(file.bytes))
    response.add(.file)
    response.headers.append(
      ("Content-Disposition", Disposition.attachment(file.name ?? "unnamed")))
    return response
  }

  // MARK: Conversations

  func conversation(_ request: Request) throws -> Response? {
    guard let id = Int64(request.path[1]), id > 0 else { return nil }
    let question = Question(request.query)
    let entries = try archive.thread(of: id)
    var open = Set([id])
    if let last = entries.max(by: { $0.message.date < $1.message.date }) {
      open.insert(last.message.id)
    }
    let shown = Array(entries.prefix(Limits.conversation))
    var articles: [Int64: MessageArticle] = [:]
    for entry in shown where open.contains(entry.message.id) {
      articles[entry.message.id] = try? article(
        entry.message.id, question, form: "text", isPart: true)
    }
    let page = ConversationPage(
      question: question, entries: shown, all: entries.count, articles: articles, current: id)
    return Response(
      200, frame(question, .conversations).page(page.title, page.html, isWide: true))
  }
}
