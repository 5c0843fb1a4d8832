internal import Bytes

extension IMAPClient {
  /// Bytes of a message of the open mailbox, to go on where a connection broke.
  ///
  /// - Parameter from: number of bytes before them.
  /// - Returns: fewer than `count` at the end of the message; nil where the server gives none.
  package func part(
    of uid: UInt32, from: Int, count: Int
  ) throws(IMAPError) -> [UInt8]? {
    let part = PartCollector(place: place, trace, uid, from: from, count: count)
    say(.fetchPart(uid, from: from, count: count))
    try finish(part)
    return part.bytes
  }
}

/// Collects one part of one message.
private final class PartCollector: ResponseHandler {
  private let place: String
  private let trace: Trace
  private let uid: UInt32
  private let from: Int
  private let count: Int
  private var arriving: [UInt8] = []
  private(set) var bytes: [UInt8]?

  init(place: String, _ trace: Trace, _ uid: UInt32, from: Int, count: Int) {
    self.place = place
    self.trace = trace
    self.uid = uid
    self.from = from
    self.count = count
  }

  func bodyBegan(_ sequence: UInt32, size: UInt64) { arriving = [] }

  func body(_ bytes: borrowing RawSpan) throws(IMAPError) {
    guard arriving.count + bytes.byteCount <= count else {
      throw IMAPError(
        .protocolViolation, at: place, why: "the server sends more of a message than was asked for",
        remedy: "try again later; if it stays, tell the server's operator")
    }
    arriving.append(contentsOf: bytes, 0..<bytes.byteCount)
  }

  func received(_ response: Response) {
    switch response {
    case .fetch(let items):
      if case .short(let text)? = items.body { arriving = Array(text.prefix(count)) }
      if items.uid == uid, items.section == "BODY[]<\(from)>" { bytes = arriving }
      arriving = []
    case .status(let status): trace.server(status)
    default: break
    }
  }

  func completed(_ command: Command, _ status: StatusResponse) {
    trace.server(status, of: command)
  }
}
