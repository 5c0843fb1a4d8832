package import Mail

/// JSON form of a message in the outbox: see Schemas/Output/outbox.
package struct QueuedMessageReport: Encodable {
  let id: Int64
  let message: Int64
  let account: String
  let sender: String
  let queued: String
  let recipients: [Recipient]

  package init(_ item: QueuedMessage) {
    id = item.id
    message = item.message
    account = item.account
    sender = item.sender
    queued = utcDate(item.queued)
    recipients = item.recipients.map(Recipient.init)
  }

  struct Recipient: Encodable {
    let address: String
    let state: String
    let tries: Int
    let next: String?
    let answer: String

    init(_ recipient: QueuedRecipient) {
      address = recipient.address
      state = recipient.stateText
      tries = recipient.tries
      next = recipient.state == .waiting && !recipient.isHeld ? utcDate(recipient.next) : nil
      answer = recipient.answer
    }
  }
}

extension QueuedRecipient {
  /// "waiting", "held", "sent", "refused", "given up".
  package var stateText: String {
    switch state {
    case .waiting: isHeld ? "held" : "waiting"
    case .sent: "sent"
    case .refused: "refused"
    case .givenUp: "given up"
    }
  }
}
