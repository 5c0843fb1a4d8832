import Archive
import HTTPServing
import Synchronization

/// All pages of one archive. Answers requests on several threads.
final class Site: Sendable {
  private let opened: OpenArchive
  let assets: Assets
  let keys: AccessKeys
  let passes: EntryPasses
  let counts: CountsCache
  let jobs = JobBoard()
  let patience = PatientSearch()
  let lastUse = LastUse()
  let uploadSlots = Upload.Slots()
  let surroundings: WebSurroundings
  private let registry: RunningServer.Registry?
  private let quits: @Sendable () -> Void

  var archive: MailArchive { opened.archive }
  var version: String { surroundings.version }

  /// - Parameters:
  ///   - registry: whose entry files are removed when they were used.
  ///   - quits: called when a person ends the server on a page.
  init(
    _ archive: MailArchive, _ surroundings: WebSurroundings, passes: EntryPasses,
    registry: RunningServer.Registry? = nil, quits: @escaping @Sendable () -> Void
  ) throws {
    opened = OpenArchive(archive)
    self.surroundings = surroundings
    self.passes = passes
    self.registry = registry
    self.quits = quits
    assets = try Assets()
    keys = try AccessKeys()
    counts = CountsCache(opened)
  }

  func respond(to request: Request, within guarding: RequestGuard) -> Response {
    switch guarding.verdict(on: request, isPublic: Self.isPublic(request)) {
    case .otherHost: return refusal(421, "Wrong address", Refusals.otherHost)
    case .otherPage: return refusal(403, "Refused", Refusals.otherPage)
    case .stranger: return refusal(401, "Not let in", Refusals.stranger)
    case .allowed: break
    }
    lastUse.note()
    do {
      guard archive.location.isArchive else { throw Self.vanished(archive.location) }
      return try ReaderLocale.$current.withValue(ReaderLocale(languages: request.languages)) {
        try Theme.$current.withValue(.of(request)) { try route(request) }
      }
    } catch {
      let error = ArchiveError(any: error)
      return error.code == .query
        ? mistake(error, in: Question(request.query)) : failure(error)
    }
  }

  /// Its files are open still, until the server ends, so that its pages would look as if all were well.
  static func vanished(_ location: ArchiveLocation) -> ArchiveError {
    ArchiveError(
      .fileSystem, "read the archive",
      why: "\(location.directory) does not hold an archive any more",
      remedy: "Move it back, or restore a backup, and start mailcask web again.")
  }

  func frame(_ question: Question = Question(), _ view: Frame.View? = nil) -> Frame {
    Frame(
      style: assets.style.path, script: assets.script.path, formToken: keys.formToken,
      question: question, view: view)
  }

  /// What a program of another user of this machine gets.
  static var foreignUser: Response {
    var response = Response(
      403, "text/plain; charset=utf-8",
      .bytes(Array("This page belongs to another user of this computer.\n".utf8)))
    response.add(.file)
    return response
  }

  private static func isPublic(_ request: Request) -> Bool {
    guard request.method != .post, let first = request.path.first else { return false }
    return ["a", "enter", "out", "favicon.ico"].contains(first)
  }

  private func route(_ request: Request) throws -> Response {
    let path = request.path
    let response: Response?
    switch (request.method, path.first ?? "") {
    case (.post, "quit") where path.count == 1: response = quit()
    case (.post, "tag") where path.count == 1: response = try tag(request)
    case (.post, "jobs"): response = try stopJob(request)
    case (.post, "export") where path.count == 1: response = try startExport(request)
    case (.post, "import") where path.count == 1: response = try startImport(request)
    case (.post, "upload") where path.count == 1: response = try startUploaded(request)
    case (.post, "fetch") where path.count == 1: response = try startFetch(request)
    case (.post, "verify") where path.count == 1: response = try startVerification()
    case (.post, "backup") where path.count == 1: response = try startBackup(request)
    case (.post, "read") where path.count == 1: response = try startReading()
    case (.post, "save") where path.count == 1: response = try save(request)
    case (.post, "saved") where path.count == 1: response = try removeSaved(request)
    case (.post, "accounts") where path.count == 2:
      switch path[1] {
      case "find": response = try findServer(request)
      case "add": response = try addAccount(request)
      case "test": response = try testAccount(request)
      case "change": response = try changeAccount(request)
      case "remove": response = try removeAccount(request)
      default: response = nil
      }
    case (.post, "settings") where path.count == 1: response = changeAppearance(request)
    case (.post, _): response = nil
    case (_, "") where path.count == 1: response = try search(request)
    case (_, "a") where path.count == 2: response = asset(path[1], request)
    case (_, "enter") where path.count == 2: response = enter(path[1], request)
    case (_, "out") where path.count == 2: response = out(path[1], request)
    case (_, "m") where path.count > 1: response = try message(request)
    case (_, "t") where path.count == 2: response = try conversation(request)
    case (_, "files") where path.count == 1: response = try files(request)
    case (_, "stats"): response = try statistics(request)
    case (_, "complete") where path.count == 1: response = try complete(request)
    case (_, "snippets") where path.count == 1: response = try snippets(request)
    case (_, "narrow") where path.count == 1: response = try narrow(request)
    case (_, "save") where path.count == 1: response = try saveForm(request)
    case (_, "saved") where path.count == 1: response = savedSearches()
    case (_, "export") where path.count == 1: response = try exportForm(request)
    case (_, "jobs") where path.count > 1: response = try job(request)
    case (_, "import") where path.count == 1: response = try importForm(request)
    case (_, "accounts") where path == ["accounts", "add"]: response = accountForm()
    case (_, "accounts") where path == ["accounts", "change"]:
      response = try accountChangeForm(request)
    case (_, "accounts") where path == ["accounts", "remove"]:
      response = try accountRemovalForm(request)
    case (_, "settings") where path.count == 1: response = settings()
    case (_, "help") where path.count == 1: response = help()
    default: response = nil
    }
    return response ?? notFound()
  }

  func notFound() -> Response {
    Response(
      404,
      frame().page(
        "Nothing here",
        """
        <div class="page"><h1>Nothing here</h1><p class="lead">There is no page at this address. \
        <a href="/">All mail</a></p></div>
        """))
  }

  /// An error of the archive, in its own words.
  func failure(_ error: ArchiveError) -> Response {
    let status =
      switch error.code {
      case .notFound: 404
      case .query, .configuration, .alreadyThere, .mailbox: 400
      case .locked: 503
      default: 500
      }
    return Response(
      status,
      frame().page(
        "That did not work",
        """
        <div class="page"><h1>That did not work</h1>\
        <p class="lead">\(error.sentenceCase)</p><p class="lead">\(error.remedy)</p>\
        <p><a class="b line" href="/">All mail</a></p></div>
        """))
  }

  private func refusal(_ status: Int, _ title: String, _ text: HTML) -> Response {
    Response(status, frame().bare(title, "<h1>\(title)</h1>\(text)"))
  }

  // MARK: Coming and going

  private func asset(_ name: String, _ request: Request) -> Response? {
    if name == "icon.svg" { return Icon.file }
    return assets.response(to: name, takesGzip: request.takesGzip)
  }

  /// A page, and not a redirect: a browser that comes from a file would follow one without the cookie,
  /// because of SameSite.
  private func enter(_ pass: String, _ request: Request) -> Response {
    // A look ahead must not use it up.
    guard request.method == .get, passes.use(pass), let host = request.host else {
      return refusal(403, "This link was used", Refusals.usedLink)
    }
    registry?.removeEntryFile(pass)
    var frame = frame()
    frame.refresh = "<meta http-equiv=\"refresh\" content=\"0;url=/\">"
    var response = Response(
      200,
      frame.bare(
        "Welcome",
        "<h1>Welcome</h1><p class=\"lead\"><a href=\"/\">Go on to your mail</a></p>"))
    response.headers.append(
      (
        "Set-Cookie",
        "\(RequestGuard.cookieName(host))=\(keys.cookie); Path=/; HttpOnly; SameSite=Strict"
      ))
    return response
  }

  private func out(_ signature: String, _ request: Request) -> Response {
    guard let target = request.query["u"], keys.links.isValid(signature, for: target) else {
      return refusal(403, "Refused", Refusals.unsignedLink)
    }
    return Response(
      200,
      frame().bare(
        "Leaving",
        """
        <h1>This link leaves your mail</h1><p class="lead">It leads to:</p>\
        <p class="target"><code>\(target)</code></p>\
        <p><a class="b main" href="\(target)" rel="noreferrer noopener">Open it</a></p>\
        <p class="soft">The server there learns that you opened it, and whatever the address says.</p>
        """))
  }

  private func quit() -> Response {
    quits()
    return Response(
      200,
      frame().bare(
        "Ended",
        """
        <h1>Mailcask has ended</h1><p class="lead">Nothing runs any more. To come back: \
        <code>mailcask web</code></p>
        """))
  }
}

/// Why somebody is not let in, and how to come in.
private enum Refusals {
  static let otherHost: HTML = """
    <p class="lead">This server answers only as 127.0.0.1, [::1] or localhost, with its own port.</p>
    """
  static let otherPage: HTML = """
    <p class="lead">This was not sent by a page of Mailcask, or by one of an earlier start. Go back, \
    load the page again, and repeat it. <a href="/">All mail</a></p>
    """
  static let stranger: HTML = """
    <p class="lead">Your mail is behind this page, and this browser was not let in yet, or Mailcask \
    was started again since.</p><p class="lead">On this computer, run <code>mailcask web</code>: it \
    opens a link that lets the browser in.</p>
    """
  static let usedLink: HTML = """
    <p class="lead">Such a link lets one browser in, once, within a minute. For a new one, run \
    <code>mailcask web</code> again. If this browser is in already: <a href="/">all mail</a></p>
    """
  static let unsignedLink: HTML = """
    <p class="lead">This address was not made by the Mailcask that runs now. Open the message again \
    and click the link there.</p>
    """
}
