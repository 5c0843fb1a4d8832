import Archive
import Presentation

/// A job: how far it is, or what became of it.
struct JobPage {
  let job: Job
  let token: HTML

  var html: HTML {
    "<div class=\"page narrow\" id=\"job\" data-job=\"\(job.id)\" aria-live=\"polite\">\(part)</div>"
  }

  /// What is replaced while it runs.
  var part: HTML {
    switch job.state {
    case .running(let progress): running(progress)
    case .done(let outcome): done(outcome)
    case .failed(let error): failed(error)
    }
  }

  private func running(_ progress: Job.Progress) -> HTML {
    let share = progress.all > 0 ? min(100, progress.done * 100 / max(1, progress.all)) : 0
    let count: HTML =
      progress.all > 0
      ? "<b class=\"num\">\(grouped(progress.done))</b> of \(grouped(progress.all)), \(share) %"
      : progress.done > 0 ? "<b class=\"num\">\(grouped(progress.done))</b> so far" : ""
    let text = progress.text.prefix(1).uppercased() + progress.text.dropFirst()
    return """
      <h1>\(job.title)</h1><section class="job card" data-running><p class="soft">Started at \
      \(ReaderLocale.current.time(job.started))</p>\
      <progress aria-label="\(text)" max="100"\(progress.all > 0 ? " value=\"\(share)\"" as HTML : "")>\
      </progress><p class="stat"><span>\(text)</span><span>\(count)</span></p>\
      <div class="todo">\(progress.note)</div>\
      \(Notice.plain.html("You can close this page: it goes on."))\
      <form method="post" action="/jobs/\(job.id)">\(token)<button class="b line" type="submit">\
      \(Icon.stop.html)Stop</button></form></section>
      """
  }

  private func done(_ outcome: Job.Outcome) -> HTML {
    let files: [HTML] = outcome.files.enumerated().map { index, file in
      let tone: HTML = index == 0 ? "b main" : "b line"
      return """
        <li>\(FileCard.name(file.name))<small class="soft">\(file.isDirectory ? "" : humanSize(file.size) + ". ")\(file.remark)\
        </small><a class="\(tone)" href="/jobs/\(job.id)/file/\(index)" download>\(Icon.in.html)Save\
        <span class="hide"> \(file.name)</span></a></li>
        """
    }
    let list: HTML = files.isEmpty ? "" : "<ul class=\"got card\">\(files)</ul>"
    let end: HTML =
      files.isEmpty
      ? ""
      : """
      <form method="post" action="/jobs/\(job.id)">\(token)<p class="soft">The files are kept on this \
      computer until Mailcask ends. <button class="b line" type="submit">Remove them now</button></p>\
      </form>
      """
    let icon = outcome.isGood ? Icon.check : Icon.info
    return """
      <h1>\(icon.html) \(outcome.title)</h1>\(outcome.report)\(list)\(end)\
      <p><a class="b line" href="/">All mail</a></p>
      """
  }

  private func failed(_ error: ArchiveError) -> HTML {
    """
    <h1>\(error.code == .interrupted ? "Stopped" : "That did not work")</h1>\
    \((error.code == .interrupted ? Notice.warn : Notice.bad).html("<b>\(job.title)</b>: \(error.sentenceEnd)"))\
    <p class="lead">\(error.remedy)</p><p><a class="b line" href="/">All mail</a></p>
    """
  }
}
