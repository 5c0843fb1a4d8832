import Bytes
import MIME
package import Mail

/// What a message says that was encrypted.
package struct Decrypted: Sendable, Equatable {
  package var outcome: DecryptionOutcome
  /// The message with what was encrypted in its place; nil: nothing of it could be decrypted.
  package var clear: [UInt8]?
  /// Of OpenPGP, in the order in which they are needed; an empty one where there is none.
  package var sessionKeys: [String]

  package init(_ outcome: DecryptionOutcome, clear: [UInt8]? = nil, sessionKeys: [String] = []) {
    self.outcome = outcome
    self.clear = clear
    self.sessionKeys = sessionKeys
  }
}

/// Decrypts messages with the keys of this user. For one thread.
package final class Decryptor {
  /// Raised when what decrypts gets better: all are decrypted again, by their session keys.
  private static let version = "1"

  private let usesPGP: Bool
  private let gpg: GnuPG?
  private let keys: SMIMEKeys?

  /// - Parameters:
  ///   - pgp: mail by OpenPGP is decrypted.
  ///   - keys: by which S/MIME is.
  ///   - mayAsk: whether gpg may ask a person.
  package init(
    pgp: Bool, keys: SMIMEKeys?, mayAsk: Bool, isInterrupted: @escaping @Sendable () -> Bool
  ) {
    usesPGP = pgp
    self.keys = keys
    gpg = pgp ? GnuPG(mayAsk: mayAsk, isInterrupted: isInterrupted) : nil
  }

  /// Where gpg is; nil: it is not installed.
  package static var gpgPath: String? { GnuPG.path }

  /// By what mail is decrypted: "1 pgp smime".
  package static func means(pgp: Bool, smime: Bool) -> String {
    version + (pgp ? " pgp" : "") + (smime ? " smime" : "")
  }

  /// Whether that was another version.
  package static func isOutdated(_ means: String) -> Bool {
    means.prefix { $0 != " " } != version
  }

  /// - Parameter sessionKeys: by which it was decrypted before.
  /// - Returns: nil when it was interrupted, or nothing in it is encrypted.
  package func decrypt(_ bytes: [UInt8], sessionKeys: [String] = []) -> Decrypted? {
    guard bytes.count <= Limits.messageBytes else { return Decrypted(.limit) }
    var result: Decrypted?
    var known = sessionKeys[...]
    var current = bytes
    for _ in 0..<Limits.layers {
      let message = Message(parsing: current)
      let parts = EncryptedPart.all(in: message)
      if parts.isEmpty { break }
      let clear = ClearMessage(message)
      var replacements: [(part: Part, entity: [UInt8])] = []
      for each in parts {
        var piece = Pieces(known: known, keys: result?.sessionKeys ?? [])
        guard let entity = open(each, clear, message, &piece) else { return nil }
        known = piece.known
        if !entity.isEmpty { replacements.append((each.part, entity)) }
        result = Decrypted(
          max(result?.outcome ?? .decrypted, piece.outcome), clear: result?.clear,
          sessionKeys: piece.keys)
      }
      guard !replacements.isEmpty else { break }
      current = clear.replacing(replacements)
      result?.clear = current
      guard current.count <= Limits.messageBytes else { return Decrypted(.limit) }
    }
    return result
  }

  /// What is met while the pieces of a message are decrypted.
  private struct Pieces {
    var known: ArraySlice<String>
    var keys: [String]
    var outcome = DecryptionOutcome.decrypted
  }

  /// The part in clear, empty if it cannot be had; nil when it was interrupted.
  private func open(
    _ encrypted: EncryptedPart, _ clear: ClearMessage, _ message: Message, _ pieces: inout Pieces
  ) -> [UInt8]? {
    switch encrypted.form {
    case .smimeEntity:
      switch keys?.decrypt(message.decodedBody(of: encrypted.part)) ?? .failed(.notWanted) {
      case .plain(let plain, _): return ClearMessage.entity(plain)
      case .failed(let outcome):
        pieces.outcome = outcome
        return []
      case .interrupted: return nil
      }
    case .pgpEntity(let ciphertext):
      return open(message.decodedBody(of: ciphertext), &pieces).map {
        pieces.outcome == .decrypted ? ClearMessage.entity($0) : []
      }
    case .file(let name):
      return open(message.decodedBody(of: encrypted.part), &pieces).map {
        pieces.outcome == .decrypted ? ClearMessage.file($0, name: name) : []
      }
    case .text:
      guard let text = open(text: message.text(of: encrypted.part).text, &pieces) else {
        return nil
      }
      return text.isEmpty ? [] : clear.text(text, of: encrypted.part)
    }
  }

  /// A text with its blocks decrypted, as far as they can be; empty if none can.
  private func open(text: String, _ pieces: inout Pieces) -> String? {
    var result = ""
    var worst = DecryptionOutcome.decrypted
    var hasOpened = false
    for piece in Armor.pieces(of: text).prefix(Limits.pieces) {
      switch piece {
      case .text(let text): result += text
      case .encrypted(let block):
        pieces.outcome = .decrypted
        guard let plain = open(Array(block.utf8), &pieces) else { return nil }
        let isOpen = pieces.outcome == .decrypted
        hasOpened = hasOpened || isOpen
        result += isOpen ? Self.text(plain, of: block) : block
        worst = max(worst, pieces.outcome)
      }
    }
    pieces.outcome = hasOpened || worst != .decrypted ? worst : .damaged
    return hasOpened ? result : ""
  }

  /// The charset is what the armour says, else UTF-8 if that can be.
  private static func text(_ plain: [UInt8], of block: String) -> String {
    let declared = block.split(separator: "\n").prefix { !$0.isEmpty }
      .first { $0.lowercased().hasPrefix("charset:") }?
      .dropFirst("charset:".count).filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    let header = "Content-Type: text/plain" + (declared.map { "; charset=\($0)" } ?? "")
    let message = Message(
      parsing: Array("\(header)\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".utf8) + plain)
    return message.text(of: message.parts[0]).text
  }

  private func open(_ ciphertext: [UInt8], _ pieces: inout Pieces) -> [UInt8]? {
    let known = pieces.known.popFirst().flatMap { $0.isEmpty ? nil : $0 }
    guard let gpg else {
      pieces.outcome = usesPGP ? .needsProgram : .notWanted
      pieces.keys.append(known ?? "")
      return []
    }
    switch gpg.decrypt(ciphertext, sessionKey: known) {
    case .interrupted: return nil
    case .failed(let outcome):
      pieces.outcome = outcome
      pieces.keys.append(known ?? "")
      return []
    case .plain(let plain, let key):
      pieces.keys.append(key ?? "")
      return plain
    }
  }
}
