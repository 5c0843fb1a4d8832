/// A presentation of Office Open XML (ECMA-376 part 1, 19). Each slide is a page, with its notes,
/// charts, diagrams and comments.
struct Presentation {
  let package: OfficePackage

  private static let besideSlide: Set<String> = [
    "notesSlide", "chart", "diagramData", "comments", "table",
  ]

  func read() {
    guard let main = package.mainPart else { return package.job.note(.damaged) }
    var targets: [String: String] = [:]
    for part in package.relationships(of: main) where part.kind == "slide" {
      targets[part.id] = part.target
    }
    var order = SlideOrder()
    package.read(main, &order)
    for (index, slide) in order.ids.compactMap({ targets[$0] }).enumerated() {
      guard !package.job.isFull else { return }
      if index > 0 { package.job.output.endPage() }
      read(slide)
      for part in package.relationships(of: slide) where Self.besideSlide.contains(part.kind) {
        package.job.output.newLine()
        read(part.target)
      }
    }
    package.readProperties()
  }

  private func read(_ part: String) {
    var reader = DrawingText(job: package.job)
    package.read(part, &reader)
  }
}

/// The relationship ids of the slides, in order.
private struct SlideOrder: XMLHandler {
  var ids: [String] = []
  var isDone: Bool { ids.count >= Limits.pages }

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    if name == "sldId", let id = attributes.prefixed("id") { ids.append(id) }
  }

  mutating func end(_ name: String) {}
  mutating func text(_ text: Span<UInt8>) {}
}
