import Archive
import Files
import HTTPServing
import Presentation
import Text
import Transfer

extension Site {
  /// Which messages an export is of: marked ones, a conversation, or all that a query finds.
  private struct Choice {
    var selection = ExportSelection()
    /// "12 messages".
    var words: String
    var count: Int
    /// The fields of the form.
    var fields: [(name: String, value: String)]
    /// For the file's name.
    var name: String
    /// What they are, for a document.
    var heading = "Messages"
  }

  func exportForm(_ request: Request) throws -> Response {
    let choice = try choice(request.query)
    guard choice.count > 0 else { return nothingToExport(request.query) }
    let question = Question(request.query)
    let hidden: [HTML] = choice.fields.map {
      "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">"
    }
    let kinds: [HTML] = ExportJob.Kind.allCases.enumerated().map { index, kind in
      """
      <label class="opt"><input type="radio" name="as" value="\(kind.rawValue)"\
      \(index == 0 ? " checked" as HTML : "")><b>\(kind.title)</b>\
      <span class="soft">.\(kind.suffix)</span><small>\(kind.remark)</small></label>
      """
    }
    let frame = frame(question)
    return Response(
      200,
      frame.page(
        "Export",
        """
        <div class="page narrow"><h1>Export \(choice.words)</h1>\
        <p class="lead">\(question.text.isEmpty ? "" : question.text)</p>\
        <form method="post" action="/export" class="stack">\(frame.tokenField)\(hidden)\
        <fieldset><legend>As what?</legend>\(kinds)</fieldset>\
        \(Notice.plain.html("Each message is read back from the finished file and compared with the archive. Nothing in the archive changes."))\
        <details><summary>Straight into a folder of this computer</summary><div class="form"><label>The \
        folder<input name="folder" maxlength="4000" placeholder="/home/ada/Documents" \
        autocapitalize="off" spellcheck="false"><small class="soft">Empty: it is made first, and then you \
        save it. Nothing there is overwritten.</small></label></div></details>\
        <p class="buttons"><button class="b main" type="submit">\(Icon.out.html)\
        Export \(choice.words)</button> <a class="b" href="\(question.address)">Cancel</a></p>\
        </form></div>
        """))
  }

  /// The folder that a person has named; nil if none.
  private static func folder(_ typed: String?) throws -> String? {
    let typed = (typed ?? "").trimmed
    guard !typed.isEmpty else { return nil }
    let path = try wholePath(typed, to: "export to")
    guard (try? POSIX.status(FilePath(path)))?.type == .directory else {
      throw ArchiveError(
        .fileSystem, "export to \(path)", why: "there is no such folder",
        remedy: "Make it first, or name another.")
    }
    return path
  }

  private func nothingToExport(_ fields: Fields) -> Response {
    let question = Question(fields)
    return Response(
      404,
      frame(question).page(
        "Nothing to export",
        """
        <div class="page narrow"><h1>Nothing to export</h1><p class="query">\(question.text)</p>\
        <p class="lead">No message matches this search.</p>\
        <p><a class="b line" href="\(question.address)">Why, and what else there is</a></p></div>
        """))
  }

  func startExport(_ request: Request) throws -> Response {
    let choice = try choice(request.form)
    guard choice.count > 0 else { return nothingToExport(request.form) }
    let kind = request.form["as"].flatMap(ExportJob.Kind.init) ?? .mbox
    let export = ExportJob(
      archive: archive, selection: choice.selection, kind: kind, name: choice.name,
      heading: choice.heading,
      directory: surroundings.temporaryParent,
      chosenFolder: try Self.folder(request.form["folder"]))
    let job = try jobs.start("Export of \(choice.words)") { try export.run($0) }
    return .redirect(to: "/jobs/\(job.id)")
  }

  private func choice(_ fields: Fields) throws -> Choice {
    let day = localDate(currentTime(), format: "%Y-%m-%d")
    let ids = fields.values("id").compactMap { Int64($0) }
    if !ids.isEmpty {
      for id in ids where try archive.presence(of: id) != .here {
        throw ArchiveError(
          .notFound, "export message \(id)", why: "it is not in the archive",
          remedy: "Load the list again.")
      }
      var choice = Choice(
        words: counted(ids.count, "message"), count: ids.count, fields: ids.map { ("id", "\($0)") },
        name: "messages-\(day)")
      choice.selection.messages = ids
      return choice
    }
    if let id = fields["thread"].flatMap({ Int64($0) }) {
      let count = try archive.thread(of: id).count
      var choice = Choice(
        words: counted(count, "message"), count: count,
        fields: [("thread", "\(id)")], name: "conversation-\(day)")
      let first = try archive.message(id).summary
      choice.selection.thread = first.thread
      choice.heading = first.shownSubject
      return choice
    }
    let query = Question(fields).text
    var options = SearchOptions()
    options.limit = 0
    options.facets = [.year]
    let total = try archive.search(query, options).total
    var choice = Choice(
      words: counted(total, "message"), count: total, fields: [("q", query)],
      name: Self.fileName(query) + "-" + day)
    choice.selection.query = query.isEmpty ? nil : query
    choice.heading = query.isEmpty ? "All mail" : query
    return choice
  }

  /// A name made of the words of a query, which any system can have.
  static func fileName(_ query: String) -> String {
    let words = query.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let name = words.joined(separator: "-").prefix(40)
    return name.isEmpty ? "mail" : String(name)
  }
}
