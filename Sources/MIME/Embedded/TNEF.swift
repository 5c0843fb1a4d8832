import Bytes

/// The content of an application/ms-tnef part (winmail.dat), MS-OXTNEF.
struct TNEF: Sendable, Equatable {
  struct Attachment: Sendable, Equatable {
    /// The long name from the MAPI properties, or else the short one; may hold anything, or be
    /// empty.
    var name = ""
    /// MIME type if the sender wrote one.
    var type: String?
    var contentID: String?
    var bytes: [UInt8] = []
    /// An embedded message (PR_ATTACH_DATA_OBJ): `bytes` is again TNEF.
    var isMessage = false
  }

  enum Defect: String, Sendable {
    case truncated
    case wrongChecksum
    case malformedProperties
    case malformedRTF
    /// More attributes than `Limits.tnefAttributes`; the rest is not read.
    case tooManyAttributes
    /// More files than `Limits.embeddedFiles`; the rest is not read.
    case tooManyFiles
  }

  var subject: String?
  /// Plain text from the body, HTML or compressed RTF, whichever exists first.
  var text: String?
  var attachments: [Attachment] { files.elements }
  private var files: LimitedList<Attachment>
  var defects: [Defect] = []

  /// - Returns: nil if the bytes do not begin with the TNEF signature.
  init?(_ bytes: Span<UInt8>, limits: Limits) {
    files = LimitedList(limit: limits.embeddedFiles)
    var cursor = LittleEndianCursor(bytes.indices)
    guard cursor.uint32(bytes) == 0x223E_9F78, cursor.uint16(bytes) != nil else { return nil }
    var html: String?
    var rtf: String?
    var attributes = 0
    while !cursor.isAtEnd, !files.isCut {
      guard attributes < limits.tnefAttributes else {
        note(.tooManyAttributes)
        break
      }
      attributes += 1
      guard let attribute = nextAttribute(bytes, &cursor) else { break }
      switch attribute.id {
      case .oemCodePage:
        var value = LittleEndianCursor(attribute.data)
        if let number = value.uint32(bytes), number != 0 { codePage = Int(number) }
      case .subject:
        subject = subject ?? string(bytes, attribute.data)
      case .body:
        text = text ?? string(bytes, attribute.data)
      case .messageProperties:
        readMessage(bytes, attribute.data, html: &html, rtf: &rtf)
      case .attachmentStart:
        files.append(Attachment())
      case .attachmentData:
        withAttachment { $0.bytes.append(bytes, in: attribute.data) }
      case .attachmentTitle:
        let title = string(bytes, attribute.data)
        withAttachment { if $0.name.isEmpty { $0.name = title } }
      case .attachmentProperties:
        readAttachment(bytes, attribute.data)
      case nil:
        break
      }
    }
    if files.isCut { note(.tooManyFiles) }
    text = text ?? html.map { plainText(fromHTML: $0) } ?? rtf
  }

  /// Windows code page of the 8-bit strings.
  private var codePage = 1252

  // MARK: - Attributes

  private enum AttributeID: UInt16 {
    case subject = 0x8004
    case body = 0x800C
    case attachmentData = 0x800F
    case attachmentTitle = 0x8010
    case attachmentStart = 0x9002
    case messageProperties = 0x9003
    case attachmentProperties = 0x9005
    case oemCodePage = 0x9007
  }

  /// Section 2.1.3.1 of MS-OXTNEF: level, id, type, length, data, checksum.
  private mutating func nextAttribute(
    _ bytes: Span<UInt8>, _ cursor: inout LittleEndianCursor
  ) -> (id: AttributeID?, data: Range<Int>)? {
    guard let level = cursor.uint8(bytes), level == 1 || level == 2,
      let id = cursor.uint16(bytes), cursor.uint16(bytes) != nil, let length = cursor.uint32(bytes)
    else {
      note(.truncated)
      return nil
    }
    let data = cursor.take(atMost: Int(length))
    if data.count < Int(length) {
      note(.truncated)
    } else if let checksum = cursor.uint16(bytes) {
      var sum: UInt16 = 0
      for index in data { sum &+= UInt16(bytes[index]) }
      if sum != checksum { note(.wrongChecksum) }
    } else {
      note(.truncated)
    }
    return (AttributeID(rawValue: id), data)
  }

  private mutating func note(_ defect: Defect) {
    if !defects.contains(defect) { defects.append(defect) }
  }

  private mutating func withAttachment(_ change: (inout Attachment) -> Void) {
    if files.elements.isEmpty { files.append(Attachment()) }
    files.changeLast(change)
  }

  private func string(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    let end = range.first { bytes[$0] == 0 } ?? range.upperBound
    return decodeText(
      bytes.extracting(range.lowerBound..<end), declared: codePageLabel(codePage)
    ).text
  }

  // MARK: - Properties

  private mutating func readMessage(
    _ bytes: Span<UInt8>, _ range: Range<Int>, html: inout String?, rtf: inout String?
  ) {
    let properties = MAPIProperties(bytes, in: range)
    if properties.isMalformed { note(.malformedProperties) }
    subject = subject ?? properties.string(.subject, bytes, codePage: codePage)
    text = text ?? properties.string(.body, bytes, codePage: codePage)
    // Only HTML is in the code page of the Internet message.
    let page = properties.number(.internetCodePage) ?? codePage
    html = html ?? properties.string(.htmlBody, bytes, codePage: page)
    if let compressed = properties.value(.compressedRTF)?.range {
      if let bytes = decompressedRTF(bytes.extracting(compressed)) {
        rtf = plainText(fromRTF: bytes.span)
      } else {
        note(.malformedRTF)
      }
    }
  }

  private mutating func readAttachment(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    let properties = MAPIProperties(bytes, in: range)
    if properties.isMalformed { note(.malformedProperties) }
    let page = codePage
    withAttachment { attachment in
      func string(_ id: MAPIProperties.ID) -> String? {
        let value = properties.string(id, bytes, codePage: page)
        return value?.isEmpty == true ? nil : value
      }
      let short = attachment.name.isEmpty ? string(.attachFileName) : attachment.name
      attachment.name = string(.attachLongFileName) ?? short ?? string(.displayName) ?? ""
      attachment.type = string(.attachMIMEType)
      attachment.contentID = string(.attachContentID)
      if let value = properties.value(.attachData) {
        // An object begins with the GUID of its interface. Objects other than messages wrap the
        // file in their own format, and the file itself is in an attribute.
        let data = value.type == .object ? value.range.dropFirst(16) : value.range
        let isMessage = data.prefix(4).map { bytes[$0] } == [0x78, 0x9F, 0x3E, 0x22]
        if attachment.bytes.isEmpty || isMessage {
          attachment.bytes = []
          attachment.bytes.append(bytes, in: data)
        }
      }
      attachment.isMessage = attachment.bytes.starts(with: [0x78, 0x9F, 0x3E, 0x22])
    }
  }
}
