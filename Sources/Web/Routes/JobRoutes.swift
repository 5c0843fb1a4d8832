import Archive
import Files
import Glibc
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
      return Int(request.path[3]).flatMap { file($0, of: job) }
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

  private func file(_ number: Int, of job: Job) -> Response? {
    guard case .done(let outcome) = job.state, outcome.files.indices.contains(number) else {
      return nil
    }
    let file = outcome.files[number]
    var response = Response(
      200, "application/octet-stream",
      .stream(length: file.size) { send in
        // The job's files stay as long as they are sent.
        try withExtendedLifetime(outcome) { try Self.send(FilePath(file.path), send) }
      })
    response.add(.file)
    response.headers.append(("Content-Disposition", Disposition.attachment(file.name)))
    return response
  }

  private static func send(
    _ path: FilePath, _ send: (ArraySlice<UInt8>) throws -> Void
  ) throws {
    let descriptor = try POSIX.openForReading(path)
    defer { POSIX.close(descriptor) }
    var piece = [UInt8](repeating: 0, count: Limits.pieceBytes)
    while true {
      let count = try POSIX.read(descriptor, into: &piece, from: 0, path)
      if count == 0 { return }
      try send(piece[..<count])
    }
  }
}
