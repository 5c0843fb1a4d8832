import Documents

/// What a program and its worker send each other: numbers of 4 bytes, the least significant first, and
/// fields of bytes behind their length.
struct FrameWriter {
  private(set) var bytes: [UInt8] = []

  mutating func number(_ value: Int) {
    let value = UInt32(clamping: value)
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func field(_ field: some Collection<UInt8>) {
    number(field.count)
    bytes += field
  }

  mutating func document(_ document: Document) {
    number(document.name == nil ? 0 : 1)
    field(document.name.map { Array($0.utf8) } ?? [])
    field(document.mediaType.utf8)
    field(document.bytes)
  }

  mutating func text(_ text: DocumentText) {
    number(text.outcome.rawValue)
    field(text.format.rawValue.utf8)
    number(text.pages.count)
    for page in text.pages { field(page.utf8) }
    number(text.nested.count)
    for file in text.nested {
      field(file.name.utf8)
      field(file.format.rawValue.utf8)
      field(file.bytes)
    }
  }
}

/// Reads what a `FrameWriter` wrote; nil where there is no more. The other side may be under somebody
/// else's control: nothing that it says is taken for granted.
struct FrameReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func number() -> Int? {
    guard bytes.count - position >= 4 else { return nil }
    defer { position += 4 }
    return (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
  }

  mutating func field() -> [UInt8]? {
    guard let count = number(), count <= bytes.count - position else { return nil }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  private mutating func string() -> String? { field().map { String(decoding: $0, as: UTF8.self) } }

  mutating func document() -> Document? {
    guard let hasName = number(), let name = string(), let type = string(), let bytes = field()
    else { return nil }
    return Document(bytes: bytes, name: hasName == 1 ? name : nil, mediaType: type)
  }

  mutating func text() -> DocumentText? {
    guard let outcome = number().flatMap(DocumentOutcome.init(rawValue:)),
      let format = string().flatMap(DocumentFormat.init(rawValue:)), let pages = number()
    else { return nil }
    var text = DocumentText(format, outcome)
    for _ in 0..<pages {
      guard let page = string() else { return nil }
      text.pages.append(page)
    }
    guard let files = number() else { return nil }
    for _ in 0..<files {
      guard let name = string(), let format = string().flatMap(DocumentFormat.init(rawValue:)),
        let bytes = field()
      else { return nil }
      text.nested.append(NestedDocument(name: name, format: format, bytes: bytes))
    }
    return text
  }
}
