/// What is known of a message as it arrives, apart from its bytes: what a server said of it, whether what
/// came is that message, and where it goes on to.
package struct Delivery: Sendable, Equatable {
  /// Bytes by LIST; nil where it is not known.
  package var listedSize: Int64?
  package var doubt: Doubt?
  /// Its place in a mailbox, where the server has mailboxes.
  package var placement: Placement?
  /// Set if it is to be sent: it is queued in the transaction that stores it.
  package var outgoing: OutgoingEnvelope?

  package init(listedSize: Int64? = nil, doubt: Doubt? = nil, placement: Placement? = nil) {
    self.listedSize = listedSize
    self.doubt = doubt
    self.placement = placement
  }
}
