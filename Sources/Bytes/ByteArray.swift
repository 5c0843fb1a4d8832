public import Glibc

// Copies between arrays and spans.
extension Span<UInt8> {
  /// The bytes of `range` as an array.
  @inlinable
  package func array(_ range: Range<Int>) -> [UInt8] {
    let area = extracting(range)
    return unsafe area.withUnsafeBufferPointer { unsafe [UInt8]($0) }
  }
}

extension [UInt8] {
  /// An array of zeros. (`repeating:count:` visits each element in an unoptimised build.)
  @inlinable
  package init(zeros count: Int) {
    unsafe self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      unsafe memset(base, 0, count)
      initialized = count
    }
  }

  @inlinable
  package init(_ bytes: borrowing RawSpan) {
    self = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
  }

  @inlinable
  package mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  @inlinable
  package mutating func append(_ bytes: Span<UInt8>, in range: Range<Int>) {
    unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  @inlinable
  package mutating func append(contentsOf bytes: borrowing RawSpan, _ range: Range<Int>) {
    unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0[range]) }
  }
}
