import Archive
import Presentation

/// The list of what was found, with everything around it.
struct SearchPage {
  let question: Question
  let result: SearchResult
  let clauses: [QueryClause]
  let notices: [String]
  var snippets: [Int64: Snippet] = [:]
  /// Nil if there is too much to count at once.
  var counts: Counts?
  var nothing: NothingFound?
  var saved: [String: String] = [:]
  var tags: [String] = []
  var unreadAttachments = 0

  init(
    question: Question, result: SearchResult, clauses: [QueryClause], notices: [String]
  ) {
    self.question = question
    self.result = result
    self.clauses = clauses
    self.notices = notices
  }

  private var noun: String { question.threads ? "conversation" : "message" }

  /// "1,204 messages", "1,000 or more messages".
  private var total: String {
    let count = counted(result.total, noun)
    return result.totalIsExact ? count : "more than " + count
  }

  var title: String { question.text.isEmpty ? total : "\(question.text), \(total)" }

  func content(token: String) -> HTML {
    let heading: HTML = "<h1 class=\"hide\">\(title)</h1>"
    if let nothing { return heading + ask + NothingPage(question, nothing, clauses).html }
    return """
      \(heading)\(ask)\(notes)\(TimeStrip(question: question, counts: counts).html)\
      <div class="two"><section class="list" aria-label="Messages">\
      <form id="marked" method="post" action="/tag">\
      <input type="hidden" name="back" value="\(question.address)">\
      <ul id="rows">\(months)</ul>\(marks(token))</form>\(pages)</section>\
      <article class="read" id="preview" aria-label="Preview">\
      <p class="empty soft">Choose a message to read it here.</p></article></div>
      """
  }

  // MARK: Above the list

  private var ask: HTML {
    let chips: [HTML] = clauses.map { clause in
      """
      <li class="chip"><span class="cut" title="\(clause.text)">\(clause.meaning)</span>\
      <a href="\(question.asking(trimmed(clause.rest)).address)" \
      aria-label="Remove: \(clause.meaning)">\(Icon.x.html)</a></li>
      """
    }
    let export: HTML =
      result.total == 0
      ? ""
      : """
      <a class="b main" id="export" href="\(question.address("/export"))">\(Icon.out.html)\
      Export\(exported)</a>
      """
    return """
      <div class="ask"><ul class="chips" aria-label="How the search was understood">\(chips)\
      <li><a class="chip add" href="\(question.address("/narrow"))">\(Icon.plus.html)Filter</a></li>\
      </ul>\(sorting)\(save)<span class="grow only-s"></span>\(export)</div>\
      <p class="hide" role="status">\(total) found</p>
      """
  }

  private var save: HTML {
    guard !question.text.isEmpty, !question.text.hasPrefix("saved:") else { return "" }
    return """
      <a class="b wide" href="\(Address("/save").with("q", question.text))" aria-label="Save search">\
      \(Icon.star.html)<span class="w2">Save search</span></a>
      """
  }

  private func trimmed(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private var exported: HTML {
    question.threads || !result.totalIsExact ? "" : " \(grouped(result.total))"
  }

  private var sorting: HTML {
    let orders: [(SearchOptions.Order, String)] = [
      (.newest, "Newest"), (.oldest, "Oldest"), (.relevance, "Best match"),
    ]
    let links: [HTML] = orders.filter { $0.0 != .relevance || !question.text.isEmpty }.map {
      let isOn: HTML =
        $0.0 == question.order ? " class=\"b on\" aria-current=\"true\"" : " class=\"b\""
      return "<a\(isOn) href=\"\(question.sorted($0.0).address)\">\($0.1)</a>"
    }
    return "<span class=\"seg wide\" role=\"group\" aria-label=\"Order\">\(links)</span>"
  }

  private var notes: HTML {
    var notes = notices.map { Notice.warn.html("\($0.prefix(1).uppercased())\($0.dropFirst()).") }
    if unreadAttachments > 0, !question.text.isEmpty {
      notes.append(
        Notice.plain.html(
          """
          The files of \(counted(unreadAttachments, "message")) were not read yet, so what stands in \
          them is not found. <a href="/import">Read them</a>
          """))
    }
    return notes.isEmpty ? "" : "<div class=\"notes\">\(notes)</div>"
  }

  // MARK: The list

  private var months: [HTML] {
    guard question.order != .relevance else {
      return ["<li><ul>\(rows(result.hits.indices))</ul></li>"]
    }
    var sections: [HTML] = []
    var start = 0
    while start < result.hits.count {
      let month = Self.month(result.hits[start])
      var end = start
      while end < result.hits.count, Self.month(result.hits[end]) == month { end += 1 }
      sections.append("<li><h2>\(month)</h2><ul>\(rows(start..<end))</ul></li>")
      start = end
    }
    return sections
  }

  private static func month(_ hit: SearchHit) -> String {
    localDate(hit.message.date, format: "%B %Y")
  }

  private func rows(_ range: Range<Int>) -> [HTML] {
    range.map { place in
      let hit = result.hits[place]
      return MessageRow(
        question: question, hit: hit, place: question.start + place,
        snippet: snippets[hit.message.id], hasYear: question.order == .relevance
      ).html
    }
  }

  /// What can be done with the rows that are ticked.
  ///
  /// - Parameter token: goes with the button that needs it, and so not into the address of an export.
  private func marks(_ token: String) -> HTML {
    """
    <div class="marks" role="group" aria-label="Marked messages"><span class="nw" id="count">\
    Marked:</span><label class="grow"><span class="hide">Tags to add or remove</span>\
    <input name="words" list="tags" placeholder="+tag -tag" autocomplete="off" \
    autocapitalize="off" spellcheck="false"></label>\
    <datalist id="tags">\(tags.map { "<option value=\"+\($0)\">" as HTML })</datalist>\
    <button class="b line" type="submit" name="token" value="\(token)">\(Icon.tag.html)Tag</button>\
    <button class="b line" type="submit" formaction="/export" formmethod="get">\(Icon.out.html)\
    Export</button></div>
    """
  }

  private var pages: HTML {
    let end = question.start + result.hits.count
    let hasMore = result.hits.count == Limits.rows && (end < result.total || !result.totalIsExact)
    let texts: HTML =
      question.text.isEmpty || question.allSnippets || result.hits.count <= Limits.snippets
      ? ""
      : """
      <noscript><p class="pages"><a class="b line" \
      href="\(question.address.with("snippets", "all"))">Show the text that was found in all</a></p>\
      </noscript>
      """
    guard question.start > 0 || hasMore else { return texts }
    let before: HTML =
      question.start == 0
      ? ""
      : """
      <a class="b line" rel="prev" href="\(question.from(question.start - Limits.rows).address)">\
      \(Icon.left.html)Before</a>
      """
    let after: HTML =
      !hasMore
      ? ""
      : """
      <a class="b line" rel="next" href="\(question.behind(result.messages.map(\.date)).address)">Next \(Limits.rows)\
      \(Icon.right.html)</a>
      """
    let shown = result.hits.isEmpty ? "none" : "\(grouped(question.start + 1)) to \(grouped(end))"
    return """
      \(texts)<nav class="pages" aria-label="Pages">\(before)<span class="soft num">\(shown) of \(total)</span>\
      \(after)</nav>
      """
  }

  // MARK: Beside the list

  var rail: HTML {
    let searches: [HTML] = saved.keys.sorted().map { name in
      """
      <li><a href="\(Question().asking("saved:\(Question.quoted(name))").address)">\(Icon.star.html)\
      <span class="cut">\(name)</span></a></li>
      """
    }
    let list: HTML =
      searches.isEmpty
      ? ""
      : """
      <h2>Saved searches<a href="/saved" aria-label="Change the saved searches">Change</a></h2>\
      <ul class="facet">\(searches)</ul>
      """
    guard nothing == nil else { return list }
    guard let counts else {
      return list + """
        <h2>Narrow</h2><ul class="facet"><li><a href="\(question.address("/narrow"))">\
        <span>By sender, year, list …</span></a></li></ul>
        """
    }
    return list + FacetList(question: question, counts: counts, limit: Limits.facetValues).html
  }
}
