extension Message {
  /// The part's number as in IMAP (RFC 9051 §6.4.5.1): "1.2"; "1" for a message without parts.
  package func partNumber(_ index: Int) -> String {
    guard parts.indices.contains(index) else { return "1" }
    var numbers: [Int] = []
    var part = parts[index]
    while let parent = part.parent, parts.indices.contains(parent) {
      // A message inside a message/rfc822 part has no number of its own.
      if parts[parent].kind == .multipart {
        numbers.append(part.place)
      }
      part = parts[parent]
    }
    return numbers.isEmpty ? "1" : numbers.reversed().map(String.init).joined(separator: ".")
  }
}
