/// A document of Pages, Numbers or Keynote: the preview that was saved with it, if it is a PDF.
struct AppleDocument {
  let zip: ZipFile
  let job: Job

  private static let previews = ["QuickLook/Preview.pdf", "preview.pdf"]

  static func isOne(_ zip: ZipFile) -> Bool {
    zip.entries.contains { entry in
      entry.name.hasPrefix("Index/") && entry.name.hasSuffix(".iwa") || entry.name == "Index.zip"
        || entry.name == "index.apxl" || entry.name == "buildVersionHistory.plist"
        || previews.contains(entry.name)
    }
  }

  func read() {
    for name in Self.previews {
      guard let bytes = zip.contents(of: name, job), !bytes.isEmpty else { continue }
      job.nested.append(NestedDocument(name: name, format: .pdf, bytes: bytes))
      return
    }
  }
}
