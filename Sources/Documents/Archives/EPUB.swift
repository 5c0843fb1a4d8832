import Bytes
import MIME

/// A book in EPUB 3 (or 2): the documents of its spine are pages.
struct EPUB {
  let zip: ZipFile
  let job: Job

  func read() {
    guard let container = zip.contents(of: "META-INF/container.xml", job) else {
      return job.note(.damaged)
    }
    var roots = AttributeReader(element: "rootfile", attribute: "full-path")
    job.read(container, &roots)
    guard let root = roots.values.first, let package = zip.contents(of: root, job) else {
      return job.note(.damaged)
    }
    var book = BookReader()
    job.read(package, &book)
    var properties = PropertyReader(job: job)
    job.read(package, &properties)
    let folder = root.split(separator: "/").dropLast().joined(separator: "/")
    for (index, id) in book.spine.enumerated() {
      guard !job.isFull else { return }
      if index > 0 { job.output.endPage() }
      guard let target = book.targets[id],
        let page = zip.contents(of: resolved(decoded(target), in: folder), job)
      else { continue }
      if let file = TextFile(page, name: "page.xhtml") { job.output.add(file.text) }
    }
  }
}

/// References are percent-encoded (RFC 3986), and may point into a document.
private func decoded(_ reference: String) -> String {
  let path = reference.utf8.prefix { $0 != UInt8(ascii: "#") }
  return String(decoding: PercentEncoding.decode(Array(path)[...]), as: UTF8.self)
}

/// The values of an attribute.
private struct AttributeReader: XMLHandler {
  let element: String
  let attribute: String
  var values: [String] = []
  var isDone: Bool { !values.isEmpty }

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    if name == element, let value = attributes[attribute] { values.append(value) }
  }

  mutating func end(_ name: String) {}
  mutating func text(_ text: Span<UInt8>) {}
}

/// The manifest and the spine of a package document.
private struct BookReader: XMLHandler {
  var targets: [String: String] = [:]
  var spine: [String] = []
  var isDone: Bool { spine.count >= Limits.pages }

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    if name == "item", let id = attributes["id"] { targets[id] = attributes["href"] }
    if name == "itemref", let id = attributes["idref"] { spine.append(id) }
  }

  mutating func end(_ name: String) {}
  mutating func text(_ text: Span<UInt8>) {}
}
