import Bytes
internal import Digests
internal import Net

/// The server's side of one session without I/O: lines in, responses out (RFC 1939, 2449, 2595,
/// 5034).
struct ServerSession {
  enum Next {
    /// Nothing to do before more bytes arrive.
    case wait
    case answer([UInt8])
    case startTLS(answer: [UInt8])
    case close(answer: [UInt8])
  }

  private enum State {
    case authorization
    /// After AUTH PLAIN without an initial response.
    case saslPlain
    case transaction
  }

  private let maildrops: [ServerMaildrop]
  private let offersTLS: Bool
  private var isEncrypted: Bool
  private var state = State.authorization
  private var input: [UInt8] = []
  private var consumed = 0
  private var user: String?
  private var maildrop: ServerMaildrop?
  private var messages: [ServerMaildrop.Message] = []
  private var deleted: Set<Int> = []

  init(maildrops: [ServerMaildrop], offersTLS: Bool, isEncrypted: Bool) {
    self.maildrops = maildrops
    self.offersTLS = offersTLS
    self.isEncrypted = isEncrypted
  }

  mutating func receive(_ bytes: ArraySlice<UInt8>) { input += bytes }

  /// Returns what to do about the next line. One line at a time, so that the caller can send in
  /// between.
  mutating func next() -> Next {
    guard let feed = input[consumed...].firstIndex(of: 10) else {
      input.removeFirst(consumed)
      consumed = 0
      return input.count > Limits.commandLine ? .close(answer: error("line too long")) : .wait
    }
    var line = input[consumed..<feed]
    if line.last == 13 { line.removeLast() }
    consumed = feed + 1
    return answer(String(decoding: line, as: UTF8.self))
  }

  private mutating func answer(_ line: String) -> Next {
    if case .saslPlain = state { return .answer(plain(line)) }
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    let argument = words.count > 1 ? words[1] : ""
    switch (words.first?.uppercased() ?? "", state) {
    case ("CAPA", _): return .answer(capabilities())
    case ("QUIT", _): return .close(answer: quit())
    case ("STLS", .authorization): return startTLS()
    case ("USER", .authorization):
      user = argument
      return .answer(ok())
    case ("PASS", .authorization): return .answer(login(user ?? "", argument))
    case ("AUTH", .authorization): return .answer(auth(argument))
    case (let command, .transaction): return .answer(transaction(command, argument))
    default: return .answer(error("not now"))
    }
  }

  // MARK: Authorization

  private func capabilities() -> [UInt8] {
    var lines = ["TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING"]
    if mayLogIn { lines += ["USER", "SASL PLAIN"] }
    if offersTLS, !isEncrypted { lines.append("STLS") }
    return listing(lines)
  }

  /// Clear-text passwords are accepted only if the server does not offer TLS.
  private var mayLogIn: Bool { isEncrypted || !offersTLS }

  private mutating func startTLS() -> Next {
    guard offersTLS, !isEncrypted else { return .answer(error("no TLS now")) }
    // Data sent together with the command was not encrypted and must not count as if it were.
    guard consumed == input.count else { return .close(answer: error("data after STLS")) }
    isEncrypted = true
    user = nil
    return .startTLS(answer: ok("begin TLS"))
  }

  private mutating func auth(_ argument: String) -> [UInt8] {
    let words = argument.split(separator: " ").map(String.init)
    guard words.first?.uppercased() == "PLAIN", mayLogIn else { return error("no such mechanism") }
    if words.count > 1 { return plain(words[1]) }
    state = .saslPlain
    return Array("+ \r\n".utf8)
  }

  private mutating func plain(_ base64: String) -> [UInt8] {
    state = .authorization
    guard let bytes = Base64.decode(base64.utf8) else { return error("not base64") }
    let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return error("malformed") }
    return login(
      String(decoding: parts[1], as: UTF8.self), String(decoding: parts[2], as: UTF8.self))
  }

  private mutating func login(_ user: String, _ password: String) -> [UInt8] {
    guard mayLogIn else { return error("TLS first") }
    let found = maildrops.first {
      $0.user == user && KeyedDigest.equal(Array($0.password.utf8), Array(password.utf8))
    }
    guard let found else { return error("[AUTH] wrong user or password") }
    maildrop = found
    messages = found.messages
    state = .transaction
    return ok("\(messages.count) messages")
  }

  // MARK: Transaction

  private mutating func transaction(_ command: String, _ argument: String) -> [UInt8] {
    let numbers = argument.split(separator: " ").map { Int($0) }
    let index = numbers.first.flatMap { $0 }.map { $0 &- 1 }
    let isThere = index.map { messages.indices.contains($0) && !deleted.contains($0) } ?? false
    switch command {
    case "NOOP": return ok()
    case "RSET":
      deleted = []
      return ok()
    case "STAT":
      return ok("\(present.count) \(present.reduce(0) { $0 + messages[$1].bytes.count })")
    case "LIST" where numbers.isEmpty:
      return listing(present.map { "\($0 + 1) \(messages[$0].bytes.count)" })
    case "UIDL" where numbers.isEmpty:
      return listing(present.map { "\($0 + 1) \(messages[$0].uid)" })
    case "LIST", "UIDL", "RETR", "DELE", "TOP":
      guard isThere, let index else { return error("no such message") }
      return one(command, index, lines: numbers.count > 1 ? numbers[1] : nil)
    default: return error("unknown command")
    }
  }

  private var present: [Int] { messages.indices.filter { !deleted.contains($0) } }

  private mutating func one(_ command: String, _ index: Int, lines: Int?) -> [UInt8] {
    let message = messages[index]
    switch command {
    case "LIST": return ok("\(index + 1) \(message.bytes.count)")
    case "UIDL": return ok("\(index + 1) \(message.uid)")
    case "RETR": return ok("\(message.bytes.count) octets") + stuffed(message.bytes[...])
    case "DELE":
      deleted.insert(index)
      return ok()
    default:
      guard let lines, lines >= 0 else { return error("how many lines?") }
      return ok() + stuffed(top(message.bytes, lines: lines))
    }
  }

  private mutating func quit() -> [UInt8] {
    if case .transaction = state {
      maildrop?.remove(uids: Set(deleted.map { messages[$0].uid }))
    }
    return ok("bye")
  }

  // MARK: Answers

  private func ok(_ text: String = "") -> [UInt8] { Array("+OK \(text)\r\n".utf8) }
  private func error(_ text: String) -> [UInt8] { Array("-ERR \(text)\r\n".utf8) }

  private func listing(_ lines: [String]) -> [UInt8] {
    ok() + lines.flatMap { Array("\($0)\r\n".utf8) } + Array(".\r\n".utf8)
  }

  /// The header, the empty line, and `lines` lines of the body.
  private func top(_ bytes: [UInt8], lines: Int) -> ArraySlice<UInt8> {
    var left: Int?
    var start = 0
    while start < bytes.count, left != 0 {
      let feed = bytes[start...].firstIndex(of: 10) ?? bytes.count - 1
      if let some = left { left = some - 1 } else if feed - start <= 1 { left = lines }
      start = feed + 1
    }
    return bytes[..<start]
  }

  private func stuffed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 64)
    var isLineStart = true
    for byte in bytes {
      if isLineStart, byte == UInt8(ascii: ".") { result.append(byte) }
      result.append(byte)
      isLineStart = byte == 10
    }
    return result + Array(".\r\n".utf8)
  }
}
