import Bytes

/// Writes the Cryptographic Message Syntax in DER, or with indefinite lengths and strings in pieces.
struct CMSWriter {
  var isIndefinite = false

  static let data: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1]
  static let signed: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2]
  static let enveloped: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 3]
  static let compressed: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 1, 9]

  func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    if isIndefinite, tag & 0x20 != 0 { return [tag, 0x80] + content + [0, 0] }
    var length: [UInt8] = []
    var rest = content.count
    while rest > 0 || length.isEmpty {
      length.insert(UInt8(rest & 0xFF), at: 0)
      rest >>= 8
    }
    let isShort = content.count < 0x80
    return [tag] + (isShort ? length : [0x80 | UInt8(length.count)] + length) + content
  }

  func octetString(_ bytes: [UInt8]) -> [UInt8] {
    guard isIndefinite else { return element(0x04, bytes) }
    let pieces = stride(from: 0, to: bytes.count, by: 7).flatMap {
      element(0x04, Array(bytes[$0..<min($0 + 7, bytes.count)]))
    }
    return element(0x24, element(0x24, pieces))
  }

  func info(_ type: [UInt8], _ content: [UInt8]) -> [UInt8] {
    element(0x30, element(0x06, type) + element(0xA0, content))
  }

  /// SignedData or CompressedData; without content it is a list of certificates.
  func capsule(_ content: [UInt8]?, type: [UInt8] = data) -> [UInt8] {
    let inside = content.map { element(0xA0, octetString($0)) } ?? []
    let version = element(0x02, [1])
    let algorithms = element(0x31, element(0x30, element(0x06, [0x60])))
    let certificates = element(0xA0, element(0x30, element(0x02, [9])))
    return element(
      0x30, version + algorithms + element(0x30, element(0x06, type) + inside) + certificates)
  }

  func signed(_ content: [UInt8]) -> [UInt8] { info(Self.signed, capsule(content)) }

  func compressed(_ content: [UInt8]) -> [UInt8] {
    info(Self.compressed, capsule(Self.zlib(content)))
  }

  /// RFC 1950 without compression.
  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var (a, b) = (1, 0)
    for byte in bytes {
      a = (a + Int(byte)) % 65_521
      b = (b + a) % 65_521
    }
    let count = UInt16(clamping: bytes.count)
    let size = [UInt8(count & 0xFF), UInt8(count >> 8)]
    let sum = [b >> 8, b & 0xFF, a >> 8, a & 0xFF].map { UInt8($0) }
    return [0x78, 1, 1] + size + size.map { ~$0 } + bytes + sum
  }

  /// A message with this body.
  static func mail(_ body: [UInt8], _ fields: String) -> [UInt8] {
    Array("Subject: x\n\(fields)\nContent-Transfer-Encoding: base64\n\n".utf8)
      + Array(Base64.encode(body).utf8)
  }
}
