import Bytes

/// A tar file: ustar and pax (IEEE Std 1003.1, pax, "ustar Interchange Format"), and GNU's long names
/// and large sizes. Read forward only.
final class TarEntries: ContainerEntries {
  private static let block = 512
  private let stream: any ByteStream
  private let path: String
  private var entry: BoundedStream?
  private var padding: UInt64 = 0

  init(_ stream: any ByteStream, path: String) {
    self.stream = stream
    self.path = path
  }

  func next() throws(MailboxError) -> ContainerEntry? {
    var longName: [UInt8]?
    var longTarget: [UInt8]?
    var longSize: UInt64?
    while true {
      try finishEntry()
      guard let header = try TarHeader(readBlock(), path: path) else { return nil }
      let isAhead = header.isExtended || header.isLong
      let size = isAhead ? header.size : longSize ?? header.size
      let (padded, overflow) = size.addingReportingOverflow(UInt64(Self.block - 1))
      guard !overflow else { throw damaged("an impossible size") }
      padding = padded / UInt64(Self.block) * UInt64(Self.block) - size
      let body = BoundedStream(stream, length: size, path: path)
      entry = body
      let name = longName ?? header.name
      switch header.type {
      case UInt8(ascii: "L"): longName = try Array(readAll(body).prefix { $0 != 0 })
      case UInt8(ascii: "K"): longTarget = try Array(readAll(body).prefix { $0 != 0 })
      case UInt8(ascii: "x"):
        let records = TarHeader.records(try readAll(body))
        longName = records["path"] ?? longName
        longTarget = records["linkpath"] ?? longTarget
        longSize =
          records["size"].flatMap { UInt64(String(decoding: $0, as: UTF8.self)) } ?? longSize
      case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
        // The oldest tar files have no type for directories.
        if name.last == UInt8(ascii: "/") { return .directory(name: name) }
        return .file(name: name, stream: body, size: size)
      case UInt8(ascii: "1"), UInt8(ascii: "2"):
        return .link(
          name: name, target: longTarget ?? header.target,
          isSymbolic: header.type == UInt8(ascii: "2"))
      case UInt8(ascii: "5"): return .directory(name: name)
      case UInt8(ascii: "S"): return .rejected(name: name, .unsupported("a sparse file in a tar"))
      default:
        // Devices have no contents. The extended headers before this entry no longer apply.
        if !header.isExtended { (longName, longTarget, longSize) = (nil, nil, nil) }
      }
    }
  }

  private func finishEntry() throws(MailboxError) {
    try entry?.skipRest()
    try stream.skip(padding)
    entry = nil
    padding = 0
  }

  private func readBlock() throws(MailboxError) -> [UInt8] {
    var block = [UInt8](zeros: Self.block)
    var held = 0
    while held < block.count {
      let got = try stream.read(into: &block, from: held)
      if got == 0 {
        // Some programs omit the two blocks of zeros at the end.
        if held == 0 { return [UInt8](zeros: Self.block) }
        throw damaged("the end of a header missing")
      }
      held += got
    }
    return block
  }

  private func readAll(_ body: BoundedStream) throws(MailboxError) -> [UInt8] {
    guard body.left <= UInt64(16 * Limits.entryName) else { throw damaged("a name too long") }
    var bytes = [UInt8](zeros: Int(body.left))
    var held = 0
    while held < bytes.count { held += try body.read(into: &bytes, from: held) }
    return bytes
  }

  private func damaged(_ what: String) -> MailboxError {
    MailboxError(.damaged, path: path, why: "is a damaged tar file with \(what)")
  }
}

struct TarHeader {
  var name: [UInt8]
  /// The target of a link.
  var target: [UInt8]
  var size: UInt64
  var type: UInt8
  /// True if the header describes later entries instead of being an entry itself.
  var isExtended: Bool { type == UInt8(ascii: "x") || type == UInt8(ascii: "g") }
  /// True for GNU's names that do not fit into a header.
  var isLong: Bool { type == UInt8(ascii: "L") || type == UInt8(ascii: "K") }

  /// Whether a file is a tar: the oldest have no mark, but all have a checksum.
  static func begins(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 512, bytes[0] != 0,
      let header = try? TarHeader(bytes.array(0..<512), path: "")
    else { return false }
    return !header.name.isEmpty
  }

  /// Nil for the block of zeros that ends the file.
  init?(_ block: [UInt8], path: String) throws(MailboxError) {
    if block.allSatisfy({ $0 == 0 }) { return nil }
    let sum = block.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int(block[$1])) }
    guard Self.number(block[148..<156]) == UInt64(sum), let size = Self.number(block[124..<136])
    else {
      throw MailboxError(
        .damaged, path: path, why: "is a damaged tar file: a header's checksum is wrong")
    }
    self.size = size
    type = block[156]
    target = Array(block[157..<257].prefix { $0 != 0 })
    let base = block[0..<100].prefix { $0 != 0 }
    // ustar has a prefix here; old GNU tar has times ("ustar" and a space).
    let isUstar = block[257..<263].elementsEqual("ustar\0".utf8)
    let prefix = isUstar ? block[345..<500].prefix { $0 != 0 } : []
    name = prefix.isEmpty ? Array(base) : Array(prefix) + [UInt8(ascii: "/")] + Array(base)
  }

  /// Reads octal digits or, if the first bit is set, base 256 (GNU, for 8 GiB and more).
  private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
    if let first = field.first, first & 0x80 != 0 {
      guard field.dropFirst().dropLast(8).allSatisfy({ $0 == 0 }), first == 0x80 else { return nil }
      return field.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    if digits.isEmpty { return 0 }
    return UInt64(String(decoding: digits, as: UTF8.self), radix: 8)
  }

  /// Parses pax records, such as "27 path=some/where\n"; the length includes itself.
  static func records(_ bytes: [UInt8]) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    var rest = bytes[...]
    while let space = rest.firstIndex(of: 0x20),
      let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
      length > space - rest.startIndex + 1, length <= rest.count
    {
      let record = rest[(space + 1)..<(rest.startIndex + length - 1)]
      if let equals = record.firstIndex(of: UInt8(ascii: "=")) {
        found[String(decoding: record[..<equals], as: UTF8.self)] = Array(record[(equals + 1)...])
      }
      rest = rest.dropFirst(length)
    }
    return found
  }
}
