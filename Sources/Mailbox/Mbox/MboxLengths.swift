import Bytes

/// How the Content-Length fields of a file count, if they are correct.
struct MboxLengths: Hashable {
  /// A line end counts as one byte: LF was converted to CRLF after the lengths were written.
  var countsLines = false
  /// There is no empty line between a message and the next separator.
  var lacksEmptyLine = false

  /// All ways of counting, the usual one first.
  static let kinds = [
    MboxLengths(), MboxLengths(lacksEmptyLine: true), MboxLengths(countsLines: true),
    MboxLengths(countsLines: true, lacksEmptyLine: true),
  ]

  /// The body lengths that the header of the message at `start` announces, each once: a program may
  /// have added its field before or after one that the message already had. Nil as long as the end
  /// of the header section has not been read.
  static func announced(
    _ bytes: Span<UInt8>, from start: Int
  ) -> (headerEnd: Int, lengths: [Int])? {
    guard let end = HeaderSection.end(in: bytes, from: start) else { return nil }
    var lengths: [Int] = []
    HeaderSection.forEachField(in: bytes, start..<end) { name, value in
      guard HeaderSection.named(bytes, name, "Content-Length"),
        let length = Int(HeaderSection.value(bytes, value)), length >= 0,
        lengths.count < Limits.announcedLengths, !lengths.contains(length)
      else { return }
      lengths.append(length)
    }
    return (end, lengths)
  }

  /// End of a body of `length` that begins at `start`; nil if that is beyond `bytes`.
  func end(of length: Int, from start: Int, in bytes: Span<UInt8>) -> Int? {
    guard countsLines else { return length <= bytes.count - start ? start + length : nil }
    var (position, left) = (start, length)
    while left > 0 {
      guard let feed = bytes.firstIndex(of: Byte.lf, from: position) else {
        return left <= bytes.count - position ? position + left : nil
      }
      var end = feed
      while end > position, bytes[end - 1] == Byte.cr { end -= 1 }
      if end - position >= left { return position + left }
      left -= end - position + 1
      position = feed + 1
    }
    return position
  }

  /// Position of the next separator (or of the end), if a body that ends at `end` is followed by
  /// one line end (none in a file without empty lines) and then a separator. Anything else shows
  /// that the length belongs to a different version of the message: one without its last empty
  /// lines, or without the ">" of quoting.
  func landing(
    _ bytes: Span<UInt8>, at end: Int, atEnd: Bool, _ separators: MboxSeparators
  ) -> Int? {
    if end == bytes.count { return atEnd ? end : nil }
    let lineEnd = lacksEmptyLine ? 0 : MboxGrammar.lineEnd(bytes, at: end)
    let next = end + lineEnd
    if next == bytes.count { return atEnd ? next : nil }
    guard lineEnd > 0 || lacksEmptyLine else { return nil }
    return separators.isSeparator(bytes, next, emptyBefore: true, atEnd: atEnd) == .yes ? next : nil
  }
}
