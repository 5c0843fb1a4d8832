import Bytes

// Files that hold a message although their type does not say so.
extension StructureParser {
  /// How a leaf is opened that may hold a message.
  ///
  /// RFC 8551 section 3.5.2 has signed messages as application/pkcs7-mime; gateways make it
  /// application/octet-stream, so that only the name is left. Many programs attach messages (RFC
  /// 5322, and web pages of RFC 2557) as files of any type.
  func opening(
    of part: Part, _ scanned: ScannedHeader, parameters area: Range<Int>,
    in bytes: borrowing Span<UInt8>
  ) -> Opening {
    switch part.mediaType.type {
    case "application":
      guard part.mediaType.subtype == "octet-stream" else {
        return MediaType.smimeWrappings.contains(part.mediaType) ? .cms : .inPlace
      }
      guard mayNameMessage(scanned, parameters: area, in: bytes) else { return .inPlace }
    case "text":
      // A message of one text part is not a file.
      guard part.parent != nil, part.mediaType.subtype == "plain",
        mayNameMessage(scanned, parameters: area, in: bytes)
      else { return .inPlace }
    default: return .inPlace
    }
    let names = fileNames(scanned, parameters: area, in: bytes)
    if part.mediaType == .octetStream, names.contains("p7m") { return .cms }
    return names.contains { Self.messageSuffixes.contains($0) } ? .file : .inPlace
  }

  private static let messageSuffixes: Set<String> = ["eml", "mht", "mhtml", "nws"]

  /// A quick look at both fields with a file's name, which most parts do not have.
  private func mayNameMessage(
    _ scanned: ScannedHeader, parameters area: Range<Int>, in bytes: borrowing Span<UInt8>
  ) -> Bool {
    if mayNameMessage(bytes, area) { return true }
    for index in scanned.fieldRange where fields[index].nameRange.count == Self.dispositionName {
      if mayNameMessage(bytes, fields[index].valueRange) { return true }
    }
    return false
  }

  /// Length of ";name=.eml".
  private static let shortestName = 10
  /// Length of "Content-Disposition".
  private static let dispositionName = 19

  /// Whether one of the suffixes may be in a field. Names with other letters than ASCII are encoded.
  private func mayNameMessage(_ bytes: borrowing Span<UInt8>, _ field: Range<Int>) -> Bool {
    guard field.count > Self.shortestName else { return false }
    var position = field.lowerBound
    while let dot = bytes.firstIndex(of: Byte.dot, in: position..<field.upperBound) {
      let isSuffix =
        bytes.hasName("eml", at: dot + 1) || bytes.hasName("mht", at: dot + 1)
        || bytes.hasName("nws", at: dot + 1) || bytes.hasName("p7m", at: dot + 1)
      if isSuffix { return true }
      position = dot + 1
    }
    return bytes.firstIndex(of: Byte.question, in: field) != nil
  }

  /// The suffixes of the part's names in both fields.
  private func fileNames(
    _ scanned: ScannedHeader, parameters area: Range<Int>, in bytes: borrowing Span<UInt8>
  ) -> [String] {
    var found = MIME.parameters(area, limits: limits, hint: nil, in: bytes)
      .filter { $0.name == "name" }
    for field in fields[scanned.fieldRange]
    where bytes.isEqual(field.nameRange, lowercase: "content-disposition") {
      guard let type = scanMediaType(field.valueRange, in: bytes) else { continue }
      let area = type.end..<field.valueRange.upperBound
      found += MIME.parameters(area, limits: limits, hint: nil, in: bytes)
        .filter { $0.name == "filename" }
    }
    return found.compactMap { fileSuffix(of: $0.value) }
  }
}

/// Whether header fields begin here, among them one that messages or their parts have: a text may
/// begin with a word and a colon, too.
package func beginsLikeMessage(_ bytes: borrowing Span<UInt8>, at start: Int = 0) -> Bool {
  var position = start
  for line in 0..<Reach.fileHeaderLines where position < bytes.count {
    let end = bytes.firstIndex(of: Byte.lf, in: position..<bytes.count) ?? bytes.count
    defer { position = end + 1 }
    let isFold = Byte.isSpace(bytes[position])
    if isFold, bytes.trimmed(position..<end).isEmpty {
      if line == 0 { continue }
      return false
    }
    if isFold || line == 0 && bytes.hasBytes("From ", at: position) { continue }
    guard let colon = bytes.firstIndex(of: Byte.colon, in: position..<end),
      (position..<colon).allSatisfy({ bytes[$0] > Byte.space })
    else { return false }
    let name = bytes.lowercasedString(position..<min(colon, position + Reach.damagedFieldName))
    if knownFields.contains(name) { return true }
  }
  return false
}

private let knownFields: Set<String> = [
  "content-type", "content-transfer-encoding", "content-disposition", "mime-version", "from",
  "to", "subject", "date", "received", "message-id", "return-path", "delivered-to",
]
