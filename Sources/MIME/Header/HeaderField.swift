/// A header field as offsets into the bytes of its source (RFC 5322 section 2.2).
package struct HeaderField: Sendable, Equatable {
  let start: UInt32
  let valueStart: UInt32
  let end: UInt32
  let nameLength: UInt16
  let sourceIndex: UInt16

  package var source: Int { Int(sourceIndex) }
  /// The name without the colon.
  package var nameRange: Range<Int> { Int(start)..<Int(start) + Int(nameLength) }
  /// Everything after the colon, including folds, without the final line end.
  package var valueRange: Range<Int> { Int(valueStart)..<Int(end) }
}
