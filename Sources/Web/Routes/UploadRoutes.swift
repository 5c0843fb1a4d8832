import Archive
import Files
import HTTPServing
import Presentation
import Transfer

extension Site {
  /// Whether a form with files is taken: from a page of ours, by a browser that was let in. Its token is
  /// looked at when it comes, before anything is written.
  func admit(_ request: Request, within guarding: RequestGuard) -> Upload.Admission {
    switch guarding.verdict(on: request, isPublic: false, hasForm: false) {
    case .otherHost: return .refused(status: 421)
    case .otherPage: return .refused(status: 403)
    case .stranger: return .refused(status: 401)
    case .allowed: break
    }
    guard request.path == ["upload"] else { return .refused(status: 415) }
    guard let slot = uploadSlots.take() else { return .refused(status: 503) }
    lastUse.note()
    let keys = keys
    return .taken(slot, directory: surroundings.temporaryParent) {
      AccessKeys.areEqual($0, keys.formToken)
    }
  }

  /// Imports the files that came.
  func startUploaded(_ request: Request) throws -> Response {
    guard let upload = request.upload else { return notFound() }
    if let failure = upload.failure { throw failure }
    guard let folder = upload.folder else { return notFound() }
    let only = upload.files.count == 1 ? upload.files.first : nil
    let name = only ?? counted(upload.files.count, "file")
    let place = folder.name + (only.map { "/" + $0 } ?? "")
    let intake = IntakeJob(
      location: archive.location, readsAttachments: surroundings.readsAttachments)
    let job = try jobs.start("Import of \(name)") { job in
      // The files stay until they are imported.
      try withExtendedLifetime(folder) {
        try intake.importMail(from: place, as: "dropped: \(name)", job)
      }
    }
    return .redirect(to: "/jobs/\(job.id)")
  }

  /// Files to choose, or to drop on the page.
  static func uploadForm(_ token: HTML) -> HTML {
    """
    <form method="post" action="/upload" enctype="multipart/form-data" class="drop" id="upload">\(token)\
    <label for="chosen">Files to add: drop them here, or choose them. Of a large one, or a folder, write \
    the path instead: that needs no copy.</label><span class="field"><input id="chosen" name="files" \
    type="file" multiple required><button class="b line" type="submit">\(Icon.in.html)Add these</button>\
    </span><progress max="100" value="0" aria-label="Sent" hidden></progress></form>
    """
  }
}
