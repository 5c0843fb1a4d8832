import Bytes

/// What a line is in a header section.
enum HeaderLine {
  case usualField, field, fold, other

  /// Fields one of which every message has or gets on its way; vCards, YAML and logs also have
  /// lines with colons.
  private static let usual: [StaticString] = [
    "From", "To", "Subject", "Date", "Received", "Message-ID", "Return-Path", "MIME-Version",
    "Delivered-To", "Content-Type", "Reply-To", "Cc", "X-Mozilla-Status", "X-Gmail-Labels",
  ]

  init(_ head: Span<UInt8>, _ line: Range<Int>, isFirst: Bool) {
    if !isFirst, head[line.lowerBound] == 0x20 || head[line.lowerBound] == 0x09 {
      self = .fold
    } else if head.hasBytes(">From ", at: line.lowerBound) {
      // A mailer's line that was once a separator stands among the fields of some files.
      self = .field
    } else if HeaderSection.startsField(head, at: line.lowerBound),
      let colon = head.firstIndex(of: Byte.colon, in: line)
    {
      self =
        Self.usual.contains { HeaderSection.named(head, line.lowerBound..<colon, $0) }
        ? .usualField : .field
    } else {
      self = .other
    }
  }
}
