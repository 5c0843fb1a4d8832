import Bytes
package import Mail

/// The single definition of "attachment", for the mark in lists, `has:attachment`, JSON and
/// statistics: a file that a person would call one. It has a name or is not shown in the message,
/// and it is none of these:
/// - something that the message's HTML shows, such as a logo (RFC 2392);
/// - a signature (RFC 3156 section 5, RFC 8551 section 3.5.3.2);
/// - the wrapping of an encrypted message (RFC 1847 section 2.2, RFC 8551 section 3.3).
extension Message {
  package var hasAttachment: Bool {
    var meaning = AttachmentMeaning(self)
    return attachments.contains { meaning.isAttachment($0) }
  }

  /// `attachments` in the form for users who do not know about parts.
  ///
  /// - Parameter measured: include the sizes of their contents.
  package func attachmentInfo(measured: Bool = false) -> [AttachmentInfo] {
    var meaning = AttachmentMeaning(self)
    return attachments.map { file in
      AttachmentInfo(
        name: file.name, type: file.mediaType.description, size: measured ? size(of: file) : nil,
        isAttachment: meaning.isAttachment(file))
    }
  }
}

private struct AttachmentMeaning {
  private let message: Message
  /// Content-IDs that HTML shows; computed when the first file needs them.
  private var shown: Set<String>?

  init(_ message: Message) { self.message = message }

  mutating func isAttachment(_ file: Attachment) -> Bool {
    guard message.parts.indices.contains(file.part) else { return false }
    let part = message.parts[file.part]
    if part.kind == .message { return true }
    let parent = part.parent.map { message.parts[$0] }
    let container = parent?.kind == .multipart ? parent?.mediaType.subtype : nil
    if isSignature(file, in: container) || isWrapping(file, in: container, parent) { return false }
    let isRelated = container == "related" && file.origin == .part
    if isRelated || file.disposition != "attachment", isShownByHTML(file) { return false }
    if let name = file.name, !name.isEmpty { return true }
    // A part beside the root of multipart/related belongs to the root (RFC 2387).
    return !(file.disposition == "inline" || (file.disposition == nil && isRelated))
  }

  private func isSignature(_ file: Attachment, in container: String?) -> Bool {
    MediaType.signatures.contains(file.mediaType)
      || (container == "signed" && file.mediaType == .octetStream)
      || file.name?.lowercased().hasSuffix(".p7s") == true
  }

  private func isWrapping(_ file: Attachment, in container: String?, _ parent: Part?) -> Bool {
    if container == "encrypted" { return true }
    let isWhole = parent == nil || parent?.kind == .message
    return isWhole && file.origin == .part && MediaType.smimeWrappings.contains(file.mediaType)
  }

  private mutating func isShownByHTML(_ file: Attachment) -> Bool {
    guard let id = file.contentID else { return false }
    let ids = shown ?? message.contentIDsShownByHTML
    shown = ids
    return ids.contains(id)
  }
}

extension Message {
  /// Content-IDs that the message's HTML refers to (RFC 2392), except as the target of a link,
  /// which is shown only when a person follows it.
  fileprivate var contentIDsShownByHTML: Set<String> {
    var ids: Set<String> = []
    for part in parts where part.kind == .leaf && textForm(of: part) == .html {
      let html = decodedBody(of: part)
      var position = 0
      while let colon = html.span.firstIndex(of: Byte.colon, from: position) {
        position = colon + 1
        let scheme = max(0, colon - 3)..<colon
        guard html.span.isEqual(scheme, lowercase: "cid"),
          !isLinkTarget(scheme.lowerBound, in: html)
        else { continue }
        let id = html[position...].prefix { !Self.endsURL($0) }
        ids.insert(String(decoding: PercentEncoding.decode(id), as: UTF8.self))
      }
    }
    return ids
  }

  /// Whether "href=" precedes it, with or without a quote.
  private func isLinkTarget(_ position: Int, in html: [UInt8]) -> Bool {
    let before = html[..<position].reversed().drop { Byte.isSpace($0) || Self.isQuote($0) }
    guard before.first == Byte.equals else { return false }
    let name = before.dropFirst().drop(while: Byte.isSpace).prefix(4)
    return name.map(Byte.lowercased).elementsEqual("ferh".utf8)
  }

  private static func endsURL(_ byte: UInt8) -> Bool {
    Byte.isSpace(byte) || isQuote(byte) || byte == Byte.closeParenthesis || byte == Byte.greater
      || byte == Byte.less
  }

  private static func isQuote(_ byte: UInt8) -> Bool {
    byte == Byte.quote || byte == Byte.apostrophe
  }
}
