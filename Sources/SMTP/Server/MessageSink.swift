/// Where messages go that arrive by LMTP.
package protocol MessageSink: Sendable {
  /// - Throws: why none can be taken now.
  func begin() throws -> any ArrivingMessage
}

/// A message while it arrives. Dropped without `commit`, it is forgotten.
package protocol ArrivingMessage: AnyObject {
  func append(_ bytes: ArraySlice<UInt8>) throws
  /// When this returns, the message is durable.
  func commit() throws
}
