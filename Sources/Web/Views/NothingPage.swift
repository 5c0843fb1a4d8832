import Archive
import Presentation

/// Why nothing was found, and what may have been meant.
struct NothingPage {
  private let question: Question
  private let reasons: NothingFound
  private let clauses: [QueryClause]

  init(_ question: Question, _ reasons: NothingFound, _ clauses: [QueryClause]) {
    self.question = question
    self.reasons = reasons
    self.clauses = clauses
  }

  var html: HTML {
    """
    <div class="zero"><div><h2 class="big">Nothing found</h2><p class="lead">\(summary)</p>\
    \(parts)\(suggestions)</div></div>
    """
  }

  private var guilty: [NothingFound.Clause] { reasons.clauses.filter { $0.alone == 0 } }

  private var summary: HTML {
    guard !reasons.clauses.isEmpty else {
      return clauses.first.map { "No message matches: \($0.meaning)." } ?? "There is no mail yet."
    }
    switch guilty.count {
    case 0: return "Each part is found somewhere, but not all of them in one message."
    case 1: return "No message matches \(guilty[0].text)."
    default: return "No message matches these: \(guilty.map(\.text).joined(separator: ", "))."
    }
  }

  private var parts: HTML {
    guard !reasons.clauses.isEmpty else { return "" }
    let rows: [HTML] = reasons.clauses.map { clause in
      let count: HTML =
        clause.alone.map { $0 == 0 ? "none" : "\(grouped($0))" } ?? "not counted"
      return """
        <li\(clause.alone == 0 ? " class=\"why\"" as HTML : "")><span>\(clause.text)</span>\
        <span class="n">\(count)</span></li>
        """
    }
    return "<ul class=\"cl\">\(rows)</ul>"
  }

  private var suggestions: HTML {
    var links: [HTML] = []
    if let better = reasons.didYouMean {
      links.append("<a class=\"b main\" href=\"\(question.asking(better).address)\">\(better)</a>")
    }
    for clause in reasons.clauses {
      guard let count = clause.without, count > 0,
        let rest = clauses.first(where: { $0.text == clause.text })?.rest
      else { continue }
      links.append(
        """
        <a class="b line" href="\(question.asking(rest).address)">without \(clause.text): \
        \(counted(count, "message"))</a>
        """)
    }
    let heading: HTML = reasons.didYouMean == nil ? "Try" : "Did you mean"
    return links.isEmpty
      ? "<p><a class=\"b line\" href=\"/\">All mail</a></p>"
      : "<h3>\(heading)</h3><div class=\"try\">\(links)</div>"
  }
}
