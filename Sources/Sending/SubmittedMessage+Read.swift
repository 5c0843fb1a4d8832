package import Archive
import Bytes
package import Files

extension SubmittedMessage {
  /// Reads a message from a descriptor to its end.
  ///
  /// - Parameters:
  ///   - endsAtDot: a line with a dot alone ends it, as sendmail has it without -i.
  ///   - place: where it lies if it is too large for memory.
  /// - Throws: `mailbox` if there is none, `fileSystem`.
  package static func read(
    from descriptor: Int32, endsAtDot: Bool, in place: SpillPlace
  ) throws(ArchiveError) -> SubmittedMessage {
    let bytes: MessageBytes
    do {
      var builder = MessageBytesBuilder(in: place)
      var portion = [UInt8](repeating: 0, count: 64 << 10)
      var dots = DotLine()
      var hasEnded = false
      while !hasEnded {
        let count = try POSIX.read(descriptor, into: &portion, from: 0, FilePath("standard input"))
        if count == 0 { break }
        let end = endsAtDot ? dots.end(in: portion[..<count]) : nil
        hasEnded = end != nil
        try builder.append(portion.span.extracting(0..<(end ?? count)))
      }
      let all = try builder.take()
      // The line that an mbox or a mail system puts before a message is no part of it.
      let head = try all.slice(0..<min(all.count, Limits.header))
      if head.starts(with: "From ".utf8), let end = head.firstIndex(of: Byte.lf) {
        bytes = all.part(head.distance(from: head.startIndex, to: end) + 1..<all.count)
      } else {
        bytes = all
      }
    } catch { throw ArchiveError(any: error) }
    return try SubmittedMessage(bytes)
  }
}

/// Finds a line that is one dot.
private struct DotLine {
  private enum State {
    case lineStart
    case dot
    case inLine
  }

  private var state = State.lineStart

  /// Where the message ends: before the dot, which may have been in the portion before, whose line end
  /// then ends the message as well.
  mutating func end(in bytes: ArraySlice<UInt8>) -> Int? {
    for (index, byte) in zip(bytes.indices, bytes) {
      switch (state, byte) {
      case (.dot, Byte.lf): return max(bytes.startIndex, index - 1)
      case (_, Byte.lf): state = .lineStart
      case (.lineStart, UInt8(ascii: ".")): state = .dot
      case (.dot, Byte.cr): break
      default: state = .inLine
      }
    }
    return nil
  }
}
