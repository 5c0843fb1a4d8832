/// A package of Office Open XML (ECMA-376 part 2): parts in a zip, and their relationships.
struct OfficePackage {
  struct Relationship {
    var id: String
    /// The last component of the type's URI: "officeDocument", "worksheet".
    var kind: String
    /// Name of the part in the zip.
    var target: String
  }

  let zip: ZipFile
  let job: Job

  /// The part that the document is in.
  var mainPart: String? {
    relationships(of: "").first { $0.kind == "officeDocument" && zip.entry($0.target) != nil }?
      .target
  }

  /// - Parameter part: a part's name; empty for those of the package itself.
  func relationships(of part: String) -> [Relationship] {
    let (folder, name) = split(part)
    guard let xml = zip.contents(of: folder + "_rels/" + name + ".rels", job) else { return [] }
    var reader = RelationshipReader(folder: folder)
    job.read(xml, &reader)
    return reader.relationships
  }

  /// Reads a part if it exists.
  func read(_ part: String, _ handler: inout some XMLHandler) {
    guard !job.isFull, let xml = zip.contents(of: part, job) else { return }
    job.read(xml, &handler)
  }

  /// Title, subject, author and keywords, on lines of their own.
  func readProperties() {
    for relationship in relationships(of: "") where relationship.kind == "core-properties" {
      var reader = PropertyReader(job: job)
      read(relationship.target, &reader)
    }
  }

  private func split(_ part: String) -> (folder: String, name: String) {
    guard let slash = part.lastIndex(of: "/") else { return ("", part) }
    let start = part.index(after: slash)
    return (String(part[..<start]), String(part[start...]))
  }
}

private struct RelationshipReader: XMLHandler {
  let folder: String
  var relationships: [OfficePackage.Relationship] = []
  var isDone: Bool { relationships.count >= Limits.relationships }

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    guard name == "Relationship", attributes["TargetMode"] != "External",
      let id = attributes["Id"], let type = attributes["Type"], let target = attributes["Target"]
    else { return }
    let kind = type.split(separator: "/").last.map(String.init) ?? ""
    relationships.append(.init(id: id, kind: kind, target: resolved(target, in: folder)))
  }

  mutating func end(_ name: String) {}
  mutating func text(_ text: Span<UInt8>) {}
}

/// The name in a zip of a relative reference (ECMA-376 part 2, RFC 3986).
func resolved(_ target: String, in folder: String) -> String {
  let isAbsolute = target.hasPrefix("/")
  var components: [Substring] = isAbsolute ? [] : folder.split(separator: "/")
  for component in target.split(separator: "/") where component != "." {
    if component == ".." { _ = components.popLast() } else { components.append(component) }
  }
  return components.joined(separator: "/")
}

/// Dublin Core, in both Office Open XML and OpenDocument.
struct PropertyReader: XMLHandler {
  let job: Job
  private var isWanted = false
  var isDone: Bool { job.isFull }

  init(job: Job) { self.job = job }

  private static let names: Set<String> = [
    "title", "subject", "creator", "keywords", "keyword", "description", "initial-creator",
  ]

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    isWanted = Self.names.contains(name)
    if isWanted { job.output.newLine() }
  }

  mutating func end(_ name: String) {
    if isWanted { job.output.newLine() }
    isWanted = false
  }

  mutating func text(_ text: Span<UInt8>) { if isWanted { job.output.add(text) } }
}
