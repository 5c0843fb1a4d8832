internal import SASL

/// Takes messages of the open mailbox. For each that comes: `began`, any number of `received`, then
/// `ended` or `dropped`. The calls must not use the client.
package protocol TextReceiver: AnyObject {
  func began()
  /// As sent; the span is valid during the call. Throwing ends the session.
  func received(_ bytes: borrowing RawSpan) throws(TextReceiverStopped)
  func ended(_ uid: UInt32)
  /// What came was not asked for, or had come before.
  func dropped()
  /// The server gave nothing for it, although asked for it alone.
  ///
  /// - Parameter words: the server's, for people; empty where it said none.
  func missing(_ uid: UInt32, words: String)
}

/// The receiver cannot go on, such as when the disk is full.
package struct TextReceiverStopped: Error, Equatable {
  package let reason: String

  package init(reason: String) { self.reason = reason }
}

/// A message to get, and its bytes as announced.
package struct WantedText: Sendable, Equatable {
  package let uid: UInt32
  package let size: UInt64

  package init(uid: UInt32, size: UInt64) {
    self.uid = uid
    self.size = size
  }
}

extension IMAPClient {
  /// Gets messages of the open mailbox whole, many commands at once. What a command does not bring is
  /// asked for again in halves, until it is asked for alone.
  ///
  /// - Returns: nothing is left when this returns: each has `ended` or is `missing`.
  /// - Throws: when the session breaks; `culprit` of the retrieval tells where.
  ///
  /// - Parameter headersAlone: gets the headers, with the empty line behind each.
  package func retrieve(
    _ texts: [WantedText], headersAlone: Bool = false, into receiver: some TextReceiver
  ) throws(TextsBroken) {
    let retrieval = TextRetrieval(
      texts, receiver, headersAlone: headersAlone, place: place, trace)
    do throws(IMAPError) { try run(retrieval) { retrieval.next() } } catch {
      throw TextsBroken(error: error, culprit: retrieval.culprit)
    }
  }
}

/// The session ended before all messages came.
package struct TextsBroken: Error {
  package let error: IMAPError
  /// The message that was arriving, or would have been the next.
  package let culprit: UInt32?
}

/// Asks for messages and looks what comes. No I/O; `next` and the handler's calls take turns.
final class TextRetrieval<Receiver: TextReceiver>: ResponseHandler {
  private let receiver: Receiver
  private let place: String
  private let trace: Trace
  private let headersAlone: Bool
  /// What is to be asked for, each in one command.
  private var waiting: [[WantedText]]
  /// By their first UID, which no two have in common.
  private var inFlight: [UInt32: [WantedText]] = [:]
  /// In the order of the commands.
  private var order: [UInt32] = []
  private var inFlightBytes: UInt64 = 0
  private var awaited = UIDSet()
  private var isArriving = false
  private var stopped: IMAPError?

  init(
    _ texts: [WantedText], _ receiver: Receiver, headersAlone: Bool = false, place: String,
    _ trace: Trace
  ) {
    self.receiver = receiver
    self.headersAlone = headersAlone
    self.place = place
    self.trace = trace
    waiting = Self.batches(texts).reversed()
  }

  /// Ascending, as some servers want it.
  private static func batches(_ texts: [WantedText]) -> [[WantedText]] {
    var batches: [[WantedText]] = []
    var batch: [WantedText] = []
    var size: UInt64 = 0
    for text in texts {
      let isOutOfOrder = batch.last.map { $0.uid >= text.uid } ?? false
      if !batch.isEmpty,
        isOutOfOrder || batch.count >= Limits.batchCount
          || size + min(text.size, Limits.batchBytes) > Limits.batchBytes
      {
        batches.append(batch)
        batch = []
        size = 0
      }
      batch.append(text)
      size += min(text.size, Limits.batchBytes)
    }
    return batch.isEmpty ? batches : batches + [batch]
  }

  /// The message that broke the session, if one did.
  var culprit: UInt32? {
    guard stopped == nil else { return nil }
    for first in order {
      if let text = inFlight[first]?.first(where: { awaited.contains($0.uid) }) { return text.uid }
    }
    return nil
  }

  // MARK: Asking

  func next() -> Command? {
    guard let batch = waiting.last, let first = batch.first else { return nil }
    let size = Self.size(batch)
    guard inFlight.isEmpty || inFlightBytes + size <= Limits.inFlightBytes else { return nil }
    waiting.removeLast()
    inFlight[first.uid] = batch
    order.append(first.uid)
    inFlightBytes += size
    for text in batch { awaited.insert(text.uid) }
    let set = UIDSet(batch.map(\.uid))
    return headersAlone ? .fetchHeaders(set) : .fetchTexts(set)
  }

  private static func size(_ batch: [WantedText]) -> UInt64 {
    batch.reduce(0) { $0 + min($1.size, Limits.inFlightBytes) }
  }

  // MARK: What comes

  func bodyBegan(_ sequence: UInt32, size: UInt64) {
    isArriving = true
    receiver.began()
  }

  func body(_ bytes: borrowing RawSpan) throws(IMAPError) {
    do throws(TextReceiverStopped) { try receiver.received(bytes) } catch {
      let failure = IMAPError(
        .receiverStopped, at: place, why: error.reason, remedy: "try again when this is solved")
      stopped = failure
      throw failure
    }
  }

  func received(_ response: Response) throws(IMAPError) {
    switch response {
    case .fetch(let items): try take(items)
    case .status(let status):
      trace.server(status)
      if isArriving { drop() }
    default: if isArriving { drop() }
    }
  }

  private func take(_ items: FetchedItems) throws(IMAPError) {
    if case .short(let bytes)? = items.body, !bytes.isEmpty {
      receiver.began()
      isArriving = true
      try unsafe body(bytes.span.bytes)
    }
    guard isArriving else { return }
    // An empty text is none: servers give it for what they cannot read.
    guard let uid = items.uid, awaited.contains(uid), items.body != .streamed(0),
      items.section == (headersAlone ? "BODY[HEADER]" : "BODY[]")
    else { return drop() }
    isArriving = false
    awaited.remove(uid)
    receiver.ended(uid)
  }

  private func drop() {
    isArriving = false
    receiver.dropped()
  }

  func completed(_ command: Command, _ status: StatusResponse) throws(IMAPError) {
    trace.server(status, of: command)
    if status.status != .ok, status.isAboutAll {
      let failure = IMAPError(
        .temporaryFailure, at: place,
        why: "the server gives no more now: \(trace.shown(status.shownBytes))",
        remedy: "try again later; what came is kept")
      stopped = failure
      throw failure
    }
    guard let set = command.messages, let first = set.ranges.first?.lowerBound,
      let batch = inFlight.removeValue(forKey: first)
    else { return }
    order.removeAll { $0 == first }
    inFlightBytes -= Self.size(batch)
    let left = batch.filter { awaited.contains($0.uid) }
    for text in left { awaited.remove(text.uid) }
    if batch.count == 1 {
      if let text = left.first {
        receiver.missing(
          text.uid, words: status.status == .ok ? "" : trace.shown(status.shownBytes))
      }
    } else if !left.isEmpty {
      let half = max(1, left.count / 2)
      waiting.append(Array(left[half...]))
      waiting.append(Array(left[..<half]))
      waiting.removeAll(where: \.isEmpty)
    }
  }
}
