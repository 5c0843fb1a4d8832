/// A parsed message: its bytes, and offsets into them. Never fails and never traps; what is wrong
/// with the message is in `defects`. Text and bodies are decoded when asked for.
package struct Message: Sendable {
  package let bytes: [UInt8]
  package let limits: Limits
  /// In pre-order; the first is the message itself. Never empty.
  package internal(set) var parts: [Part]
  /// Of all parts, in the order of the parts; see `header(of:)`.
  package internal(set) var fields: [HeaderField]
  package internal(set) var defects: [Defect]
  /// mbox's "From " line on top with its line end, empty when there is none. The header of the
  /// message begins where it ends.
  package internal(set) var envelopeRange: Range<UInt32>
  /// Decoded bodies of encoded messages and multiparts; source n is element n - 1.
  var decodedSources: [[UInt8]]

  package init(parsing bytes: [UInt8], limits: Limits = .default) {
    self.bytes = bytes
    self.limits = limits
    self.parts = []
    self.fields = []
    self.defects = []
    self.envelopeRange = 0..<0
    self.decodedSources = []
  }

  /// The bytes that a part's ranges refer to; see `Part.source`.
  package func source(_ index: Int) -> [UInt8] {
    guard index > 0, index <= decodedSources.count else { return bytes }
    return decodedSources[index - 1]
  }

  /// The header of the message itself.
  package var header: Header { Header(message: self, part: 0) }

  package func header(of part: Part) -> Header { Header(message: self, part: part.index) }

  /// The parts directly below one, in order.
  package func children(of part: Part) -> [Part] {
    var children: [Part] = []
    var next = part.index + 1
    while next < part.subtreeEnd, parts.indices.contains(next) {
      children.append(parts[next])
      next = parts[next].subtreeEnd
    }
    return children
  }
}
