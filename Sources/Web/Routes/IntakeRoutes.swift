import Archive
import Fetch
import Files
import HTTPServing
import Mail
import Presentation
import Text

extension Site {
  /// The page of an archive that is still empty: it leads to the first search.
  func firstRun() -> Response {
    Response(
      200,
      frame().page(
        "Where is your mail?",
        """
        <div class="page"><h1>Where is your mail?</h1><p class="lead">Mailcask copies it to this \
        computer, where you can search it. Nothing is changed or deleted where it is now.</p>\
        \(intake)</div>
        """))
  }

  func importForm(_ request: Request) throws -> Response {
    Response(
      200,
      frame().page(
        "Add mail",
        "<div class=\"page\"><h1>Add mail</h1>\(intake)\(lastJobs())\(runs())</div>"))
  }

  /// Ways in: files of this machine, and the accounts that there are.
  private var intake: HTML {
    let token = frame().tokenField
    return """
      <section><h2>Your accounts</h2>\(accounts(token))</section>\
      <section><h2>From files</h2><form method="post" action="/import" class="path">\(token)\
      <label for="path">The file or folder on this computer: mbox, Maildir, .eml, zip, tar, Outlook’s \
      .pst, a Google Takeout</label><span class="field"><input id="path" name="path" required \
      maxlength="4000" placeholder="/home/ada/Takeout/All mail.mbox" autocapitalize="off" \
      spellcheck="false"><button class="b line" type="submit">Add this mail</button></span></form>\
      \(Self.uploadForm(token))\
      \(Notice.plain.html("The source is not changed, and nothing is stored twice: the same can be added again at any time."))\
      </section>
      """
  }

  private func accounts(_ token: HTML) -> HTML {
    let all = archive.configuration.accounts
    let add: HTML = """
      <a class="b \(all.isEmpty ? "main" : "line")" href="/accounts/add">\(Icon.plus.html)Add an account</a>
      """
    guard !all.isEmpty else {
      return """
        <p>A mailbox at a provider: its mail is copied, and stays there. A hundred providers are \
        known.</p><p class="buttons">\(add)</p>
        """
    }
    return """
      \(AccountList(accounts: all, token: token).html)<form method="post" action="/fetch"><p class="buttons">\(token)\
      <button class="b main" type="submit">\(Icon.in.html)Fetch now</button>\(add)</p></form>
      """
  }

  private func lastJobs() -> HTML {
    let token = frame().tokenField
    let rows: [HTML] = jobs.all.prefix(10).map { job in
      let state: HTML =
        switch job.state {
        case .running(let progress): "\(progress.text)"
        case .done(let outcome): "\(outcome.title)"
        case .failed(let error): "<span class=\"bad-t\">\(error.why)</span>"
        }
      return
        "<li><a href=\"/jobs/\(job.id)\">\(job.title)</a> <span class=\"soft\">\(state)</span></li>"
    }
    let list: HTML =
      rows.isEmpty ? "" : "<h2>Since this start</h2><ul class=\"history\">\(rows)</ul>"
    let unread = archive.attachmentsNotRead()
    let files: HTML =
      unread.count == 0
      ? ""
      : """
      <section><h2>Files that are not searched yet</h2><form method="post" action="/read">\(token)\
      <p>The files of \(unread.isExact ? "" : "more than ")\(counted(unread.count, "message")) were not \
      read. <button class="b line" type="submit">\(Icon.files.html)Read them</button></p></form></section>
      """
    return """
      \(list)\(files)<section><h2>Is everything intact?</h2><form method="post" action="/verify">\(token)\
      <p>Every message is read and compared with the digest that it was stored with. \
      <button class="b line" type="submit">\(Icon.shield.html)Check all mail</button></p></form>\
      </section><section><h2>Backup</h2><form method="post" action="/backup" class="path">\(token)\
      <label for="backup">The folder for a whole copy, best on another disk</label><span class="field">\
      <input id="backup" name="path" required maxlength="4000" placeholder="/media/ada/disk/mail-backup" \
      autocapitalize="off" spellcheck="false"><button class="b line" type="submit">Back up</button></span>\
      </form></section>
      """
  }

  /// Where they are damaged, the rest of the page leads to the check.
  private func runs() -> HTML {
    let runs: [Run]
    do { runs = try archive.runs(limit: 20) } catch {
      return Notice.warn.html("What was added so far cannot be listed: \(error.sentenceEnd)")
    }
    let rows: [HTML] = runs.map { run in
      """
      <tr><td><time datetime="\(utcDate(run.started))">\(ReaderLocale.current.moment(run.started))</time></td>\
      <td><bdi>\(run.command)</bdi></td><td class="num">\(grouped(run.totals.stored))</td>\
      <td class="num">\(grouped(run.totals.copies))</td>\
      <td class="num">\(grouped(run.totals.rejected))</td><td>\(run.outcome ?? "not ended")</td></tr>
      """
    }
    guard !rows.isEmpty else { return "" }
    return """
      <h2>What was added so far</h2><div class="scroll" tabindex="0" role="region" \
      aria-label="Runs"><table class="runs"><thead><tr><th scope="col">when</th>\
      <th scope="col">from</th><th scope="col">new</th><th scope="col">already here</th>\
      <th scope="col">set aside</th><th scope="col">result</th></tr></thead>\
      <tbody>\(rows)</tbody></table></div>
      """
  }

  // MARK: Jobs

  private var intakeJob: IntakeJob {
    IntakeJob(location: archive.location, readsAttachments: surroundings.readsAttachments)
  }

  func startImport(_ request: Request) throws -> Response {
    let path = try Self.wholePath(request.form["path"] ?? "", to: "import")
    if let status = try? POSIX.status(FilePath(path)), status.type == .other {
      throw ArchiveError(
        .mailbox, "import \(path)", why: "it is a pipe or a device, which may never end",
        remedy: "Write what comes from it to a file first, or give it to \"mailcask import -\".")
    }
    let intake = intakeJob
    let job = try jobs.start("Import of \(path)") { try intake.importMail(from: path, $0) }
    return .redirect(to: "/jobs/\(job.id)")
  }

  /// A path as a person writes it, from the beginning or from the home directory.
  ///
  /// - Parameter doing: what it is for: "import".
  static func wholePath(_ text: String, to doing: String) throws -> String {
    let typed = text.trimmed
    guard typed.hasPrefix("/") || typed.hasPrefix("~/"), !typed.utf8.contains(0) else {
      throw ArchiveError(
        .mailbox, typed.isEmpty ? doing : "\(doing) \(typed)",
        why: "it is not the whole path of a file or folder",
        remedy: "Write it from the beginning: /home/ada/Mail.")
    }
    return typed.hasPrefix("~/") ? homeDirectory + typed.dropFirst() : typed
  }

  /// Copies store and settings to a folder, and verifies the copy.
  func startBackup(_ request: Request) throws -> Response {
    let path = try Self.wholePath(request.form["path"] ?? "", to: "back up to")
    let (archive, destination) = (archive, ArchiveLocation(directory: path))
    let job = try jobs.start("Backup to \(path)") { job in
      let report = try archive.backup(to: destination) {
        job.show("\($0.step)", done: Int(clamping: $0.done), all: Int(clamping: $0.total))
      } isInterrupted: {
        job.isStopped
      }
      let missing: [HTML] = report.missing.map { "<li>Not in it: \($0)</li>" }
      return Job.Outcome(
        title: "\(counted(report.messages, "message")) backed up, all intact",
        report: """
          <p class="lead">In \(path), \(humanSize(Int(clamping: report.bytes))). The copy was read and \
          compared. To the same folder, the next backup writes only what is new.</p>\
          <ul class="history">\(missing)</ul>
          """)
    }
    return .redirect(to: "/jobs/\(job.id)")
  }

  func startFetch(_ request: Request) throws -> Response {
    let intake = intakeJob
    let job = try jobs.start("Fetching mail") { try intake.fetch($0) }
    return .redirect(to: "/jobs/\(job.id)")
  }

  func startReading() throws -> Response {
    let intake = intakeJob
    let job = try jobs.start("Reading attachments") { try intake.readAttachments($0) }
    return .redirect(to: "/jobs/\(job.id)")
  }

  func startVerification() throws -> Response {
    let (archive, inspect) = (archive, surroundings.inspect)
    let job = try jobs.start("Check of all mail") { job in
      let report = try archive.verify(
        progress: {
          job.show(
            "\($0.step)", done: Int(clamping: $0.done), all: Int(clamping: $0.total))
        }, inspect: { try inspect($0, $1) })
      guard archive.location.isArchive else { throw Self.vanished(archive.location) }
      return Self.outcome(report)
    }
    return .redirect(to: "/jobs/\(job.id)")
  }

  /// The result of a check in plain words.
  private static func outcome(_ report: VerificationReport) -> Job.Outcome {
    let time = localDate(currentTime(), format: "%H:%M")
    let checked = counted(report.messagesChecked, "message")
    guard !report.isClean else {
      return Job.Outcome(
        title: "All \(checked) intact",
        report: "<p class=\"lead\">Every message was read and compared, checked at \(time).</p>")
    }
    let rows: [HTML] = report.problems.prefix(200).map {
      "<li><b>\($0.place)</b>: \($0.meaning)</li>"
    }
    let remedy: HTML =
      !report.damagedMessages.isEmpty
      ? """
      \(counted(report.damagedMessages.count, "message")) cannot be read back; all others can. \
      Restore a backup, or fetch again what is still on its server.
      """
      : report.isMendable
        ? "Nothing is lost: <code>mailcask verify --repair</code> repairs it."
        : "All messages can be read back. Restore the latest backup to have what is recorded beside them."
    return Job.Outcome(
      title: "\(counted(report.problems.count, "problem")) in \(checked)",
      report: "\(Notice.bad.html(remedy))<ul class=\"history\">\(rows)</ul>", isGood: false)
  }
}
