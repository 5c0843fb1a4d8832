// A number in groups is looked for in one piece as well (`NumberForms`).
extension QueryParser {
  /// Parts that all must hold: words that are a number together may also stand there as one.
  func withNumberForms(_ parts: [QueryTree]) -> [QueryTree] {
    guard parts.contains(where: Self.mayHoldNumber) else { return parts }
    var found: [QueryTree] = []
    var rest = parts[...]
    while let part = rest.first {
      if let (number, words) = number(of: rest.prefix { isOfNumber($0) }) {
        found.append(number)
        rest = rest.dropFirst(words)
      } else {
        found.append(withNumberForms(part))
        rest = rest.dropFirst()
      }
    }
    return found
  }

  /// The first of some words as one number, and how many of them that are; nil if they are none.
  private func number(of words: ArraySlice<QueryTree>) -> (QueryTree, words: Int)? {
    guard words.count > 1, let first = words.first, let last = words.last else { return nil }
    let start = first.range.lowerBound
    let text = Array(String(characters[start..<last.range.upperBound]).utf8)
    let all = NumberForms.all(in: String(decoding: text, as: UTF8.self))
    guard let longest = all.map(\.source.upperBound).max() else { return nil }
    let end = start + String(decoding: text[..<longest], as: UTF8.self).count
    let number = words.prefix { $0.range.lowerBound < end }
    let forms = all.filter {
      $0.source.upperBound == longest && $0.source.lowerBound < first.range.count
    }
    guard number.count > 1, !forms.isEmpty, let range = number.last?.range.upperBound else {
      return nil
    }
    // Decimals are in the last word, too.
    let behind = Array(String(characters[end..<range]).utf8)
    let others = forms.map { form in
      TextPattern.words(String(decoding: form.word + behind, as: UTF8.self))
    }
    let asWritten = QueryTree(kind: .and(number.map(withNumberForms)), range: start..<range)
    return (withForms(asWritten, nil, others), number.count)
  }

  private static func mayHoldNumber(_ tree: QueryTree) -> Bool {
    switch tree.kind {
    case .not(let inner): mayHoldNumber(inner)
    case .text(_, .words(let text)), .text(_, .phrase(let text)):
      text.utf8.contains { 0x30...0x39 ~= $0 }
    default: false
    }
  }

  /// A text with a number in it.
  func withNumberForms(_ tree: QueryTree) -> QueryTree {
    guard Self.mayHoldNumber(tree) else { return tree }
    switch tree.kind {
    case .not(let inner): return QueryTree(kind: .not(withNumberForms(inner)), range: tree.range)
    case .text(let field, .words(let text)):
      let forms = NumberForms.alternatives(of: text).map { TextPattern.words($0) }
      return withForms(tree, field, forms)
    case .text(let field, .phrase(let text)):
      let forms = NumberForms.alternatives(of: text).map { TextPattern.phrase($0) }
      return withForms(tree, field, forms)
    default: return tree
    }
  }

  private func withForms(
    _ tree: QueryTree, _ field: QueryField?, _ forms: [TextPattern]
  ) -> QueryTree {
    guard !forms.isEmpty else { return tree }
    let others = forms.map { QueryTree(kind: .text(field, $0), range: tree.range) }
    return QueryTree(kind: .or([tree] + others), range: tree.range)
  }

  /// A word that may be a group of a number: digits with signs around them, or four characters of an
  /// IBAN.
  private func isOfNumber(_ part: QueryTree) -> Bool {
    guard case .text(nil, let pattern) = part.kind, part.range.lowerBound < characters.count else {
      return false
    }
    switch pattern {
    // A phrase without quotation marks is a word behind "+".
    case .phrase where characters[part.range.lowerBound] != "+": return false
    case .words(let text), .phrase(let text):
      let digits = text.utf8.count { 0x30...0x39 ~= $0 }
      let letters = text.utf8.count { 0x61...0x7A ~= $0 | 0x20 }
      return letters == 0 ? digits > 0 : letters + digits <= 4 && text.utf8.count <= 4
    default: return false
    }
  }
}
