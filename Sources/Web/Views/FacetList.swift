import Archive
import HTTPServing
import Presentation

/// What was found by sender, year and so on, as links that narrow the search.
struct FacetList {
  let question: Question
  let counts: Counts
  /// Values of each that are shown.
  let limit: Int
  /// Only this one.
  var only: SearchFacet?

  var html: HTML {
    let all: [SearchFacet] = [.sender, .year, .type, .list, .account]
    return all.filter { only == nil || $0 == only }.compactMap(section).joined()
  }

  private func section(_ facet: SearchFacet) -> HTML? {
    var values = (counts.facets[facet] ?? []).filter { !$0.value.isEmpty }
    if facet == .year { values.sort { $0.value > $1.value } }
    guard values.count > 1 || limit == Limits.allFacetValues && !values.isEmpty else { return nil }
    let rows: [HTML] = values.prefix(limit).map { value in
      """
      <li><a href="\(question.adding(clause(facet, value.value)).address)">\
      <bdi class="cut">\(name(facet, value.value))</bdi>\
      <span class="n">\(grouped(value.count))</span></a></li>
      """
    }
    let rest = values.count - rows.count
    let more: HTML =
      rest == 0
      ? ""
      : limit == Limits.allFacetValues
        ? "<li class=\"soft\">\(grouped(rest)) more: add words to narrow the search</li>"
        : """
        <li><a class="soft" href="\(question.address("/narrow").with("by", facet.rawValue))">\
        <span>\(grouped(rest)) more</span></a></li>
        """
    return "<h2>\(title(facet))</h2><ul class=\"facet\">\(rows)\(more)</ul>"
  }

  /// Fields for a first and a last day, as the strip of years offers them.
  var dates: HTML {
    """
    <form class="dates" action="/narrow" method="get">\
    <input type="hidden" name="q" value="\(question.text)">\
    <label>From<input type="date" name="after"></label>\
    <label>To<input type="date" name="until"></label>\
    <button class="b line" type="submit">Show</button></form>
    """
  }

  private func title(_ facet: SearchFacet) -> String {
    switch facet {
    case .sender: "People"
    case .year: "Years"
    case .list: "Mailing lists"
    case .account: "Accounts"
    case .type: "Kinds of files"
    }
  }

  private func clause(_ facet: SearchFacet, _ value: String) -> String {
    switch facet {
    case .sender: "from:\(Question.quoted(value))"
    case .year: "date:\(value)"
    case .list: "list:\(Question.quoted(value))"
    case .account: "account:\(Question.quoted(value))"
    case .type: "type:\(Question.quoted(value))"
    }
  }

  private func name(_ facet: SearchFacet, _ value: String) -> String {
    facet == .type ? FileLabel(type: value, name: nil).title : value
  }
}
