/// A mailbox of an address list (RFC 5322 section 3.4).
package struct Address: Sendable, Hashable {
  /// Display name with encoded-words decoded and quotes removed, or the comment that stands in
  /// its place ("jdoe@example.org (John Doe)").
  package var name: String?
  /// "local@domain" without brackets, route and comments. Without "@" when the field has none,
  /// empty for a group without members.
  package var mailbox: String
  /// Name of the group that the mailbox is in.
  package var group: String?

  package init(name: String? = nil, mailbox: String, group: String? = nil) {
    self.name = name
    self.mailbox = mailbox
    self.group = group
  }
}
