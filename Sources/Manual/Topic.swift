import Text

/// A page of the manual that is not about one command: printed by `mailcask help NAME`, and a manual
/// page of its own.
package struct Topic: Sendable {
  package enum Block: Sendable {
    case heading(String)
    case paragraph(String)
    /// A term and what it means.
    case terms([(term: String, meaning: String)])
    /// Lines that are shown as they are.
    case literal([String])
  }

  /// As `mailcask help` takes it.
  package let name: String
  /// The title and the section of the manual page.
  package let page: (title: String, section: Int)
  package let abstract: String
  let blocks: [Block]

  package init(
    name: String, page: (title: String, section: Int), abstract: String, blocks: [Block]
  ) {
    self.name = name
    self.page = page
    self.abstract = abstract
    self.blocks = blocks
  }

  package static var all: [Topic] {
    [
      .query, .importing, .fetching, .decrypt, .serving, .sending, .keys, .settings, .archive,
      .errors, .changes,
    ]
  }

  /// The topic with this name, or with this title of a manual page.
  package static func named(_ name: String) -> Topic? {
    let name = name.lowercased()
    return all.first { $0.name == name || $0.page.title == name }
  }

  /// For a terminal, no line wider than `width` where words can be wrapped.
  package func text(width: Int) -> String {
    var lines = wrapped(abstract, to: width)
    for block in blocks { lines += Self.lines(of: block, width) }
    return lines.joined(separator: "\n")
  }

  private static func lines(of block: Block, _ width: Int) -> [String] {
    switch block {
    // Names of tables in the settings stay as they are typed.
    case .heading(let text): ["", text.hasPrefix("[") ? text : text.uppercased()]
    case .paragraph(let text): [""] + wrapped("  " + text, to: width, prefix: "  ")
    case .literal(let text): [""] + text.map { $0.isEmpty ? "" : "    " + $0 }
    case .terms(let terms): [""] + lines(of: terms, width)
    }
  }

  /// Meanings stand beside the terms in one column, or below terms that are too long for that.
  private static func lines(
    of terms: [(term: String, meaning: String)], _ width: Int
  ) -> [String] {
    let widest = terms.map { displayWidth($0.term) }.max() ?? 0
    let column = min(widest, max(8, width / 3)) + 4
    let blank = String(repeating: " ", count: column)
    return terms.flatMap { term, meaning in
      let isBeside = displayWidth(term) + 4 <= column
      let head = "  " + term
      let beginning =
        isBeside ? head + String(repeating: " ", count: column - displayWidth(head)) : blank
      let pieces = wrapped(beginning + meaning, to: width, prefix: blank)
      return isBeside ? pieces : wrapped(head, to: width, prefix: "    ") + pieces
    }
  }
}
