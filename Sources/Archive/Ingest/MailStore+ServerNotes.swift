import Digests
import Files
package import Store

/// The digest of a message without what its server notes in the header. It is fed in pieces, from the
/// message's beginning.
private struct NotelessDigest: ~Copyable {
  private var hasher: SHA256Hasher
  /// The beginning, while it may still hold notes.
  private var head: [UInt8] = []
  private var isBehindHead = false

  init() throws { hasher = try SHA256Hasher() }

  mutating func update(_ piece: ArraySlice<UInt8>) {
    guard !isBehindHead else { return hasher.update(piece) }
    let start = piece.prefix(Files.Limits.header - head.count)
    head += start
    guard head.count == Files.Limits.header else { return }
    finishHead()
    hasher.update(piece.dropFirst(start.count))
  }

  private mutating func finishHead() {
    hasher.update(StoredNotes.removed(from: head, by: .server)[...])
    isBehindHead = true
  }

  consuming func finish() throws -> SHA256Digest {
    if !isBehindHead { finishHead() }
    return try hasher.finish()
  }
}

extension MailStore {
  /// The digest of a message of the store that is the same as `bytes` but for the server's notes; nil
  /// if it is not, or not here any more.
  func sameButForNotes(_ bytes: MessageBytes, as message: Int64) throws -> SHA256Digest? {
    guard let digest = try digest(of: message) else { return nil }
    var held = try NotelessDigest()
    try readBytes(of: message) { held.update($0) }
    var new = try NotelessDigest()
    try bytes.forEachStretch { new.update($0) }
    return try new.finish() == held.finish() ? digest : nil
  }

  /// Whether a message of the store begins with what TOP shows of it, but for the server's notes and
  /// empty lines at the end.
  package func begins(_ message: Int64, with top: [UInt8]) throws -> Bool {
    guard try digest(of: message) != nil else { return false }
    var beginning: [UInt8] = []
    let most = top.count + Limits.notesBytes
    try readBytes(of: message) { piece in beginning += piece.prefix(most - beginning.count) }
    // Lines may end in LF here.
    beginning.removeAll { $0 == 13 }
    let shown = StoredNotes.removed(from: top.filter { $0 != 13 }, by: .server)
    let text = shown[..<(shown.lastIndex { $0 != 10 }.map { $0 + 1 } ?? 0)]
    return !text.isEmpty
      && StoredNotes.removed(from: beginning, by: .server).starts(with: text)
  }
}
