/// A message as its server names it: one name means one message for ever.
package struct RemoteMessage: Hashable, Sendable {
  /// The folder there, decoded, levels divided by "/"; empty where a protocol has one only (POP3).
  package var folder = ""
  /// What the ids of a folder are valid for: a server that renumbers gives another (IMAP's
  /// UIDVALIDITY, RFC 9051 §2.3.1.1). Nil where ids are valid for good (POP3's UIDL, RFC 1939 §7).
  package var validity: UInt32?
  package var id: String

  package init(folder: String = "", validity: UInt32? = nil, id: String) {
    self.folder = folder
    self.validity = validity
    self.id = id
  }

  /// The name in the ledger: the id alone where there is nothing else, else as in a URL of RFC 5092.
  package var name: String {
    guard !folder.isEmpty || validity != nil else { return id }
    let validity = validity.map { ";UIDVALIDITY=\($0)" } ?? ""
    return "\(folder)\(validity)/;UID=\(id)"
  }
}
