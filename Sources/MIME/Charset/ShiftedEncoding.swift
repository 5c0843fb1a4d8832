/// Encodings of double-byte charsets in 7-bit text with shift sequences.
///
/// Each is converted to the 8-bit encoding of the same characters. Its converters also know the
/// vendors' characters (such as circled digits) that mail uses in the 7-bit form against the rules.
enum ShiftedEncoding: Sendable {
  /// RFC 1468, with the half-width katakana and JIS X 0212 of its relatives; to EUC-JP.
  case iso2022JP
  /// RFC 1557; to EUC-KR.
  case iso2022KR
  /// RFC 1843; to EUC-CN.
  case hz

  private enum Shift { case single, double, katakana, supplement }

  /// Converts to the 8-bit encoding. A line end returns to ASCII, as all three standards require of
  /// senders; bytes outside a known sequence are kept.
  func eightBit(_ bytes: Span<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var shift = Shift.single
    var index = 0
    while index < bytes.count {
      if let (length, next) = sequence(in: bytes, at: index) {
        shift = next ?? shift
        index += length
        continue
      }
      let byte = bytes[index]
      index += 1
      switch shift {
      case .single where self == .hz && byte == UInt8(ascii: "~"):
        // "~~" is a tilde, and a tilde before a line end joins lines.
        if index < bytes.count, bytes[index] == UInt8(ascii: "~") || bytes[index] == 0x0A {
          if bytes[index] == UInt8(ascii: "~") { output.append(byte) }
          index += 1
        } else {
          output.append(byte)
        }
      case .double where 0x21...0x7E ~= byte:
        output.append(byte | 0x80)
        if index < bytes.count, 0x21...0x7E ~= bytes[index] {
          output.append(bytes[index] | 0x80)
          index += 1
        }
      case .supplement where 0x21...0x7E ~= byte && index < bytes.count:
        output += [0x8F, byte | 0x80, bytes[index] | 0x80]
        index += 1
      case .katakana where 0x21...0x5F ~= byte:
        output += [0x8E, byte | 0x80]
      default:
        output.append(byte)
        if byte == 0x0A || byte == 0x0D { shift = .single }
      }
    }
    return output
  }

  /// The shift sequence at `index`: its length, and the state after it unless it only announces a
  /// charset.
  private func sequence(in bytes: Span<UInt8>, at index: Int) -> (length: Int, shift: Shift?)? {
    switch (self, bytes[index]) {
    case (.iso2022JP, 0x1B), (.iso2022KR, 0x1B):
      for (sequence, shift) in Self.escapes
      where index + sequence.count <= bytes.count
        && sequence.indices.allSatisfy({ bytes[index + $0] == sequence[$0] })
      {
        return (sequence.count, shift)
      }
      return nil
    case (.iso2022JP, 0x0E): return (1, .katakana)
    case (.iso2022KR, 0x0E): return (1, .double)
    case (.iso2022JP, 0x0F), (.iso2022KR, 0x0F): return (1, .single)
    case (.hz, UInt8(ascii: "~")) where index + 1 < bytes.count:
      switch bytes[index + 1] {
      case UInt8(ascii: "{"): return (2, .double)
      case UInt8(ascii: "}"): return (2, .single)
      default: return nil
      }
    default: return nil
    }
  }

  private static let escapes: [([UInt8], Shift?)] = [
    ("\u{1B}(B", .single), ("\u{1B}(J", .single), ("\u{1B}(H", .single),
    ("\u{1B}$B", .double), ("\u{1B}$@", .double), ("\u{1B}$(B", .double),
    ("\u{1B}$(@", .double), ("\u{1B}&@\u{1B}$B", .double),
    ("\u{1B}(I", .katakana), ("\u{1B}$(D", .supplement), ("\u{1B}$)C", nil),
  ].map { (Array($0.utf8), $1) }
}
