import Archive
import HTTPServing
import Presentation
import Synchronization
import Text

extension Site {
  /// The list of what a query finds.
  func search(_ request: Request) throws -> Response {
    let question = Question(request.query)
    let group = ArchiveGroup(archive)
    if try group.isEmpty { return firstRun() }
    let notices = NoticeBox()
    let (archive, asked) = (archive, question.options)
    let outcome = try patience.run(notice: notices.add) {
      try archive.search(question.text, asked, index: $0)
    }
    guard case .found(var result) = outcome else { return stillIndexing(question, outcome) }
    if asked.dates != nil { result = try counts.wholeTotal(of: question.text, result) }
    let clauses = try group.clauses(of: question.text)
    var page = SearchPage(
      question: question, result: result, clauses: clauses, notices: notices.all)
    if result.hits.isEmpty, question.start == 0 {
      page.nothing = try group.whyNothing(question.text)
    } else {
      if !question.text.isEmpty {
        let shown = question.allSnippets ? Limits.rows : Limits.snippets
        page.snippets = try group.snippets(
          for: question.text, of: result.messages.prefix(shown).map(\.id))
      }
      if result.total <= Limits.messagesForFacets {
        page.counts = try counts.counts(of: question.text)
      }
    }
    page.saved = archive.configuration.search.saved
    page.tags = try group.complete(.tag, "").map(\.value)
    page.unreadAttachments = archive.attachmentsNotRead().count
    var frame = frame(question, question.threads ? .conversations : .messages)
    frame.rail = page.rail
    return Response(
      200, frame.page(page.title, page.content(token: frame.formToken), isWide: true))
  }

  /// What is shown while the index is made; it looks again by itself.
  private func stillIndexing(_ question: Question, _ outcome: PatientSearch.Outcome) -> Response {
    guard case .indexing(let done, let all) = outcome else { return notFound() }
    var frame = frame(question, .messages)
    frame.refresh = "<meta http-equiv=\"refresh\" content=\"2\">"
    let share = all > 0 ? min(100, done * 100 / all) : 0
    return Response(
      200,
      frame.page(
        "Making mail searchable",
        """
        <div class="page narrow"><h1>Making your mail searchable</h1>\
        <p class="lead">\(grouped(done)) of \(grouped(all)) messages. The search follows by itself.</p>\
        <progress aria-label="Messages that are searchable" max="100" value="\(share)"></progress></div>
        """))
  }

  /// A query that cannot be understood, said in words, with the place marked.
  func mistake(_ error: ArchiveError, in question: Question) -> Response {
    let query = error.mistake?.query ?? question.text
    let characters = Array(query)
    var marked: HTML = "\(query)"
    if let range = error.mistake?.range.clamped(to: 0..<characters.count) {
      let (before, inside, after) = (
        String(characters[..<range.lowerBound]), String(characters[range]),
        String(characters[range.upperBound...])
      )
      marked = "\(before)<mark>\(inside.isEmpty ? "…" : inside)</mark>\(after)"
    }
    return Response(
      400,
      frame(question, .messages).page(
        "Not understood",
        """
        <div class="page"><h1>This search cannot be understood</h1>\
        <p class="query">\(marked)</p><p class="lead">\(error.why.prefix(1).uppercased())\
        \(error.why.dropFirst()). \(error.remedy)</p>\
        <p><a class="b line" href="/help">How to search</a> <a class="b" href="/">All mail</a></p>\
        </div>
        """))
  }

  /// The text that was found, for the rows that a script asks for.
  func snippets(_ request: Request) throws -> Response {
    let question = Question(request.query)
    let ids = request.query.values("id").prefix(Limits.rows).compactMap { Int64($0) }
    let found = try ArchiveGroup(archive).snippets(for: question.text, of: ids)
    let rows: [HTML] = ids.compactMap { id in
      found[id].map { "<li data-id=\"\(id)\">\(MessageRow.line($0))</li>" }
    }
    return Response(200, "<ul>\(rows)</ul>")
  }

  /// All values by which a query can be narrowed, as a page of its own.
  func narrow(_ request: Request) throws -> Response {
    let question = Question(request.query)
    let (first, last) = (request.query["after"] ?? "", request.query["until"] ?? "")
    if !first.isEmpty || !last.isEmpty {
      return .redirect(to: question.adding("date:\(first)..\(last)").address.string)
    }
    let counts = try counts.counts(of: question.text)
    let view = FacetList(
      question: question, counts: counts, limit: Limits.allFacetValues,
      only: request.query["by"].flatMap(SearchFacet.init))
    return Response(
      200,
      frame(question, .messages).page(
        "Narrow",
        """
        <div class="page"><p><a class="b" href="\(question.address)">\(Icon.left.html)Back to the \
        messages</a></p><h1>Narrow</h1>\(view.dates)<div class="facets">\(view.html)</div></div>
        """))
  }

  // MARK: Saved searches

  func saveForm(_ request: Request) throws -> Response {
    let question = Question(request.query)
    try requireSavable(question.text)
    let frame = frame(question)
    return Response(
      200,
      frame.page(
        "Save search",
        """
        <div class="page narrow"><h1>Save this search</h1><p class="query">\(question.text)</p>\
        <form method="post" action="/save" class="path">\(frame.tokenField)\
        <input type="hidden" name="q" value="\(question.text)"><label for="name">Its name, a word</label>\
        <span class="field"><input id="name" name="name" required maxlength="60" autocapitalize="off" \
        spellcheck="false"><button class="b main" type="submit">\(Icon.star.html)Save</button></span>\
        </form><p class="soft">It is written into mailcask.toml of the archive, where it can be changed or \
        removed, and is found as <code>saved:NAME</code> everywhere. <a href="/saved">All saved searches</a></p></div>
        """))
  }

  /// It must ask something, and be understood.
  private func requireSavable(_ query: String) throws {
    guard !query.trimmed.isEmpty else {
      throw ArchiveError(
        .configuration, "save the search", why: "it is empty and finds all mail",
        remedy: "Search for something first.")
    }
    _ = try ArchiveGroup(archive).clauses(of: query)
  }

  func save(_ request: Request) throws -> Response {
    let (name, query) = ((request.form["name"] ?? "").trimmed, request.form["q"] ?? "")
    try requireSavable(query)
    try Configuration.save(query: query, as: name, to: archive.location.configurationFile)
    return .redirect(to: Question().asking("saved:\(Question.quoted(name))").address.string)
  }

  /// All saved searches, to be used or removed.
  func savedSearches() -> Response {
    let token = frame().tokenField
    let saved = archive.configuration.search.saved
    let rows: [HTML] = saved.keys.sorted().map { name in
      """
      <li><span class="ic" aria-hidden="true">\(Icon.star.html)</span><span class="grow">\
      <a href="\(Question().asking("saved:\(Question.quoted(name))").address)"><b>\(name)</b></a>\
      <small class="soft">\(saved[name] ?? "")</small></span><form method="post" action="/saved">\(token)\
      <input type="hidden" name="name" value="\(name)"><button class="b line" type="submit">Remove\
      <span class="hide"> \(name)</span></button></form></li>
      """
    }
    let list: HTML =
      rows.isEmpty
      ? "<p class=\"lead\">None yet. Search for something, and choose “Save search”.</p>"
      : "<ul class=\"src card\">\(rows)</ul>"
    return Response(
      200,
      frame().page(
        "Saved searches",
        "<div class=\"page narrow\"><h1>Saved searches</h1>\(list)</div>"))
  }

  /// Removes one; the page offers to save it again.
  func removeSaved(_ request: Request) throws -> Response {
    let name = request.form["name"] ?? ""
    let query = archive.configuration.search.saved[name] ?? ""
    try Configuration.remove(saved: name, from: archive.location.configurationFile)
    return Response(
      200,
      frame().page(
        "Removed",
        """
        <div class="page narrow" role="status"><h1>\(Icon.check.html) The saved search \(name) is \
        removed</h1><form method="post" action="/save">\(frame().tokenField)\
        <input type="hidden" name="q" value="\(query)"><input type="hidden" name="name" value="\(name)">\
        <p class="buttons"><button class="b line" type="submit">Undo: save it again</button>\
        <a class="b main" href="/saved">Saved searches</a></p></form></div>
        """))
  }

  /// What a text in the search box may go on as, for the script.
  func complete(_ request: Request) throws -> Response {
    let text = request.query["q"] ?? ""
    let completion = Completion(text, archive.configuration.search.saved)
    return Response(200, completion.html(try completion.groups(in: ArchiveGroup(archive))))
  }
}

/// Collects what is said while a search goes on.
private final class NoticeBox: Sendable {
  private let texts = Mutex<[String]>([])

  @Sendable func add(_ text: String) { texts.withLock { $0.append(text) } }

  var all: [String] { texts.withLock { $0 } }
}
