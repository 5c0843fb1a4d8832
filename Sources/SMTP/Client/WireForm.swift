import Bytes
package import Files

/// What is to be known of a message before it is sent.
package struct WireSurvey: Equatable, Sendable {
  /// Bytes as they are sent, without the dots that DATA adds.
  package private(set) var size = 0
  /// A byte above 127 stands in it.
  package private(set) var has8Bit = false
  /// A byte above 127 stands in its header.
  package private(set) var has8BitHeader = false
  /// Its header is UTF-8.
  package private(set) var headerIsUTF8 = true
  /// Bytes of its longest line, without the end.
  package private(set) var longestLine = 0

  /// - Parameter message: pieces that follow one another.
  package init(_ message: [MessageBytes]) throws {
    var encoder = WireEncoder(stuffsDots: false)
    var header: [UInt8]? = []
    var line = 0
    func take(_ bytes: [UInt8]) {
      size += bytes.count
      for byte in bytes {
        if byte > 127 { has8Bit = true }
        line = byte == Byte.lf ? 0 : line + 1
        // Its CR was counted.
        longestLine = max(longestLine, line - (byte == Byte.cr ? 1 : 0))
      }
      header?.append(contentsOf: bytes)
      if let known = header, let end = Self.end(ofHeader: known) {
        look(at: known[..<end])
        header = nil
      }
    }
    for piece in message { try piece.forEachStretch { take(encoder.encode($0)) } }
    take(encoder.finish())
    if let header { look(at: header[...]) }
  }

  private mutating func look(at header: ArraySlice<UInt8>) {
    has8BitHeader = header.contains { $0 > 127 }
    headerIsUTF8 = !has8BitHeader || String(validating: header, as: UTF8.self) != nil
  }

  private static func end(ofHeader bytes: [UInt8]) -> Int? {
    bytes.starts(with: "\r\n".utf8)
      ? 0 : bytes.firstRange(of: Array("\r\n\r\n".utf8))?.lowerBound
  }
}

/// A message as it goes over the network: each line ends in CR LF (RFC 5321 §2.3.8), lone CR and LF
/// too, and the last line ends.
struct WireEncoder {
  /// A dot at the beginning of a line is doubled (RFC 5321 §4.5.2).
  let stuffsDots: Bool
  private var isAtLineStart = true
  private var heldCR = false

  init(stuffsDots: Bool) { self.stuffsDots = stuffsDots }

  mutating func encode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + bytes.count / 32 + 16)
    for byte in bytes {
      if heldCR {
        heldCR = false
        endLine(&output)
        if byte == Byte.lf { continue }
      }
      switch byte {
      case Byte.cr: heldCR = true
      case Byte.lf: endLine(&output)
      default:
        if isAtLineStart, stuffsDots, byte == UInt8(ascii: ".") { output.append(byte) }
        output.append(byte)
        isAtLineStart = false
      }
    }
    return output
  }

  /// The end of the last line, if it has none.
  mutating func finish() -> [UInt8] {
    guard heldCR || !isAtLineStart else { return [] }
    var output: [UInt8] = []
    heldCR = false
    endLine(&output)
    return output
  }

  private mutating func endLine(_ output: inout [UInt8]) {
    output.append(Byte.cr)
    output.append(Byte.lf)
    isAtLineStart = true
  }
}
