import Archive
import IMAP

extension IMAPSession {
  /// Goes on with a large message in which the connection broke, in parts, in new sessions.
  ///
  /// - Parameter taker: has what came so far.
  /// - Returns: false where the server gives something else than before, as servers do that build a message
  ///   again for each request, or where sessions keep breaking.
  func goOn(
    with message: MailboxMessage, _ visit: MailboxVisit, _ taker: TextTaker, _ run: FetchRun
  ) throws -> Bool {
    var left = Limits.brokenSessions
    while left > 0, taker.overlap != nil {
      let before = taker.count
      do {
        try reconnect(run)
        let client = try connection()
        guard try client.examine(visit.mailbox.wireName).validity == visit.validity else {
          return false
        }
        return try takeParts(of: message.uid, client, taker, run)
      } catch let error as IMAPError where error.isOfAnswer {
        client?.abort()
        client = nil
        left = taker.count > before ? Limits.brokenSessions : left - 1
      }
    }
    return false
  }

  private func takeParts(
    of uid: UInt32, _ client: IMAPClient, _ taker: TextTaker, _ run: FetchRun
  ) throws -> Bool {
    while let overlap = taker.overlap {
      let part = try client.part(
        of: uid, from: taker.count - overlap.count, count: Limits.part)
      guard let part, part.starts(with: overlap) else { return false }
      let new = Array(part.dropFirst(overlap.count))
      do throws(TextReceiverStopped) { try unsafe taker.received(new.span.bytes) } catch {
        throw taker.failure ?? error
      }
      try run.checkCancellation()
      guard part.count == Limits.part else {
        taker.ended(uid)
        return true
      }
    }
    return false
  }
}
