package import Mail

extension Message {
  /// Nil if the body has only one form.
  package func bodyForms(_ form: ReadingOptions.Form = .best) -> BodyForms? {
    for part in parts where part.kind == .multipart && part.mediaType.subtype == "alternative" {
      let children = children(of: part)
      guard let plain = bestAlternative(children, .plain),
        let html = bestAlternative(children, .html), plain != html,
        let shown = bestAlternative(children, form), shown == plain || shown == html
      else { continue }
      let (here, there) = shown == plain ? (plain, html) : (html, plain)
      return BodyForms(
        shown: shown == plain ? .plain : .html, other: shown == plain ? .html : .plain,
        otherHasMore: !words(in: children[there]).isSubset(of: words(in: children[here])))
    }
    return nil
  }

  /// The words of the text below a part, in lower case.
  private func words(in part: Part) -> Set<Substring> {
    var words: Set<Substring> = []
    for leaf in parts[part.index..<part.subtreeEnd] where leaf.kind == .leaf {
      guard let form = textForm(of: leaf), form == .html || form == .plain else { continue }
      let text = text(of: leaf).text
      let visible = form == .html ? plainText(fromHTML: text, .words) : text
      words.formUnion(visible.lowercased().split { !$0.isLetter && !$0.isNumber })
    }
    return words
  }
}
