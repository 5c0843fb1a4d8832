/// Where messages go that arrive by LMTP.
package protocol MessageSink: Sendable {
  /// - Parameters:
  ///   - sender: of the envelope; empty for mail that is not to be answered.
  ///   - recipients: of the envelope.
  /// - Throws: why none can be taken now.
  func begin(from sender: String, to recipients: [String]) throws -> any ArrivingMessage
}

/// A message while it arrives. Dropped without `commit`, it is forgotten.
package protocol ArrivingMessage: AnyObject {
  func append(_ bytes: ArraySlice<UInt8>) throws
  /// When this returns, the message is durable.
  func commit() throws
}
