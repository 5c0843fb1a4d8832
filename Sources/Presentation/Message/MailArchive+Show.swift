public import Archive
import MIME
import Text

extension MailArchive {
  /// The message as an HTML document that runs nothing and loads nothing: its HTML part, or its text.
  /// - Throws: `notFound`, `damaged`.
  public func safeHTML(of id: Int64) throws(ArchiveError) -> String {
    let message = Message(parsing: try octets(of: id))
    let title = message.header.subject ?? ""
    guard let part = message.htmlPart else {
      let text = SafeHTML.escaped(message.readableText)
      return SafeHTML.document("<pre>\(text)</pre>", title: title) { _ in nil }
    }
    return SafeHTML.document(message.text(of: part).text, title: title) { contentID in
      let wanted = message.attachments.first { $0.contentID == contentID }
      return wanted.map { ($0.mediaType.description, message.content(of: $0)) }
    }
  }

  /// What the message is made of, as one JSON object: header fields, the tree of its parts with types,
  /// sizes and places, attachments, and what breaks a standard.
  public func structureJSON(of id: Int64) throws(ArchiveError) -> String {
    let octets = try octets(of: id)
    let message = Message(parsing: octets)
    let header = message.header
    let fields = header.fields.map { field in
      JSONText.object([
        ("name", JSONText.string(header.name(of: field))),
        ("value", JSONText.string(header.text(of: field))),
      ])
    }
    let files = message.attachments.enumerated().map { index, file in
      JSONText.object([
        ("number", String(index + 1)), ("part", String(file.part)),
        ("name", JSONText.optional(file.name)),
        ("type", JSONText.string(file.mediaType.description)),
        ("size", String(message.size(of: file))),
        ("content_id", JSONText.optional(file.contentID)),
      ])
    }
    let defects = message.allDefects.map { defect in
      JSONText.object([
        ("kind", JSONText.string(defect.kind.rawValue)), ("part", String(defect.part)),
        ("offset", String(defect.offset)),
      ])
    }
    return JSONText.object([
      ("id", String(id)), ("size", String(octets.count)), ("header", JSONText.array(fields)),
      ("parts", JSONText.array(message.parts.map(message.json))),
      ("attachments", JSONText.array(files)), ("defects", JSONText.array(defects)),
      ("text", JSONText.string(message.readableText)),
    ])
  }
}

extension Message {
  /// The document that a mail program would show.
  fileprivate var htmlPart: Part? {
    parts.first { part in
      part.kind == .leaf && part.mediaType == .textHTML
        && disposition(of: part)?.type != "attachment"
    }
  }

  fileprivate func json(_ part: Part) -> String {
    JSONText.object([
      ("index", String(part.index)), ("parent", part.parent.map(String.init) ?? "null"),
      ("type", JSONText.string(part.mediaType.description)),
      ("charset", JSONText.optional(contentType(of: part)["charset"])),
      ("encoding", JSONText.optional(declaredEncoding(of: part))),
      ("disposition", JSONText.optional(disposition(of: part)?.type)),
      ("name", JSONText.optional(fileName(of: part))),
      // In the message, or in the decoded body of the part that it lies in.
      ("source", String(part.source)), ("offset", String(part.bodyRange.lowerBound)),
      ("length", String(part.bodyRange.count)),
    ])
  }
}
