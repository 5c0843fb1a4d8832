import Bytes

/// How a message is protected.
package struct Protection: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Some content cannot be read without a key.
  package static let encrypted = Protection(rawValue: 1)
  /// Some content has a signature, which is not checked.
  package static let signed = Protection(rawValue: 2)
}

/// Who sent a message, if it is not from one person to another.
package struct Automation: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Received through a mailing list (RFC 2919, RFC 2369, Precedence: list).
  package static let list = Automation(rawValue: 1)
  /// Sent to many recipients (Precedence: bulk or junk, List-Unsubscribe).
  package static let bulk = Automation(rawValue: 2)
  /// An automatic response or report (RFC 3834, RFC 3462, empty Return-Path).
  package static let autoSubmitted = Automation(rawValue: 4)

  /// Mail that people write to a list is also marked as sent to many.
  package var isByProgram: Bool {
    contains(.autoSubmitted) || (contains(.bulk) && !contains(.list))
  }
}

extension Message {
  package var automation: Automation {
    var result: Automation = []
    if header.first("list-id") != nil || header.first("list-post") != nil {
      result.insert(.list)
    }
    if header.first("list-unsubscribe") != nil { result.insert(.bulk) }
    switch word("precedence") {
    case "list": result.insert(.list)
    case "bulk", "junk": result.insert(.bulk)
    case "auto_reply": result.insert(.autoSubmitted)
    default: break
    }
    // RFC 3834 section 5: any value except "no".
    if let submitted = word("auto-submitted"), submitted != "no" { result.insert(.autoSubmitted) }
    let hasEmptyPath = header.first("return-path").map(header.text(of:)) == "<>"
    let isReport =
      parts[0].mediaType.type == "multipart" && parts[0].mediaType.subtype == "report"
    if hasEmptyPath || isReport || header.first("x-autoreply") != nil
      || header.first("x-autorespond") != nil
    {
      result.insert(.autoSubmitted)
    }
    return result
  }

  /// The first word of a field in lower case.
  private func word(_ name: StaticString) -> String? {
    header.first(name).map { field in
      String(header.text(of: field).lowercased().prefix { $0 != ";" && $0 != " " })
    }
  }

  /// Protection of the message itself; messages inside it may have their own.
  package var protection: Protection {
    var result: Protection = []
    var index = 0
    while index < parts.count {
      let part = parts[index]
      result.formUnion(protection(of: part))
      index = part.kind == .message ? part.subtreeEnd : index + 1
    }
    return result
  }

  private func protection(of part: Part) -> Protection {
    switch (part.mediaType.type, part.mediaType.subtype) {
    case ("multipart", "encrypted"): return .encrypted
    case ("multipart", "signed"): return .signed
    case ("application", "pkcs7-mime"), ("application", "x-pkcs7-mime"):
      if let protection = cmsProtection(of: part) { return protection }
      // RFC 8551 section 3.2.2; without smime-type the content is most likely enveloped.
      let type = contentType(of: part)["smime-type"]?.lowercased() ?? ""
      return type.hasPrefix("signed") || type.hasPrefix("certs") ? .signed : .encrypted
    case ("application", "octet-stream"):
      guard part.kind != .leaf || fileName(of: part).flatMap(fileSuffix(of:)) == "p7m" else {
        return []
      }
      return cmsProtection(of: part) ?? []
    case ("application", "pgp"), ("application", "x-pgp-message"): return .encrypted
    case ("text", "plain"):
      // Inline PGP (RFC 9580 section 6.2). Its armour is ASCII in all encodings except base64.
      let source = source(part.source)
      let body = part.bodyRange.positions
      if hasArmor("-----BEGIN PGP MESSAGE-----", source.span, body) { return .encrypted }
      if hasArmor("-----BEGIN PGP SIGNED MESSAGE-----", source.span, body) { return .signed }
      return []
    default: return []
    }
  }

  /// By the object identifier of the Cryptographic Message Syntax; nil if it is something else.
  package func cmsProtection(of part: Part) -> Protection? {
    switch CMSContent.layer(of: decodedBeginning(of: part, bytes: Reach.cmsType).span) {
    case .signed: .signed
    case .encrypted: .encrypted
    case .compressed: []
    case nil: nil
    }
  }

  /// Whether a line of the body is the armour header line.
  private func hasArmor(
    _ armor: String, _ bytes: borrowing Span<UInt8>, _ body: Range<Int>
  ) -> Bool {
    let armor = armor.utf8Array
    var position = body.lowerBound
    while let dash = bytes.firstIndex(of: Byte.dash, Byte.dash, in: position..<body.upperBound) {
      let isLineStart = dash == body.lowerBound || bytes[dash - 1] == Byte.lf
      if isLineStart, dash + armor.count <= body.upperBound, bytes.hasBytes(armor.span, at: dash) {
        return true
      }
      position = dash + 1
    }
    return false
  }
}
