import Glibc

let carriageReturn = UInt8(ascii: "\r")
let lineFeed = UInt8(ascii: "\n")

extension Span<UInt8> {
  /// Index of the first `byte` at `start` or after it, before `end`. The only unsafe code of the
  /// searches: memchr looks at `end - start` octets, both checked here against the span.
  func firstIndex(of byte: UInt8, from start: Int, to end: Int) -> Int? {
    guard start >= 0, start < end, end <= count else { return nil }
    return unsafe withUnsafeBufferPointer { buffer -> Int? in
      guard let base = buffer.baseAddress,
        let found = unsafe memchr(base + start, Int32(byte), end - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
  }

  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    firstIndex(of: byte, from: start, to: count)
  }

  /// Whether the octets at `start` are those of `text`.
  func has(_ text: StaticString, at start: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard start >= 0, count - start >= length else { return false }
    return unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe memcmp(base + start, text.utf8Start, length) == 0
    }
  }

  /// End of the line that starts at `start`, without its line end, and start of the next one.
  /// The last line may lack a line end. Only LF and CRLF end a line; a lone CR is text.
  func line(at start: Int) -> (end: Int, next: Int) {
    guard let feed = firstIndex(of: lineFeed, from: start) else { return (count, count) }
    let end = feed > start && self[feed - 1] == carriageReturn ? feed - 1 : feed
    return (end, feed + 1)
  }

  package func array(_ range: Range<Int>) -> [UInt8] {
    let part = extracting(range)
    return unsafe part.withUnsafeBufferPointer { unsafe Array($0) }
  }
}

extension [UInt8] {
  /// Zeros. (`repeating:count:` goes through each element in an unoptimised build.)
  init(zeros count: Int) {
    unsafe self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      unsafe memset(base, 0, count)
      initialized = count
    }
  }

  mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe self.append(contentsOf: $0) }
  }
}
