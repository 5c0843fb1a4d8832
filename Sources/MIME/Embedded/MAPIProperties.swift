/// The properties of a message or attachment inside TNEF (MS-OXTNEF 2.1.3.4).
package struct MAPIProperties {
  /// Property ids of MS-OXPROPS.
  package enum ID: UInt16, Sendable {
    case subject = 0x0037
    case senderName = 0x0C1A
    case senderAddress = 0x0C1F
    case displayCc = 0x0E03
    case displayTo = 0x0E04
    case body = 0x1000
    case compressedRTF = 0x1009
    case htmlBody = 0x1013
    case displayName = 0x3001
    case attachData = 0x3701
    case attachFileName = 0x3704
    case attachLongFileName = 0x3707
    case attachMIMEType = 0x370E
    case attachContentID = 0x3712
    case smtpAddress = 0x39FE
    case internetCodePage = 0x3FDE
  }

  enum ValueType: UInt16 {
    case int16 = 0x02
    case int32 = 0x03
    case float32 = 0x04
    case float64 = 0x05
    case currency = 0x06
    case applicationTime = 0x07
    case error = 0x0A
    case boolean = 0x0B
    case object = 0x0D
    case int64 = 0x14
    case string8 = 0x1E
    case unicode = 0x1F
    case time = 0x40
    case guid = 0x48
    case binary = 0x102

    /// Size of a value with its padding, in bytes; nil if a length precedes it.
    var fixedSize: Int? {
      switch self {
      case .int16, .int32, .float32, .error, .boolean: 4
      case .float64, .currency, .applicationTime, .int64, .time: 8
      case .guid: 16
      case .object, .string8, .unicode, .binary: nil
      }
    }
  }

  struct Value {
    let type: ValueType
    let range: Range<Int>
  }

  private(set) var isMalformed = false
  private var values: [ID: Value] = [:]
  private var numbers: [ID: Int] = [:]

  init(_ bytes: Span<UInt8>, in range: Range<Int>) {
    var cursor = LittleEndianCursor(range)
    guard let count = cursor.uint32(bytes) else {
      isMalformed = true
      return
    }
    // Every property needs bytes, so a wrong count ends with the data.
    for _ in 0..<count {
      guard read(bytes, &cursor) != nil else {
        isMalformed = true
        return
      }
    }
  }

  /// The first value of a property.
  func value(_ id: ID) -> Value? { values[id] }

  func number(_ id: ID) -> Int? { numbers[id] }

  func string(_ id: ID, _ bytes: Span<UInt8>, codePage: Int) -> String? {
    guard let value = values[id] else { return nil }
    let label: String
    var end = value.range.upperBound
    switch value.type {
    case .unicode:
      label = "utf-16le"
      while end - value.range.lowerBound >= 2, bytes[end - 1] == 0, bytes[end - 2] == 0 { end -= 2 }
    case .string8, .binary:
      label = codePageLabel(codePage)
      while end > value.range.lowerBound, bytes[end - 1] == 0 { end -= 1 }
    default:
      return nil
    }
    return decodeText(bytes.extracting(value.range.lowerBound..<end), declared: label).text
  }

  private mutating func read(_ bytes: Span<UInt8>, _ cursor: inout LittleEndianCursor) -> Void? {
    let isMultiple: UInt16 = 0x1000
    guard let rawType = cursor.uint16(bytes), let rawID = cursor.uint16(bytes),
      let type = ValueType(rawValue: rawType & ~isMultiple)
    else { return nil }
    if rawID >= 0x8000, skipName(bytes, &cursor) == nil { return nil }

    var count: UInt32 = 1
    if rawType & isMultiple != 0 || type.fixedSize == nil {
      guard let stored = cursor.uint32(bytes) else { return nil }
      count = stored
    }
    let id = ID(rawValue: rawID)
    for _ in 0..<count {
      guard let range = valueRange(bytes, type, &cursor) else { return nil }
      guard let id, values[id] == nil else { continue }
      values[id] = Value(type: type, range: range)
      if type == .int32 {
        var number = LittleEndianCursor(range)
        numbers[id] = number.uint32(bytes).map { Int($0) }
      }
    }
    return ()
  }

  /// Skips the name of a named property: a GUID and a number or a padded name.
  private func skipName(_ bytes: Span<UInt8>, _ cursor: inout LittleEndianCursor) -> Void? {
    guard cursor.take(16) != nil, let kind = cursor.uint32(bytes),
      let lengthOrID = cursor.uint32(bytes)
    else { return nil }
    return kind == 0 || cursor.take(padded(lengthOrID)) != nil ? () : nil
  }

  private func valueRange(
    _ bytes: Span<UInt8>, _ type: ValueType, _ cursor: inout LittleEndianCursor
  ) -> Range<Int>? {
    if let size = type.fixedSize { return cursor.take(size) }
    guard let length = cursor.uint32(bytes), let range = cursor.take(Int(length)) else {
      return nil
    }
    _ = cursor.take(atMost: padded(length) - Int(length))
    return range
  }

  /// Values are padded to four bytes.
  private func padded(_ length: UInt32) -> Int { (Int(length) + 3) & ~3 }
}

/// The charset label of a Windows code page.
package func codePageLabel(_ page: Int) -> String {
  switch page {
  case 65001: "utf-8"
  case 20127: "us-ascii"
  case 1200: "utf-16le"
  case 20866: "koi8-r"
  case 21866: "koi8-u"
  case 51932: "euc-jp"
  case 51949: "euc-kr"
  case 54936: "gb18030"
  case 10000: "macintosh"
  case 28592...28605: "iso-8859-\(page - 28590)"
  default: "cp\(page)"
  }
}
