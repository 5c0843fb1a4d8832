package import Archive
import Text

/// The results of a search in each of its formats.
package struct ResultList {
  package let result: SearchResult
  /// Whether each line names the archive that holds the message.
  private let namesArchives: Bool
  /// For each match, the fields from the message itself; nil if they are not known.
  let whole: [WholeFields?]
  /// Maximum number of values printed for each facet; 0 means all.
  private let facetLimit: Int

  /// - Parameter whole: needed for machine-readable formats; empty for the others.
  package init(
    _ result: SearchResult, namesArchives: Bool, facetLimit: Int, whole: [WholeFields?] = []
  ) {
    self.result = result
    self.namesArchives = namesArchives
    self.facetLimit = facetLimit
    let missing = [WholeFields?](repeating: nil, count: max(0, result.hits.count - whole.count))
    self.whole = whole + missing
  }

  /// The most frequent values of each facet, and the number of further values.
  var facets: [(facet: SearchFacet, counts: ArraySlice<FacetCount>, more: Int)] {
    SearchFacet.allCases.compactMap { facet in
      guard let all = result.facets[facet] else { return nil }
      let counts = all.prefix(facetLimit == 0 ? .max : facetLimit)
      return (facet, counts, all.count - counts.count)
    }
  }

  package func text(in layout: OutputLayout, color: Bool, dates: DateStyle) -> [String] {
    var lines: [String] = []
    let digits = result.hits.lazy.map(\.message).digits
    let width = layout.width
    for hit in result.hits {
      lines.append(
        HeadlineRow(
          hit.message, dates: dates,
          before: namesArchives ? padded(terminalSafe(hit.archive), to: 10) + " " : "",
          after: hit.moreInThread > 0 ? "  (+\(grouped(hit.moreInThread)))" : "",
          digits: digits
        ).text(in: layout))
      if let snippet = hit.snippet {
        let (file, place) = (file(of: snippet, width: width), place(of: snippet))
        let room = width.map { max(20, $0 - 8 - displayWidth(file + place)) }
        lines.append(
          "        " + file + SnippetLine(snippet).text(width: room, color: color) + place)
      }
    }
    for (facet, counts, more) in facets {
      lines.append("\nBy \(facet.rawValue):")
      lines += counts.flatMap { entry in
        let line = padded(grouped(entry.count), to: 8, alignedRight: true) + "  "
        return wrapped(
          line + terminalSafe(entry.value), to: width ?? .max,
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
  package var ids: [String] {
    result.hits.map { namesArchives ? "\($0.location):\($0.message.id)" : "\($0.message.id)" }
  }

  /// Rows including line ends; the first contains the column names. New columns are added at the
  /// end, because programs may count them.
  package var csv: [String] {
    let columns = [
      "archive", "id", "date", "from", "to", "subject", "size", "tags", "thread", "message_id",
      "sha256", "cc", "bcc",
    ]
    return [CSV.row(columns)]
      + zip(result.hits, whole).map { hit, whole in
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
