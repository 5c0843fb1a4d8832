import Archive
import Files
import HTTPServing
import Presentation

extension Site {
  func job(_ request: Request) throws -> Response? {
    guard let job = jobs.find(request.path[1]) else { return nil }
    switch request.path.count {
    case 2:
      let page = JobPage(job: job, token: frame().tokenField)
      if request.query["part"] != nil { return Response(200, page.part) }
      var frame = frame()
      if job.isRunning {
        // With a script the page asks by itself.
        frame.refresh = "<noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript>"
      }
      return Response(200, frame.page(job.title, page.html))
    case 4 where request.path[2] == "file":
      return try Int(request.path[3]).flatMap { try file($0, of: job) }
    default: return nil
    }
  }

  /// Stops a job that runs; forgets one that has ended, with its files.
  func stopJob(_ request: Request) throws -> Response? {
    guard request.path.count == 2, let job = jobs.find(request.path[1]) else { return nil }
    if job.isRunning {
      job.stop()
      return .redirect(to: "/jobs/\(job.id)")
    }
    jobs.remove(job)
    return .redirect(to: "/import")
  }

  private func file(_ number: Int, of job: Job) throws -> Response? {
    guard case .done(let outcome) = job.state, outcome.files.indices.contains(number) else {
      return nil
    }
    let file = outcome.files[number]
    let (length, produce) = try content(of: file)
    var response = Response(
      200, "application/octet-stream",
      .stream(length: length) { send in
        // The job's files stay as long as they are sent.
        try withExtendedLifetime(outcome) { try produce(send) }
      })
    response.add(.file)
    response.headers.append(("Content-Disposition", Disposition.attachment(file.name)))
    return response
  }

  private func content(of file: Job.File) throws -> (length: Int, Response.Producer) {
    let path = FilePath(file.path)
    guard file.isDirectory else {
      return (file.size, { send in try FilePiece.each(of: path, send) })
    }
    let name = file.path.split(separator: "/").last.map(String.init) ?? "mail"
    let tar = try TarStream(path, name: name)
    return (tar.length, { send in try tar.send(send) })
  }
}
