import Bytes

/// The name of an entry in a zip, as UTF-8 with "/" between directories.
package enum ZipName {
  /// - Parameters:
  ///   - isUTF8: the entry is marked as UTF-8 (PKWARE APPNOTE 4.4.4, bit 11).
  ///   - extra: the entry's extra fields.
  package static func decoded(_ name: [UInt8], isUTF8: Bool, _ extra: [UInt8]) -> [UInt8] {
    if isUTF8 { return withSlashes(name) }
    if let path = unicodePath(extra, of: name) { return withSlashes(path) }
    // macOS and many Unix programs write UTF-8 without setting the bit.
    let isValid = String(validating: name, as: UTF8.self) != nil
    return withSlashes(isValid ? name : fromCodePage437(name))
  }

  /// Windows programs write backslashes, contrary to 4.4.17.1.
  private static func withSlashes(_ name: [UInt8]) -> [UInt8] {
    guard name.contains(UInt8(ascii: "\\")), !name.contains(UInt8(ascii: "/")) else { return name }
    return name.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
  }

  /// Info-ZIP's extra field 0x7075 (4.6.9): version 1, the CRC-32 of the name, the name in UTF-8.
  private static func unicodePath(_ extra: [UInt8], of name: [UInt8]) -> [UInt8]? {
    var start = 0
    while start + 4 <= extra.count {
      let (id, length) = (extra.little16(start), extra.little16(start + 2))
      let end = start + 4 + length
      if id == 0x7075, length > 5, end <= extra.count, extra[start + 4] == 1,
        extra.little32(start + 5) == UInt64(CRC32.of(name))
      {
        return Array(extra[(start + 9)..<end])
      }
      start = end
    }
    return nil
  }

  private static func fromCodePage437(_ name: [UInt8]) -> [UInt8] {
    name.flatMap { byte -> [UInt8] in
      byte < 0x80 ? [byte] : Array(String(codePage437[Int(byte) - 0x80]).utf8)
    }
  }

  /// The upper half of the code page that 4.4.4 prescribes for all other names; see appendix D.
  private static let codePage437 = Array(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
      + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}")
}
