package import Archive
import Text

/// The results of a search in each of its formats, a portion at a time.
package struct ResultList {
  /// What was found, apart from the results.
  let found: SearchList
  /// Whether each line names the archive that holds the message.
  private let namesArchives: Bool
  /// Maximum number of values printed for each facet; 0 means all.
  private let facetLimit: Int
  /// The width of the widest number.
  private let digits: Int

  package init(_ found: SearchList, namesArchives: Bool, facetLimit: Int) {
    self.found = found
    self.namesArchives = namesArchives
    self.facetLimit = facetLimit
    digits = String(found.greatestNumber).count
  }

  /// The most frequent values of each facet, and the number of further values.
  var facets: [(facet: SearchFacet, counts: ArraySlice<FacetCount>, more: Int)] {
    SearchFacet.allCases.compactMap { facet in
      guard let all = found.facets[facet] else { return nil }
      let counts = all.prefix(facetLimit == 0 ? .max : facetLimit)
      return (facet, counts, all.count - counts.count)
    }
  }

  package func text(
    _ hits: [SearchHit], in layout: OutputLayout, color: Bool, dates: DateStyle
  ) -> [String] {
    hits.flatMap { hit in
      let headline = HeadlineRow(
        hit.message, dates: dates,
        before: namesArchives ? padded(terminalSafe(hit.archive), to: 10) + " " : "",
        after: hit.moreInThread > 0 ? "  (+\(grouped(hit.moreInThread)))" : "",
        digits: digits
      ).text(in: layout)
      return [headline] + (hit.snippet.map { [line(of: $0, layout.width, color: color)] } ?? [])
    }
  }

  private func line(of snippet: Snippet, _ width: Int?, color: Bool) -> String {
    let (file, place) = (file(of: snippet, width: width), place(of: snippet))
    let room = width.map { max(20, $0 - 8 - displayWidth(file + place)) }
    return "        " + file + SnippetLine(snippet).text(width: room, color: color) + place
  }

  /// What follows the results.
  package func facetLines(in layout: OutputLayout) -> [String] {
    var lines: [String] = []
    for (facet, counts, more) in facets {
      lines.append("\nBy \(facet.rawValue):")
      lines += counts.flatMap { entry in
        let line = padded(grouped(entry.count), to: 8, alignedRight: true) + "  "
        return wrapped(
          line + terminalSafe(entry.value), to: layout.width ?? .max,
          prefix: String(repeating: " ", count: line.count))
      }
      if more > 0 { lines.append("          and \(grouped(more)) more") }
    }
    return lines
  }

  /// "invoice.pdf, page 4: " before the text of an attached document; else empty.
  private func file(of snippet: Snippet, width: Int?) -> String {
    guard let file = snippet.file else { return "" }
    let name = truncated(terminalSafe(file), to: max(20, (width ?? 80) / 3))
    return (name.isEmpty ? "attachment" : name) + (snippet.page.map { ", page \($0)" } ?? "") + ": "
  }

  private func place(of snippet: Snippet) -> String {
    switch snippet.place {
    case .body: ""
    case .attachment where snippet.file != nil: ""
    case .attachment: "  [attachment, part \(snippet.part)]"
    case .nested: "  [message inside, part \(snippet.part)]"
    }
  }

  /// The numbers for `show`, each preceded by its archive if there are several.
  package func ids(_ results: [(location: String, id: Int64)]) -> [String] {
    results.map { namesArchives ? "\($0.location):\($0.id)" : "\($0.id)" }
  }

  /// The row of column names, with its line end. New columns are added at the end, because programs may
  /// count them.
  package static var csvHeading: String {
    CSV.row([
      "archive", "id", "date", "from", "to", "subject", "size", "tags", "thread", "message_id",
      "sha256", "cc", "bcc",
    ])
  }

  /// Rows including line ends.
  ///
  /// - Parameter whole: for each result, the fields from the message itself; nil if they are not known.
  package func csv(_ hits: [SearchHit], whole: [WholeFields?]) -> [String] {
    zip(hits, whole).map { hit, whole in
      let message = hit.message
      let fields = [
        hit.archive, "\(message.id)", utcDate(message.date), whole?.from ?? message.sender,
        whole?.to ?? message.recipients, whole?.subject ?? message.subject, "\(message.size)",
        message.tags.joined(separator: " "), "\(message.thread)",
        whole?.messageID ?? message.messageID ?? "", message.sha256, whole?.cc ?? "",
        whole?.bcc ?? "",
      ]
      return CSV.row(fields.map { terminalSafe($0) })
    }
  }
}
