import Archive
import HTTPServing
import Presentation
import Transfer

extension Site {
  // MARK: Tags

  /// Changes the tags of marked messages, and offers the way back.
  func tag(_ request: Request) throws -> Response {
    let ids = request.form.values("id").compactMap { Int64($0) }
    let words = (request.form["words"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    let back = Self.localAddress(request.form["back"])
    guard !ids.isEmpty, !words.isEmpty else {
      return said(
        "Nothing to tag",
        "Mark messages, and write tags with + to add or - to remove: +work -inbox.",
        back)
    }
    let changes = try words.map { word in
      // A word without a sign is a tag to add.
      guard let change = TagChange(word) ?? TagChange("+" + word) else {
        throw ArchiveError(
          .configuration, "tag messages", why: "\"\(word)\" is neither +TAG nor -TAG",
          remedy: "Write tags with + to add or - to remove: +work -inbox.")
      }
      return change
    }
    let (archive, before) = (archive, try summaries(ids))
    let changed = try ArchiveWriter(for: archive).borrow(wait: Limits.writerWait) {
      try $0.tag(ids, changes)
    }
    let text = changes.map { ($0.adds ? "+" : "-") + $0.name }.joined(separator: " ")
    return Response(
      200,
      frame().page(
        "Tagged",
        """
        <div class="page narrow" role="status"><h1>\(Icon.check.html) \
        \(counted(changed, "message")) tagged \(text)</h1>\(undo(changes, before, back))\
        <p><a class="b main" href="\(back)">Back to the list</a></p></div>
        """))
  }

  private func summaries(_ ids: [Int64]) throws -> [MessageSummary] {
    try ids.map { try archive.message($0).summary }
  }

  /// A form for each change that takes it back where it changed something.
  private func undo(
    _ changes: [TagChange], _ before: [MessageSummary], _ back: String
  ) -> HTML {
    let forms: [HTML] = changes.compactMap { change in
      let ids = before.filter { $0.tags.contains(change.name) != change.adds }.map(\.id)
      guard !ids.isEmpty else { return nil }
      let fields: [HTML] = ids.map { "<input type=\"hidden\" name=\"id\" value=\"\($0)\">" }
      let word = (change.adds ? "-" : "+") + change.name
      return """
        <form method="post" action="/tag">\(frame().tokenField)\(fields)\
        <input type="hidden" name="words" value="\(word)">\
        <input type="hidden" name="back" value="\(back)">\
        <button class="b line" type="submit">Undo: \(word)</button></form>
        """
    }
    return "<div class=\"buttons\">\(forms)</div>"
  }

  /// The address of a page of ours, as a form gives it back.
  private static func localAddress(_ text: String?) -> String {
    guard let text, text.hasPrefix("/"), !text.hasPrefix("//"),
      text.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "\\") })
    else {
      return "/"
    }
    return text
  }

  private func said(_ title: String, _ text: String, _ back: String) -> Response {
    Response(
      400,
      frame().page(
        title,
        """
        <div class="page narrow"><h1>\(title)</h1><p class="lead">\(text)</p>\
        <p><a class="b line" href="\(back)">Back to the list</a></p></div>
        """))
  }

  // MARK: Files

  /// The files of the messages that a query finds.
  func files(_ request: Request) throws -> Response {
    let question = Question(request.query)
    let query = question.text.isEmpty ? "has:attachment" : "(\(question.text)) has:attachment"
    // A mistake is one of what was typed.
    _ = try ArchiveGroup(archive).clauses(of: question.text)
    var options = SearchOptions()
    options.order = question.order
    options.offset = question.start
    options.limit = Limits.messagesWithFiles
    let result = try archive.search(query, options)
    var files: [Int64: [AttachmentInfo]] = [:]
    try archive.forEachAttachmentList(of: result.messages.map(\.id).sorted()) { message, list in
      files[message.id] = list
    }
    let page = FilesPage(question: question, result: result, files: files)
    return Response(200, frame(question, .files).page("Files", page.html))
  }

  // MARK: Numbers

  /// The page of statistics, in the frame of the others; it has its style in itself.
  func statistics(_ request: Request) throws -> Response? {
    switch request.path.count {
    case 1:
      return Response(
        200,
        frame(Question(request.query), .numbers).page(
          "Numbers",
          """
          <h1 class="hide">Numbers</h1><iframe class="numbers" src="/stats/page" \
          title="All mail in numbers" sandbox></iframe>
          """))
    case 2 where request.path[1] == "page":
      let statistics = try archive.statistics(limit: 10)
      let page = StatisticsPage(
        statistics, archive: archive.location.directory, version: version)
      var response = Response(200, "text/html; charset=utf-8", .bytes(Array(page.html.utf8)))
      response.add(.numbers)
      return response
    default: return nil
    }
  }

  // MARK: Help

  func help() -> Response {
    Response(200, frame().page("Help", HelpPage(token: frame().tokenField).html))
  }
}
