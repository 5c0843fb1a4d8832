import Bytes

/// Takes what a server sends, in its order. The parts of a message come between the calls for the
/// responses before and behind it: `body` first, then `received` with the response that it stood in.
package protocol ResponseHandler: AnyObject {
  func received(_ response: Response) throws(IMAPError)
  /// A message's text begins, of the message with this number; its UID may come behind it.
  func bodyBegan(_ sequence: UInt32, size: UInt64) throws(IMAPError)
  /// Valid during the call.
  func body(_ bytes: borrowing RawSpan) throws(IMAPError)
  func completed(_ command: Command, _ status: StatusResponse) throws(IMAPError)
}

extension ResponseHandler {
  package func bodyBegan(_ sequence: UInt32, size: UInt64) throws(IMAPError) {}
  package func body(_ bytes: borrowing RawSpan) throws(IMAPError) {}
}

/// Cuts the server's bytes into responses, however they arrive. Holds no more than one response without
/// the messages in it, whatever sizes the server announces.
struct ResponseParser {
  enum Event {
    case response(Response)
    case completed(tag: [UInt8], StatusResponse)
    /// "+": what is to be said next.
    case continuation([UInt8])
  }

  private enum State {
    case line
    case literal(left: Int)
    case message(left: UInt64)
  }

  private let place: String
  private let limits: IMAPLimits
  private var state = State.line
  /// The beginning of a line whose end has not arrived, or of a literal.
  private var partial: [UInt8] = []
  /// The values of a response that goes on behind a literal.
  private var values: ValueBuilder?
  /// Bytes of the message that is arriving.
  private var messageSize: UInt64 = 0
  /// Bytes of literals that this response holds.
  private var held = 0
  private var unintelligible = 0

  init(place: String, limits: IMAPLimits) {
    self.place = place
    self.limits = limits
  }

  /// A message or response has begun and not ended.
  var isInside: Bool {
    if case .line = state, partial.isEmpty, values == nil { false } else { true }
  }

  /// Reads from `bytes[position...]` up to the end of one response; nil when the bytes are used up.
  mutating func next(
    _ bytes: borrowing RawSpan, from position: inout Int, _ handler: some ResponseHandler
  ) throws(IMAPError) -> Event? {
    while position < bytes.byteCount {
      switch state {
      case .message(let left): try readMessage(left, bytes, &position, handler)
      case .literal(let left): try readLiteral(left, bytes, &position)
      case .line:
        guard let line = try takeLine(bytes, &position) else { return nil }
        if let event = try parse(line, handler) { return event }
      }
    }
    return nil
  }

  // MARK: Literals

  private mutating func readMessage(
    _ left: UInt64, _ bytes: borrowing RawSpan, _ position: inout Int,
    _ handler: some ResponseHandler
  ) throws(IMAPError) {
    let count = Int(min(left, UInt64(bytes.byteCount - position)))
    try handler.body(bytes.extracting(position..<position + count))
    position += count
    try passed(message: left - UInt64(count))
  }

  private mutating func passed(message left: UInt64) throws(IMAPError) {
    state = .message(left: left)
    guard left == 0 else { return }
    state = .line
    let size = messageSize
    try build { builder throws(ValueBuilder.Misfit) in try builder.add(streamed: size) }
  }

  private mutating func readLiteral(
    _ left: Int, _ bytes: borrowing RawSpan, _ position: inout Int
  ) throws(IMAPError) {
    let count = min(left, bytes.byteCount - position)
    partial.append(contentsOf: bytes, position..<position + count)
    position += count
    try passed(literal: left - count)
  }

  private mutating func passed(literal left: Int) throws(IMAPError) {
    state = .literal(left: left)
    guard left == 0 else { return }
    state = .line
    let literal = partial
    partial = []
    try build { builder throws(ValueBuilder.Misfit) in try builder.add(literal: literal) }
  }

  private mutating func begin(
    _ mark: ValueBuilder.LiteralMark, _ handler: some ResponseHandler
  ) throws(IMAPError) {
    if mark.isMessage {
      guard mark.size <= limits.maximumMessageSize else {
        throw tooLong("a message of \(mark.size) bytes")
      }
      messageSize = mark.size
      try handler.bodyBegan(values?.sequence ?? 0, size: mark.size)
      try passed(message: mark.size)
    } else {
      guard mark.size <= Limits.literal, held + Int(mark.size) <= Limits.literals else {
        throw tooLong("a text of \(mark.size) bytes where a short one belongs")
      }
      held += Int(mark.size)
      try passed(literal: Int(mark.size))
    }
  }

  private mutating func build(
    _ body: (inout ValueBuilder) throws(ValueBuilder.Misfit) -> Void
  ) throws(IMAPError) {
    var builder = values ?? ValueBuilder()
    do throws(ValueBuilder.Misfit) { try body(&builder) } catch {
      throw tooLong("a response of too many parts")
    }
    values = builder
  }

  // MARK: Lines

  private mutating func parse(
    _ line: [UInt8], _ handler: some ResponseHandler
  ) throws(IMAPError) -> Event? {
    if values != nil { return try goOn(line, handler) }
    guard line.first != UInt8(ascii: "+") else {
      return .continuation(Array(line.dropFirst().drop(while: Byte.isBlank)))
    }
    let tag = line.prefix { !Byte.isBlank($0) }
    let rest = line.dropFirst(tag.count).drop(while: Byte.isBlank)
    let status = StatusResponse(rest)
    guard tag == [Byte.star] else {
      guard let status, !tag.isEmpty else { return try misunderstood(line) }
      return .completed(tag: Array(tag), status)
    }
    if let status { return .response(.status(status)) }
    values = ValueBuilder()
    held = 0
    return try goOn(Array(rest), handler)
  }

  private mutating func goOn(
    _ line: [UInt8], _ handler: some ResponseHandler
  ) throws(IMAPError) -> Event? {
    guard var builder = values else { return nil }
    let mark: ValueBuilder.LiteralMark?
    var found: [Value]?
    do throws(ValueBuilder.Misfit) {
      mark = try builder.add(line: line)
      if mark == nil { found = try builder.end(isEmptyLine: line.isEmpty) }
    } catch {
      values = nil
      // What follows a literal that was not understood could not be told from its text.
      guard error == .malformed, line.last != UInt8(ascii: "}") else { throw violation(line) }
      return try misunderstood(line)
    }
    values = found == nil ? builder : nil
    if let mark { try begin(mark, handler) }
    return found.map { .response(Response($0)) }
  }

  /// One answer that makes no sense costs itself and not the session.
  private mutating func misunderstood(_ line: [UInt8]) throws(IMAPError) -> Event? {
    guard !line.isEmpty else { return nil }
    unintelligible += 1
    guard unintelligible <= Limits.unintelligible else { throw violation(line) }
    return .response(.unintelligible(Array(line.prefix(Limits.flagBytes))))
  }

  /// The next line without its end; nil when it is not complete.
  private mutating func takeLine(
    _ bytes: borrowing RawSpan, _ position: inout Int
  ) throws(IMAPError) -> [UInt8]? {
    let feed = bytes.firstIndex(of: Byte.lf, from: position)
    let end = feed ?? bytes.byteCount
    partial.append(contentsOf: bytes, position..<end)
    position = feed.map { $0 + 1 } ?? end
    guard partial.count <= Limits.line + 1 || mayBeLong else { throw tooLong("a line without end") }
    guard feed != nil else { return nil }
    var line = partial
    partial.removeAll(keepingCapacity: true)
    if line.last == Byte.cr { line.removeLast() }
    return line
  }

  private var mayBeLong: Bool {
    guard partial.count <= Limits.listLine, values == nil else { return false }
    let start = String(decoding: partial.prefix(12), as: UTF8.self).uppercased()
    return ["* SEARCH", "* ESEARCH", "* VANISHED"].contains { start.hasPrefix($0) }
  }

  // MARK: Errors

  private func tooLong(_ what: String) -> IMAPError {
    IMAPError(
      .limitExceeded, at: place, why: "the server sent \(what)",
      remedy: "check that this is the right server")
  }

  private func violation(_ line: [UInt8]) -> IMAPError {
    IMAPError(
      .protocolViolation, at: place,
      why: "what the server sent makes no sense: \"\(shown(line))\"",
      remedy: "try again later; if it stays, tell the server's operator")
  }

  private func shown(_ line: [UInt8]) -> String {
    String(
      decoding: line.prefix(200).map { 0x20...0x7e ~= $0 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
  }
}
