/// What the server says it can, in capitals (RFC 9051 §7.2.2).
package struct Capabilities: Sendable, Equatable {
  private var names: Set<String> = []
  /// False if the server has not said.
  package private(set) var isKnown = false

  package init() {}

  init(_ names: [String]) {
    self.names = Set(names)
    isKnown = true
  }

  package func has(_ name: String) -> Bool { names.contains(name) }

  package var mechanisms: Set<String> {
    Set(names.filter { $0.hasPrefix("AUTH=") }.map { String($0.dropFirst(5)) })
  }

  /// LIST can give counts, so that no mailbox need be asked for them (RFC 5819).
  package var listsCounts: Bool { has("LIST-EXTENDED") && has("LIST-STATUS") }
  package var hasSpecialUse: Bool { has("SPECIAL-USE") }
  /// Each change has a number (RFC 7162).
  package var numbersChanges: Bool { has("CONDSTORE") || has("QRESYNC") }
  /// What changed in a mailbox, and what is gone from it, can be told in few words.
  package var tellsChanges: Bool { numbersChanges && has("ESEARCH") }
  package var isGmail: Bool { has("X-GM-EXT-1") }
  package var hasEmailIDs: Bool { has("OBJECTID") }
  var takesLiterals: Bool { has("LITERAL+") || has("LITERAL-") }
}
