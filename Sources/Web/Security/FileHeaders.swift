import Bytes

/// Whether bytes begin as a picture of the type that they are said to have.
enum PictureSignature {
  static func matches(_ bytes: [UInt8], _ type: String) -> Bool {
    switch type {
    case "image/png": bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    case "image/jpeg": bytes.starts(with: [0xFF, 0xD8, 0xFF])
    case "image/gif": bytes.starts(with: "GIF8".utf8)
    case "image/webp":
      bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
    default: false
    }
  }
}

/// The header field that makes a browser save a file (RFC 6266).
enum Disposition {
  /// - Parameter name: comes from a message and may hold anything.
  static func attachment(_ name: String) -> String {
    let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    let plain = last.unicodeScalars.filter {
      $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
    }
    let safe = String(String.UnicodeScalarView(plain)).prefix(150)
    let ascii = safe.unicodeScalars.map { scalar in
      scalar.isASCII && scalar != "\"" && scalar != "\\" && scalar != "%" ? Character(scalar) : "_"
    }
    let encoded = PercentEncoding.encode(safe.utf8, keeping: PercentEncoding.isUnreserved)
    return "attachment; filename=\"\(String(ascii))\"; filename*=UTF-8''\(encoded)"
  }
}
