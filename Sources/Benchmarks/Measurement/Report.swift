import Foundation

/// All results of one run of the benchmarks, as a table for people and as JSON.
struct Report: Codable {
  var machine = Machine()
  var sections: [Section] = []

  /// One benchmark.
  struct Section: Codable {
    var title: String
    /// Headings of the label columns and of the figure columns; the latter include units.
    var labels: [String]
    var columns: [String]
    var rows: [Row] = []
    /// What a reader must know to judge the figures.
    var notes: [String] = []
  }

  struct Row: Codable {
    var labels: [String]
    /// Nil if there is nothing to measure.
    var figures: [Figure?]
    /// The first figure of the peer divided by Mailcask's.
    var ratio: Double?
  }

  var markdown: String {
    (["# Measurements", "", machine.markdown] + sections.map(\.markdown)).joined(separator: "\n")
  }

  var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      return try encoder.encode(self)
    }
  }
}

extension Report.Section {
  var markdown: String {
    let hasRatios = rows.contains { $0.ratio != nil }
    let headings = labels + columns + (hasRatios ? ["ratio"] : [])
    let marks = labels.map { _ in "---" } + headings.dropFirst(labels.count).map { _ in "---:" }
    let lines = rows.map { row in
      row.labels + row.figures.map { $0?.text ?? "–" }
        + (hasRatios ? [row.ratio.map { "× \($0.brief)" } ?? ""] : [])
    }
    let table = ([headings, marks] + lines).map { "| \($0.joined(separator: " | ")) |" }
    return (["", "## \(title)", ""] + table + [""] + notes.map { "* \($0)" }).joined(
      separator: "\n")
  }
}
