/// What tells a Message-ID from what programs and people write in its place.
package enum MessageIdentifier {
  /// Whether messages that have or name this id belong together. RFC 5322, 3.6.4: left and right of
  /// an "@". Neither "null" or "undefined", which scripts write that lack a value, nor an address
  /// of somebody who takes part, which old programs put into In-Reply-To, names a message.
  ///
  /// - Parameter addresses: of those who take part, in lower case.
  package static func joins(_ id: String, addresses: Set<String>) -> Bool {
    guard let at = id.lastIndex(of: "@") else { return false }
    let (left, right) = (id[..<at].lowercased(), id[id.index(after: at)...].lowercased())
    guard !left.isEmpty, !right.isEmpty, !noValues.contains(left), !noValues.contains(right) else {
      return false
    }
    return addresses.isEmpty || !addresses.contains(id.lowercased())
  }

  private static let noValues: Set<String> = [
    "null", "(null)", "nil", "none", "undefined", "unknown", "nan", "void", "empty", "n/a",
  ]
}
