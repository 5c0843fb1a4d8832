import Bytes
internal import Net

/// What a server says to a command (RFC 5321 §4.2).
package struct Reply: Equatable, Sendable {
  package let code: Int
  /// "5.1.1" (RFC 2034); nil where there is none.
  package let status: String?
  /// The text of each line, without code and status.
  package let lines: [[UInt8]]

  /// 2xx: done.
  package var isPositive: Bool { 200..<300 ~= code }
  /// 3xx: more is wanted.
  package var isIntermediate: Bool { 300..<400 ~= code }
  /// 4xx: the same may succeed later.
  package var isTransient: Bool { 400..<500 ~= code }

  /// For people: "550 5.1.1 no such user".
  package var displayText: String {
    let text = lines.map { shownText($0) }.joined(separator: " ")
    return ["\(code)", status, text.isEmpty ? nil : text].compactMap { $0 }.joined(separator: " ")
  }
}

/// Makes replies of the lines that arrive.
struct ReplyReader {
  enum Failure: Error, Equatable {
    case notSMTP
    case tooLong
  }

  private var pending: [UInt8] = []
  private var lines: [[UInt8]] = []
  private var code: Int?
  private var replies: [Reply] = []

  /// Replies that have arrived whole, each once.
  mutating func next() -> Reply? { replies.isEmpty ? nil : replies.removeFirst() }

  /// Bytes arrived that belong to no reply that was asked for.
  var hasMore: Bool { !replies.isEmpty || !pending.isEmpty || code != nil }

  mutating func receive(_ bytes: ArraySlice<UInt8>) throws(Failure) {
    pending += bytes
    var start = 0
    while let end = pending[start...].firstIndex(of: Byte.lf) {
      var line = pending[start..<end]
      if line.last == Byte.cr { line = line.dropLast() }
      try take(line)
      start = end + 1
    }
    pending.removeFirst(start)
    guard pending.count <= Limits.replyLine else { throw .tooLong }
  }

  private mutating func take(_ line: ArraySlice<UInt8>) throws(Failure) {
    let digits = line.prefix(3)
    guard line.count <= Limits.replyLine, lines.count < Limits.replyLines else { throw .tooLong }
    guard digits.count == 3, digits.allSatisfy(Byte.isDigit),
      let code = Int(String(decoding: digits, as: UTF8.self)), 200..<600 ~= code,
      self.code == nil || self.code == code
    else { throw .notSMTP }
    let separator = line.dropFirst(3).first
    guard separator == nil || separator == Byte.space || separator == UInt8(ascii: "-") else {
      throw .notSMTP
    }
    lines.append(Array(line.dropFirst(4)))
    self.code = code
    guard separator != UInt8(ascii: "-") else { return }
    replies.append(Self.reply(code, lines))
    self.code = nil
    lines = []
  }

  /// The enhanced status stands in front of each line's text.
  private static func reply(_ code: Int, _ lines: [[UInt8]]) -> Reply {
    let status = lines.isEmpty ? nil : statusCode(in: lines[0], code)
    guard let status else { return Reply(code: code, status: nil, lines: lines) }
    let texts = lines.map { line in
      line.starts(with: status.utf8) ? Array(line.dropFirst(status.utf8.count + 1)) : line
    }
    return Reply(code: code, status: status, lines: texts)
  }

  private static func statusCode(in line: [UInt8], _ code: Int) -> String? {
    let word = line.prefix { $0 != Byte.space }
    let numbers = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard numbers.count == 3,
      numbers.allSatisfy({ 1...3 ~= $0.count && $0.allSatisfy(Byte.isDigit) }),
      numbers[0].elementsEqual("\(code / 100)".utf8)
    else { return nil }
    return String(decoding: word, as: UTF8.self)
  }
}
