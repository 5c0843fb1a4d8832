package import Archive
import Text

/// The results of a search in each of its formats.
package struct ResultList {
  package let result: SearchResult
  /// Whether each line says which archive the message is in.
  private let namesArchives: Bool

  package init(_ result: SearchResult, namesArchives: Bool) {
    self.result = result
    self.namesArchives = namesArchives
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
        let place = place(of: snippet)
        let room = width.map { max(20, $0 - 8 - displayWidth(place)) }
        lines.append("        " + SnippetLine(snippet).text(width: room, color: color) + place)
      }
    }
    for facet in SearchFacet.allCases {
      guard let counts = result.facets[facet] else { continue }
      lines.append("\nBy \(facet.rawValue):")
      lines += counts.prefix(Self.facetLines).flatMap { entry in
        let line = padded(grouped(entry.count), to: 8, alignedRight: true) + "  "
        return wrapped(
          line + terminalSafe(entry.value), to: width ?? .max,
          prefix: String(repeating: " ", count: line.count))
      }
      if counts.count > Self.facetLines {
        lines.append("          and \(grouped(counts.count - Self.facetLines)) more")
      }
    }
    return lines
  }

  private static let facetLines = 15

  private func place(of snippet: Snippet) -> String {
    switch snippet.place {
    case .body: ""
    case .attachment: "  [attachment, part \(snippet.part)]"
    case .nested: "  [message inside, part \(snippet.part)]"
    }
  }

  /// The numbers that `show` takes; before each its archive where there are several.
  package var ids: [String] {
    result.hits.map { namesArchives ? "\($0.location):\($0.message.id)" : "\($0.message.id)" }
  }

  /// Rows with their line ends; the first names the columns.
  package var csv: [String] {
    let columns = [
      "archive", "id", "date", "from", "to", "subject", "size", "tags", "thread", "message_id",
      "sha256",
    ]
    return [CSV.row(columns)]
      + result.hits.map { hit in
        let message = hit.message
        let fields = [
          hit.archive, "\(message.id)", utcDate(message.date), message.sender, message.recipients,
          message.subject, "\(message.size)", message.tags.joined(separator: " "),
          "\(message.thread)", message.messageID ?? "", message.sha256,
        ]
        return CSV.row(fields.map { terminalSafe($0) })
      }
  }
}
