/// Decodes a terminal's input into keys: UTF-8, control characters, and the sequences that xterm,
/// VTE, tmux, screen and the Linux console use for other keys. Accepts bytes in any pieces.
struct KeyDecoder {
  private var pending: [UInt8] = []
  private var pasted: [UInt8]?

  /// Whether an Escape waits for what follows; if nothing follows within a moment, it is the Escape
  /// key.
  var isWaiting: Bool { !pending.isEmpty && pasted == nil }

  mutating func keys(from bytes: some Sequence<UInt8>) -> [Key] {
    pending += bytes
    var keys: [Key] = []
    while true {
      switch next() {
      case .key(let key): keys.append(key)
      case .dropped: continue
      case .more: return keys
      }
    }
  }

  /// Decodes the pending bytes when nothing follows them.
  mutating func flush() -> [Key] {
    guard isWaiting else { return [] }
    let rest = pending
    pending = []
    guard rest.first == Self.escape else { return [.character("\u{FFFD}")] }
    // The start of an incomplete sequence is not text that somebody typed.
    return rest.count == 1 ? [.escape] : []
  }

  private enum Step {
    case key(Key)
    /// Bytes that are not a known key were dropped.
    case dropped
    /// The pending bytes are incomplete.
    case more
  }

  private static let escape: UInt8 = 0x1B
  private static let pasteEnd = Array("\u{1B}[201~".utf8)
  /// Maximum number of bytes of a control sequence, and of one paste; more is dropped.
  private static let sequenceBytes = 64
  private static let pasteBytes = 64 << 10

  private mutating func next() -> Step {
    if pasted != nil { return paste() }
    guard let first = pending.first else { return .more }
    switch first {
    case Self.escape: return escapeSequence()
    case 0x0D, 0x0A: return take(1, .enter)
    case 0x09: return take(1, .tab)
    case 0x08, 0x7F: return take(1, .backspace)
    case 0: return take(1, .control(" "))
    case 1...26: return take(1, .control(Character(Unicode.Scalar(first + 0x60))))
    case 0x1C...0x1F: return take(1, nil)
    case 0x20..<0x7F: return take(1, .character(Character(Unicode.Scalar(first))))
    default:
      guard let next = character(at: 0) else { return .more }
      return take(next.length, .character(next.character))
    }
  }

  private mutating func take(_ count: Int, _ key: Key?) -> Step {
    pending.removeFirst(min(count, pending.count))
    return key.map { .key($0) } ?? .dropped
  }

  /// Nil if its bytes have not all arrived.
  private func character(at start: Int) -> (character: Character, length: Int)? {
    let rest = pending[start...]
    guard let first = rest.first else { return nil }
    let length =
      switch first {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 1
      }
    let following = rest.dropFirst().prefix { $0 & 0xC0 == 0x80 }.prefix(length - 1)
    if following.count < length - 1 {
      guard rest.count > following.count + 1 else { return nil }
      return ("\u{FFFD}", following.count + 1)
    }
    let text = String(decoding: rest.prefix(length), as: UTF8.self)
    return (text.first ?? "\u{FFFD}", length)
  }

  // MARK: Escape sequences

  private mutating func escapeSequence() -> Step {
    guard pending.count > 1 else { return .more }
    switch pending[1] {
    case UInt8(ascii: "["): return controlSequence()
    case UInt8(ascii: "O"):
      guard pending.count > 2 else { return .more }
      return take(3, Self.key(final: pending[2]))
    case Self.escape: return take(1, .escape)
    case 0x20..<0x7F: return take(2, .alt(Character(Unicode.Scalar(pending[1]))))
    case 0x80...:
      guard let next = character(at: 1) else { return .more }
      return take(next.length + 1, .alt(next.character))
    default: return take(1, .escape)
    }
  }

  /// CSI: parameters, intermediates, one final byte (ECMA-48, 5.4).
  private mutating func controlSequence() -> Step {
    if pending.count > 2, pending[2] == UInt8(ascii: "[") {
      // The Linux console's F1 to F5 are ESC [ [ A to E.
      guard pending.count > 3 else { return .more }
      let number = Int(pending[3]) - 0x40
      return take(4, (1...5).contains(number) ? .function(number) : nil)
    }
    guard let end = pending.dropFirst(2).firstIndex(where: { !(0x20...0x3F).contains($0) }) else {
      return pending.count > Self.sequenceBytes ? take(pending.count, nil) : .more
    }
    // Without a final byte, another sequence begins inside this one.
    guard (0x40...0x7E).contains(pending[end]) else { return take(end, nil) }
    let text = String(decoding: pending[2..<end], as: UTF8.self)
    let first = text.split(separator: ";").first.flatMap { Int($0) }
    // Drop unrequested reports: of a mouse, or of the terminal about itself.
    if pending[end] == UInt8(ascii: "M") || text.contains(where: { "<=>?".contains($0) }) {
      return take(end + 1, nil)
    }
    guard pending[end] == UInt8(ascii: "~") else {
      return take(end + 1, Self.key(final: pending[end]))
    }
    if first == 200 { pasted = [] }
    return take(end + 1, Self.key(number: first ?? 0))
  }

  private static func key(final: UInt8) -> Key? {
    switch Character(Unicode.Scalar(final)) {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "H": .home
    case "F": .end
    case "Z": .backTab
    case "M": .enter
    case "P": .function(1)
    case "Q": .function(2)
    case "R": .function(3)
    case "S": .function(4)
    default: nil
    }
  }

  private static func key(number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }

  // MARK: Bracketed paste

  private mutating func paste() -> Step {
    guard var text = pasted else { return .more }
    text += pending
    pending = []
    guard let end = Self.firstIndex(of: Self.pasteEnd, in: text) else {
      // Keep what may be the start of the end mark; drop the rest of a paste without an end.
      let kept =
        text.count > Self.pasteBytes ? text.prefix(Self.pasteBytes) + text.suffix(5) : text[...]
      pasted = Array(kept)
      return .more
    }
    pending = Array(text[(end + Self.pasteEnd.count)...])
    pasted = nil
    return .key(.paste(String(decoding: text[..<end].prefix(Self.pasteBytes), as: UTF8.self)))
  }

  private static func firstIndex(of mark: [UInt8], in text: [UInt8]) -> Int? {
    guard text.count >= mark.count else { return nil }
    return (0...(text.count - mark.count)).first {
      text[$0] == mark[0] && text[$0...].starts(with: mark)
    }
  }
}
