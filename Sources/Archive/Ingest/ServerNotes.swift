import Digests
import Files
package import Store

/// Takes out of a message what its server writes into the header and rewrites as it likes: what was
/// read, numbers of its own, and sizes. A message that differs in these alone is the same.
///
/// Fed with the message in pieces, from its beginning.
package struct ServerNotes {
  private static let fields: Set<String> = [
    "status", "x-status", "x-uid", "x-imap", "x-imapbase", "x-keywords", "content-length", "lines",
  ]
  /// Bytes of the longest name and the colon behind it.
  private static let nameBytes = 15

  private enum State {
    /// The first bytes of a line of the header, as far as they are here.
    case lineStart([UInt8])
    case line(isKept: Bool)
    case body
  }

  private var state = State.lineStart([])
  /// Whether the field that a folded line goes on with is kept.
  private var keepsField = true

  package init() {}

  /// What of a piece is not the server's notes, given to `use` in stretches.
  package mutating func remove(
    from piece: ArraySlice<UInt8>, _ use: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    var rest = piece
    while let first = rest.first {
      switch state {
      case .body: return try use(rest)
      case .lineStart(var start):
        start.append(first)
        rest.removeFirst()
        if let isKept = isKept(start) {
          keepsField = isKept
          if isKept { try use(start[...]) }
          state = Self.state(behind: start, isKept)
        } else {
          state = .lineStart(start)
        }
      case .line(let isKept):
        let end = rest.firstIndex(of: 10).map { $0 + 1 } ?? rest.endIndex
        if isKept { try use(rest[..<end]) }
        if rest[end - 1] == 10 { state = .lineStart([]) }
        rest = rest[end...]
      }
    }
  }

  private static func state(behind start: [UInt8], _ isKept: Bool) -> State {
    guard start.last == 10 else { return .line(isKept: isKept) }
    return start.count <= 2 ? .body : .lineStart([])
  }

  /// What still waits to be told apart at the end of the message.
  package var remainder: [UInt8] {
    if case .lineStart(let start) = state { start } else { [] }
  }

  /// Whether a line with this beginning stays; nil while that cannot be told.
  private func isKept(_ start: [UInt8]) -> Bool? {
    guard let first = start.first, let last = start.last else { return nil }
    if first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") { return keepsField }
    if last == 10 { return true }
    if last == UInt8(ascii: ":") {
      let name = String(decoding: start.dropLast(), as: UTF8.self).lowercased()
      return !Self.fields.contains(name)
    }
    return start.count > Self.nameBytes ? true : nil
  }
}

extension ServerNotes {
  /// The bytes of a message, or of its beginning, without the notes.
  package static func removed(from bytes: [UInt8]) -> [UInt8] {
    var rest: [UInt8] = []
    var notes = ServerNotes()
    notes.remove(from: bytes[...]) { rest += $0 }
    return rest + notes.remainder
  }
}

extension MailStore {
  /// The digest of a message of the store that is the same as `bytes` but for the server's notes; nil
  /// if it is not, or not here any more.
  func sameButForNotes(_ bytes: MessageBytes, as message: Int64) throws -> SHA256Digest? {
    guard let digest = try digest(of: message) else { return nil }
    var held = try SHA256Hasher()
    var heldNotes = ServerNotes()
    try readBytes(of: message) { piece in heldNotes.remove(from: piece) { held.update($0) } }
    held.update(heldNotes.remainder[...])
    var new = try SHA256Hasher()
    var newNotes = ServerNotes()
    try bytes.forEachStretch { piece in newNotes.remove(from: piece) { new.update($0) } }
    new.update(newNotes.remainder[...])
    return try new.finish() == held.finish() ? digest : nil
  }

  /// Whether a message of the store begins with what TOP shows of it, but for the server's notes and
  /// empty lines at the end.
  package func begins(_ message: Int64, with top: [UInt8]) throws -> Bool {
    guard try digest(of: message) != nil else { return false }
    var beginning: [UInt8] = []
    let most = top.count + Limits.notesBytes
    try readBytes(of: message) { piece in beginning += piece.prefix(most - beginning.count) }
    let shown = ServerNotes.removed(from: top)
    let text = shown[..<(shown.lastIndex { $0 != 13 && $0 != 10 }.map { $0 + 1 } ?? 0)]
    return !text.isEmpty && ServerNotes.removed(from: beginning).starts(with: text)
  }
}
