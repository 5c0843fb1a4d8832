package import MIME
package import Mail
package import Store

extension MailStore {
  /// A message as it is read: where it was decrypted, with that in its place.
  package func readable(_ id: Int64) throws(StoreError) -> Message {
    try readable(Message(parsing: try bytes(of: id)), id)
  }

  /// The same for a message that was parsed as it is stored.
  package func readable(_ message: Message, _ id: Int64) throws(StoreError) -> Message {
    guard message.protection.contains(.encrypted), let clear = try clearBytes(of: id) else {
      return message
    }
    return Message(parsing: clear)
  }
}

extension Message {
  /// A message of the store as it is read; its skeleton if it is too large for memory.
  package init(_ summary: MessageSummary, in store: MailStore) throws(StoreError) {
    guard summary.size > Limits.bytesIndexedWhole else {
      self = try store.readable(summary.id)
      return
    }
    var skeleton = MessageSkeleton()
    try store.readBytes(of: summary.id) { skeleton.add($0) }
    self.init(parsing: skeleton.bytes)
  }
}
