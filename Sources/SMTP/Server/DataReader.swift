import Bytes

/// Reads what follows DATA. Only CR LF "." CR LF ends it: where two programs see different ends, one
/// message can hide another (SMTP smuggling, CVE-2023-51764). So a CR or LF that stands alone is an
/// error.
struct DataReader {
  enum Result: Equatable {
    /// All was taken, and more is to come.
    case more
    /// The message ended; `rest` begins behind it.
    case end(rest: Int)
    /// A CR or LF stands alone.
    case loneLineEnd
  }

  private enum State {
    case lineStart
    case dot
    case dotCR
    case inLine
    case cr
  }

  private var state = State.lineStart

  /// - Parameter output: gets the message's bytes, without the dots that the sender added.
  mutating func read(_ bytes: ArraySlice<UInt8>, to output: inout [UInt8]) -> Result {
    let dot = UInt8(ascii: ".")
    for (index, byte) in zip(bytes.indices, bytes) {
      switch (state, byte) {
      case (.cr, Byte.lf):
        output += [Byte.cr, Byte.lf]
        state = .lineStart
      case (.dotCR, Byte.lf): return .end(rest: index + 1)
      case (.cr, _), (.dotCR, _), (_, Byte.lf): return .loneLineEnd
      case (.dot, Byte.cr): state = .dotCR
      case (_, Byte.cr): state = .cr
      case (.lineStart, dot): state = .dot
      default:
        output.append(byte)
        state = .inLine
      }
    }
    return .more
  }
}
