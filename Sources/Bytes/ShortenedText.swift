extension String {
  /// At most `limit` bytes of UTF-8, cut between code points, without NUL.
  package func shortened(to limit: Int) -> String {
    if utf8.count <= limit, !utf8.contains(0) { return self }
    var kept = ""
    for scalar in unicodeScalars where scalar != "\0" {
      guard kept.utf8.count + UTF8.width(scalar) <= limit else { break }
      kept.unicodeScalars.append(scalar)
    }
    return kept
  }
}
