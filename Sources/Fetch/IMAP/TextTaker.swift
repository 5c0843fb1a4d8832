import Archive
import Bytes
import Files
import IMAP
import Store

/// Takes a mailbox's messages from the client into the run.
final class TextTaker: TextReceiver {
  private let run: FetchRun
  private let visit: MailboxVisit
  private let messages: [UInt32: MailboxMessage]
  private var bytes: MessageBytesBuilder
  /// Its first bytes.
  private var head: [UInt8] = []
  /// Its last bytes, to go on where the connection broke; nil where nobody will.
  private var tail: [UInt8]?
  /// By ticket, of what arrived.
  private(set) var names: [Int: String] = [:]
  private(set) var tickets: [UInt32: Int] = [:]
  /// The server gave nothing for these, with the reason.
  private(set) var missing: [UInt32: String] = [:]
  private(set) var arrived = 0
  private(set) var arrivedBytes = 0
  /// Why no more can be taken.
  private(set) var failure: (any Error)?

  init(
    _ run: FetchRun, _ visit: MailboxVisit, _ messages: some Sequence<MailboxMessage>,
    mayGoOn: Bool = false
  ) {
    tail = mayGoOn ? [] : nil
    self.run = run
    self.visit = visit
    self.messages = Dictionary(messages.map { ($0.uid, $0) }) { first, _ in first }
    bytes = MessageBytesBuilder(in: run.spillPlace)
  }

  private var isOverlong: Bool { bytes.count > maximumMessageSize }

  func began() {
    bytes = MessageBytesBuilder(in: run.spillPlace)
    head.removeAll(keepingCapacity: true)
    if tail != nil { tail = [] }
  }

  /// Bytes of the message that is arriving.
  var count: Int { bytes.count }
  /// The last of them: what a further part must begin with; nil for too few.
  var overlap: ArraySlice<UInt8>? {
    guard let tail, tail.count >= Limits.partOverlap, !isOverlong else { return nil }
    return tail.suffix(Limits.partOverlap)
  }

  func received(_ portion: borrowing RawSpan) throws(TextReceiverStopped) {
    if let failure { throw TextReceiverStopped(reason: "\(failure)") }
    if head.count < Limits.standInHead {
      head.append(contentsOf: portion, 0..<min(portion.byteCount, Limits.standInHead - head.count))
    }
    if tail != nil {
      tail?.append(contentsOf: portion, 0..<portion.byteCount)
      if let count = tail?.count, count > 8 * Limits.partOverlap {
        tail?.removeFirst(count - Limits.partOverlap)
      }
    }
    do throws(FileError) { if !isOverlong { try bytes.append(portion) } } catch {
      failure = error
      throw TextReceiverStopped(reason: "\(error)")
    }
  }

  func dropped() { began() }

  func ended(_ uid: UInt32) {
    guard failure == nil, let message = messages[uid] else { return }
    let count = bytes.count
    arrivedBytes += count
    do {
      try take(message)
      run.didArrive(bytes: count, folder: visit.mailbox.name)
      try run.checkCancellation()
    } catch { failure = failure ?? error }
  }

  private func take(_ message: MailboxMessage) throws {
    let name = name(of: message.uid)
    guard !isOverlong else {
      let reason = "larger than \(maximumMessageSize) bytes; it is still on the server"
      try run.refuse(name, size: bytes.count, reason: reason)
      missing[message.uid] = reason
      return
    }
    guard !isStandIn else { return try keepStandIn(for: message) }
    let placement = visit.placement(message)
    let ticket = try run.offer(
      bytes.take(), as: name,
      Delivery(listedSize: message.size.map { Int64(clamping: $0) }, placement: placement),
      tags: message.tags)
    names[ticket] = name.name
    tickets[message.uid] = ticket
    arrived += 1
  }

  // MARK: What stands for a message

  /// Exchange sends a notice in place of a message that it cannot convert.
  private var isStandIn: Bool {
    let notice: StaticString = "subject: retrieval using the imap4 protocol failed"
    let head = head
    let bytes = head.span
    var line = 0
    while bytes.count - line >= notice.utf8CodeUnitCount {
      if bytes.isEqual(line..<line + notice.utf8CodeUnitCount, lowercase: notice) { return true }
      line = bytes.line(at: line).next
    }
    return false
  }

  /// It is kept, and the message is asked for again in some days.
  private func keepStandIn(for message: MailboxMessage) throws {
    let listed = message.size.map { Int64(clamping: $0) }
    try run.offer(
      bytes.take(), as: name(of: message.uid), Delivery(listedSize: listed),
      tags: message.tags + ["suspect"])
    missing[message.uid] = "the server gives a notice in its place, which is kept"
  }

  func missing(_ uid: UInt32, words: String) {
    let reason =
      words.isEmpty
      ? "the server lists it, and gives nothing for it" : "the server would not send it: \(words)"
    refuse(uid, reason: reason)
  }

  /// The server did not give a message: it is asked for again in some days.
  private func refuse(_ uid: UInt32, reason: String) {
    missing[uid] = reason
    refuseForNow(uid, reason: reason)
  }

  /// Records in the ledger that a message did not come.
  func refuseForNow(_ uid: UInt32, reason: String) {
    do { try run.refuse(name(of: uid), reason: reason) } catch { failure = failure ?? error }
  }

  func name(of uid: UInt32) -> RemoteMessage { visit.name(of: uid) }
}
