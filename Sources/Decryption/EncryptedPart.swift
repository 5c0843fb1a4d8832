import Bytes
import MIME

/// Something in a message that cannot be read without a key.
struct EncryptedPart {
  enum Form {
    /// A MIME part is inside (RFC 3156 section 4, RFC 8551 section 3.3).
    case pgpEntity(ciphertext: Part)
    case smimeEntity
    /// Blocks between the lines of a text (RFC 9580 section 6.2).
    case text
    /// A file, which has this name when it is decrypted.
    case file(name: String)
  }

  let part: Part
  let form: Form

  var isSMIME: Bool { if case .smimeEntity = form { true } else { false } }

  /// Those of a message, outermost only, in order.
  static func all(in message: Message) -> [EncryptedPart] {
    var found: [EncryptedPart] = []
    var index = 0
    while index < message.parts.count, found.count < Limits.pieces {
      let part = message.parts[index]
      guard let form = form(of: part, message) else {
        index += 1
        continue
      }
      found.append(EncryptedPart(part: part, form: form))
      index = max(part.subtreeEnd, index + 1)
    }
    return found
  }

  private static func form(of part: Part, _ message: Message) -> Form? {
    switch (part.mediaType.type, part.mediaType.subtype) {
    case ("multipart", "encrypted"):
      return ciphertext(in: part, message).map { .pgpEntity(ciphertext: $0) }
    case ("application", "pkcs7-mime"), ("application", "x-pkcs7-mime"),
      ("application", "octet-stream"):
      guard part.kind == .leaf else { return nil }
      if message.cmsProtection(of: part) == .encrypted { return .smimeEntity }
      return decryptedName(of: part, message).map { .file(name: $0) }
    case ("text", "plain"), ("application", "pgp"), ("application", "x-pgp-message"):
      guard part.kind == .leaf, Armor.isIn(message.decodedBody(of: part)) else { return nil }
      return decryptedName(of: part, message).map { .file(name: $0) } ?? .text
    default:
      guard part.kind == .leaf else { return nil }
      return decryptedName(of: part, message).map { .file(name: $0) }
    }
  }

  /// The part behind the one that says that it is version 1; some programs call it otherwise.
  private static func ciphertext(in part: Part, _ message: Message) -> Part? {
    let children = message.children(of: part).filter { $0.kind == .leaf }
    return children.first { $0.mediaType == .octetStream }
      ?? children.first { Armor.isIn(message.decodedBody(of: $0)) }
  }

  /// "report.pdf" of "report.pdf.pgp", if that is what it is.
  private static func decryptedName(of part: Part, _ message: Message) -> String? {
    guard let name = message.fileName(of: part), let dot = name.lastIndex(of: "."),
      [".pgp", ".gpg", ".asc"].contains(name[dot...].lowercased()), dot > name.startIndex
    else { return nil }
    // Keys and signatures have such names, too.
    let bytes = message.decodedBody(of: part)
    return Armor.isIn(bytes) || isBinaryMessage(bytes) ? String(name[..<dot]) : nil
  }

  /// Whether the first packet (RFC 9580 section 5) is a session key that is encrypted: to a public key, or by
  /// a passphrase.
  private static func isBinaryMessage(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first, first & 0x80 != 0 else { return false }
    let type = first & 0x40 != 0 ? first & 0x3F : first >> 2 & 0x0F
    return type == 1 || type == 3
  }
}

/// The lines around encrypted blocks in texts.
enum Armor {
  private static let begin = "-----BEGIN PGP MESSAGE-----"
  private static let end = "-----END PGP MESSAGE-----"

  enum Piece: Equatable {
    case text(String)
    case encrypted(String)
  }

  static func isIn(_ bytes: [UInt8]) -> Bool {
    bytes.span.firstIndex(of: Array(begin.utf8).span, in: bytes.indices) != nil
  }

  /// The text in order, with the blocks apart.
  static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var current: [Substring] = []
    var isInside = false
    func close(_ make: (String) -> Piece) {
      if !current.isEmpty { pieces.append(make(current.joined(separator: "\n") + "\n")) }
      current = []
    }
    for var line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.last == "\r" { line = line.dropLast() }
      let plain = line.drop { $0 == " " }
      if !isInside, plain.hasPrefix(begin) {
        close { .text($0) }
        isInside = true
        line = plain
      }
      current.append(isInside ? plain : line)
      if isInside, plain.hasPrefix(end) {
        close { .encrypted($0) }
        isInside = false
      }
    }
    close { .text($0) }
    return pieces
  }
}
