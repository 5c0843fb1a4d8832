/// A parsed message: its bytes, and offsets into them. Parsing never fails and never traps;
/// problems of the message are in `defects`. Text and bodies are decoded on demand.
package struct Message: Sendable {
  package let bytes: [UInt8]
  package let limits: Limits
  /// In pre-order; the first is the message itself. Never empty.
  package let parts: [Part]
  /// Fields of all parts, in the order of the parts; see `header(of:)`.
  package let fields: [HeaderField]
  /// Defects of the structure; `contentDefects(of:)` returns those of a body.
  package let defects: [Defect]
  /// The "From " line of an mbox before the message, with its line end; empty if there is none. The
  /// header of the message begins where it ends.
  package let envelopeRange: Range<Int>
  /// Decoded bodies of encoded messages and multiparts; source n is element n - 1.
  let decodedSources: [[UInt8]]
  let hintMemory = CharsetHintMemory()
  let choices = BodyChoiceMemory()

  package init(parsing bytes: [UInt8], limits: Limits = .default) {
    var parser = StructureParser(limits: limits)
    parser.parse(bytes.span)
    self.bytes = bytes
    self.limits = limits
    self.parts = parser.parts
    self.fields = parser.fields
    self.defects = parser.defects.elements
    self.envelopeRange = 0..<parser.envelopeEnd
    self.decodedSources = parser.decodedSources
  }

  /// The bytes that a part's ranges refer to; see `Part.source`.
  package func source(_ index: Int) -> [UInt8] {
    guard index > 0, index <= decodedSources.count else { return bytes }
    return decodedSources[index - 1]
  }

  /// The header of the message itself.
  package var header: Header { Header(message: self, part: 0) }

  package func header(of part: Part) -> Header { Header(message: self, part: part.index) }

  /// The direct children of a part, in order.
  package func children(of part: Part) -> [Part] {
    var children: [Part] = []
    var next = part.index + 1
    while next < part.subtreeEnd, next < parts.count {
      children.append(parts[next])
      next = parts[next].subtreeEnd
    }
    return children
  }

  /// The bytes of a field's value that are decoded.
  func decoded(_ field: HeaderField) -> Range<Int> {
    let value = field.valueRange
    return value.lowerBound..<min(value.upperBound, value.lowerBound + limits.fieldBytes)
  }
}
