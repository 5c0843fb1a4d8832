import Mail

@testable import MIME

extension Message {
  /// The part tree in one line: "multipart/mixed[text/plain image/png]".
  var tree: String { tree(parts[0]) }

  private func tree(_ part: Part) -> String {
    let children = children(of: part).map(tree).joined(separator: " ")
    return part.kind == .leaf ? "\(part.mediaType)" : "\(part.mediaType)[\(children)]"
  }

  /// Raw bodies of the leaves as text.
  var leafBodies: [String] {
    parts.filter { $0.kind == .leaf }.map {
      String(decoding: source($0.source)[$0.bodyRange.positions], as: UTF8.self)
    }
  }

  var defectKinds: Set<Defect.Kind> { Set(defects.map(\.kind)) }

  init(_ text: String) {
    self.init(parsing: Array(text.utf8))
  }
}

/// Every range lies where it should: the message is envelope, header and body of the first part;
/// a header ends where its body begins; children lie in order inside the body of their parent.
/// - Returns: what does not hold, nil if all does.
func rangeViolation(_ message: Message) -> String? {
  guard let root = message.parts.first else { return "no parts" }
  if message.envelopeRange != 0..<Int(root.headerRange.lowerBound) { return "envelope" }
  if Int(root.bodyRange.upperBound) != message.bytes.count { return "root does not reach the end" }
  for (index, part) in message.parts.enumerated() {
    let size = message.source(part.source).count
    if part.index != index { return "index of \(index)" }
    if part.headerRange.upperBound != part.bodyRange.lowerBound { return "gap in part \(index)" }
    if Int(part.bodyRange.upperBound) > size { return "part \(index) leaves its source" }
    if part.subtreeEnd <= index || part.subtreeEnd > message.parts.count {
      return "subtree of \(index)"
    }
    guard let parent = part.parent else {
      if index != 0 { return "part \(index) has no parent" }
      continue
    }
    let outer = message.parts[parent]
    if parent >= index || part.depth != outer.depth + 1 { return "parent of \(index)" }
    if part.subtreeEnd > outer.subtreeEnd { return "part \(index) leaves its parent" }
    guard outer.source == part.source else { continue }
    if part.headerRange.lowerBound < outer.bodyRange.lowerBound
      || part.bodyRange.upperBound > outer.bodyRange.upperBound
    {
      return "part \(index) lies outside of its parent"
    }
  }
  for part in message.parts {
    var end: UInt32 = 0
    for child in message.children(of: part) {
      if child.headerRange.lowerBound < end { return "part \(child.index) overlaps" }
      end = child.bodyRange.upperBound
    }
    for field in message.header(of: part).fields {
      let header = part.headerRange.positions
      if field.nameRange.lowerBound < header.lowerBound
        || field.valueRange.upperBound > header.upperBound
      {
        return "field of part \(part.index) lies outside of its header"
      }
    }
  }
  return nil
}

/// Asks for everything that a message can tell.
/// - Returns: bytes of text and content, so that nothing is left out.
@discardableResult
func readEverything(_ message: Message) -> Int {
  var count = message.readableText.utf8.count
  for part in message.parts {
    let header = message.header(of: part)
    for field in header.fields {
      count += header.name(of: field).utf8.count + header.text(of: field).utf8.count
      count += header.addresses(of: field).count + header.messageIDs(of: field).count
    }
    count += header.subject?.utf8.count ?? 0
    count += header.references.count + (header.date == nil ? 0 : 1) + (header.listID == nil ? 0 : 1)
    count += message.contentType(of: part).parameters.count
    count += message.fileName(of: part)?.utf8.count ?? 0
    if part.kind == .leaf {
      count += message.decodedBody(of: part).count + message.text(of: part).text.utf8.count
      count += message.contentDefects(of: part).count
    }
  }
  for attachment in message.attachments { count += message.content(of: attachment).count }
  for piece in message.searchableTexts { count += piece.text.utf8.count }
  return count + Int(message.automation.rawValue) + Int(message.protection.rawValue)
}
