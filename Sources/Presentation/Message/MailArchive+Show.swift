public import Archive
package import MIME
import Text

extension MailArchive {
  /// The message as an HTML document that runs nothing and loads nothing: the header fields for
  /// people, the names of its files, and its HTML part or its text.
  /// - Throws: `notFound`, `damaged`.
  public func safeHTML(of id: Int64) throws(ArchiveError) -> String {
    let message = try readable(id)
    let view = try self.message(id)
    return SafeHTML.document(
      Self.printable(message, view), title: message.header.subject ?? "")
  }

  /// What `safeHTML(of:)` has in its body.
  func printable(_ id: Int64) throws(ArchiveError) -> String {
    Self.printable(try readable(id), try message(id))
  }

  private static func printable(_ message: Message, _ view: MessageView) -> String {
    SafeHTML.table(of: view.documentFields) + message.safeHTML(orText: view.text)
  }

  /// The HTML of a message as it was meant, as a document that runs nothing and loads nothing; nil if
  /// it has none.
  ///
  /// - Parameter links: gives the address that a link to a web page goes to instead.
  /// - Throws: `notFound`, `damaged`.
  package func safeBody(
    of id: Int64, links: (_ address: String) -> String?
  ) throws(ArchiveError) -> SafeBody? {
    let message = try readable(id)
    guard let part = message.htmlPart else { return nil }
    let (html, remoteImages) = withoutActuallyEscaping(links) { links in
      SafeHTML.fragment(message.text(of: part).text, images: message.image, links: links)
    }
    return SafeBody(
      document: SafeHTML.document(
        html, title: message.header.subject ?? "", style: SafeBody.style),
      remoteImages: remoteImages)
  }

  /// The structure of the message as one JSON object: header fields, the tree of its parts with
  /// types, sizes and positions, attachments, and violations of standards.
  public func structureJSON(of id: Int64) throws(ArchiveError) -> String {
    try structureJSON(of: id, ReadingOptions())
  }

  /// - Parameter query: see `message(_:_:foundBy:)`.
  /// - Throws: `notFound`, `damaged`.
  package func structureJSON(
    of id: Int64, _ options: ReadingOptions, foundBy query: String = ""
  ) throws(ArchiveError) -> String {
    let message = try readable(id)
    let view = try self.message(id)
    let options = self.options(options, for: message, foundBy: query)
    let header = message.header
    let fields = header.fields.map { field in
      JSONValue.object([
        ("name", .string(header.name(of: field))), ("value", .string(header.text(of: field))),
      ])
    }
    let files = message.attachments.enumerated().map { index, file in
      JSONValue.object([
        ("number", JSONValue(index + 1)), ("part", JSONValue(file.part)),
        ("name", JSONValue(file.name)), ("type", .string(file.mediaType.description)),
        ("size", JSONValue(message.size(of: file))), ("content_id", JSONValue(file.contentID)),
      ])
    }
    let forms = message.bodyForms(options.form)
    let defects = message.allDefects.map { defect in
      JSONValue.object([
        ("kind", .string(defect.kind.rawValue)), ("part", JSONValue(defect.part)),
        ("offset", JSONValue(defect.offset)),
      ])
    }
    return JSONValue.object([
      ("id", .integer(id)), ("size", JSONValue(view.summary.size)), ("header", .array(fields)),
      ("parts", .array(message.parts.map(message.json))), ("attachments", .array(files)),
      ("defects", .array(defects)), ("text", .string(message.readableText(options))),
      ("form", JSONValue(forms?.shown.rawValue)), ("other_form", JSONValue(forms?.other.rawValue)),
      ("other_form_has_more", forms.map { .bool($0.otherHasMore) } ?? .null),
      ("date_from", JSONValue(message.header.date?.origin.rawValue)),
      ("decryption", JSONValue(view.decryption?.name)),
    ]).text
  }
}

/// The HTML of a message, made safe.
package struct SafeBody: Sendable {
  package let document: String
  /// Number of images that are elsewhere, and so are left out.
  package let remoteImages: Int

  fileprivate static let style = """
    body{margin:16px;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere;background:#fff;\
    color:#222}img{max-width:100%;height:auto}img:not([src]){border:1px dashed #999;padding:2px 6px;\
    color:#666;font-size:13px}.goes{color:#7d4c00;background:#fff5df;border-radius:3px}
    """
}

extension MessageView {
  /// The header fields at the top of the document.
  fileprivate var documentFields: [(name: String, value: String)] {
    let files = attachments.map { "\($0.name ?? "unnamed") (\(humanSize($0.size ?? 0)))" }
    return fields.map { ($0.name, $0.value) } + (dated.map { [("Dated", $0)] } ?? [])
      + (files.isEmpty ? [] : [("Files", files.joined(separator: ", "))])
  }
}

extension Message {
  /// The body of a safe document.
  fileprivate func safeHTML(orText plain: String) -> String {
    guard let part = htmlPart else { return "<pre>\(htmlEscaped(plain))</pre>" }
    return SafeHTML.fragment(text(of: part).text, images: image)
  }

  fileprivate func image(_ contentID: String) -> (type: String, bytes: [UInt8])? {
    let wanted = attachments.first { $0.contentID == contentID }
    return wanted.map { ($0.mediaType.description, content(of: $0)) }
  }

  /// The HTML part that a mail program would show.
  fileprivate var htmlPart: Part? {
    parts.first { part in
      part.kind == .leaf && part.mediaType == .textHTML
        && disposition(of: part)?.type != "attachment"
    }
  }

  fileprivate func json(_ part: Part) -> JSONValue {
    .object([
      ("index", JSONValue(part.index)), ("parent", part.parent.map { JSONValue($0) } ?? .null),
      ("type", .string(part.mediaType.description)),
      ("charset", JSONValue(contentType(of: part)["charset"])),
      ("encoding", JSONValue(declaredEncoding(of: part))),
      ("disposition", JSONValue(disposition(of: part)?.type)),
      ("name", JSONValue(fileName(of: part))),
      // Offset in the message, or in the decoded body of the part that contains it.
      ("source", JSONValue(part.source)), ("offset", JSONValue(part.bodyRange.lowerBound)),
      ("length", JSONValue(part.bodyRange.count)),
    ])
  }
}
