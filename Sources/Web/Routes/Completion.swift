import Archive
import HTTPServing

/// What the last word of a query may go on as.
struct Completion {
  struct Group {
    let title: String
    let values: [Value]
  }

  struct Value {
    /// The whole query, if this is chosen.
    let query: String
    let text: String
    let detail: String
    let count: Int?
  }

  private let text: String
  /// The query before the last word.
  private let start: String
  private let word: String
  private let saved: [String: String]

  init(_ text: String, _ saved: [String: String]) {
    self.text = text
    self.saved = saved
    let end = text.lastIndex(where: \.isWhitespace).map { text.index(after: $0) }
    start = String(text[..<(end ?? text.startIndex)])
    word = String(text[(end ?? text.startIndex)...])
  }

  func groups(in archive: ArchiveGroup) throws -> [Group] {
    guard !word.isEmpty, !word.contains("\"") else { return [] }
    let sign = word.hasPrefix("-") ? "-" : ""
    let parts = word.dropFirst(sign.count).split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false
    ).map(String.init)
    let groups =
      parts.count == 2
      ? try values(of: parts[0].lowercased(), parts[1], sign, archive)
      : try anything(parts[0], sign, archive)
    return groups.filter { !$0.values.isEmpty }
  }

  private func values(
    of field: String, _ begin: String, _ sign: String, _ archive: ArchiveGroup
  ) throws -> [Group] {
    func group(_ title: String, _ values: [CompletedValue]) -> Group {
      Group(title: title, values: values.prefix(Limits.completions).map { value(field, $0, sign) })
    }
    switch field {
    case "from", "to", "cc", "bcc", "with", "recipient":
      return [group("People", try archive.complete(.address, begin))]
    case "tag": return [group("Tags", try archive.complete(.tag, begin))]
    case "folder": return [group("Folders", try archive.complete(.folder, begin))]
    case "saved": return [savedSearches(begin, sign)]
    default:
      let words = ArchiveGroup.queryValues(of: field) ?? []
      return [
        Group(
          title: field,
          values: words.filter { $0.hasPrefix(begin.lowercased()) }.map {
            Value(query: "\(start)\(sign)\(field):\($0) ", text: $0, detail: "", count: nil)
          })
      ]
    }
  }

  /// A word may be the beginning of a field, or the name of a person.
  private func anything(
    _ begin: String, _ sign: String, _ archive: ArchiveGroup
  ) throws -> [Group] {
    let fields = ArchiveGroup.queryFields.filter { $0.hasPrefix(begin.lowercased()) }
    let people = begin.count < 2 ? [] : try archive.complete(.address, begin)
    return [
      Group(
        title: "People",
        values: people.prefix(Limits.completions).map { value("with", $0, sign) }),
      Group(
        title: "Fields",
        values: fields.prefix(Limits.completions).map {
          Value(query: "\(start)\(sign)\($0):", text: "\($0):", detail: "", count: nil)
        }),
      savedSearches(begin, sign),
    ]
  }

  private func savedSearches(_ begin: String, _ sign: String) -> Group {
    let names = saved.keys.sorted().filter { $0.lowercased().hasPrefix(begin.lowercased()) }
    return Group(
      title: "Saved searches",
      values: names.map {
        Value(
          query: "\(start)\(sign)saved:\(Question.quoted($0)) ", text: $0,
          detail: saved[$0] ?? "", count: nil)
      })
  }

  private func value(_ field: String, _ known: CompletedValue, _ sign: String) -> Value {
    Value(
      query: "\(start)\(sign)\(field):\(Question.quoted(known.value)) ",
      text: known.name.isEmpty ? known.value : known.name,
      detail: known.name.isEmpty ? "" : known.value, count: known.count)
  }

  /// The list as the script shows it.
  func html(_ groups: [Group]) -> HTML {
    groups.map { group in
      let values: [HTML] = group.values.map { value in
        """
        <li role="option" aria-selected="false" data-q="\(value.query)"><span class="cut">\
        <bdi>\(value.text)</bdi> <small class="soft">\(value.detail)</small></span>\
        <span class="num">\(value.count.map { "\($0)" as HTML })</span></li>
        """
      }
      return "<li role=\"presentation\"><h3>\(group.title)</h3></li>\(values)"
    }.joined()
  }
}
