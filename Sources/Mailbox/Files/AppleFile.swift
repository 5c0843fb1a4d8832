import Files
import Mail

/// An .emlx file of Apple Mail.
enum AppleFile {
  /// The range of the message; nil if the file ends before the message does.
  ///
  /// The length in the first line is used if it leads to the property list or to the end of the
  /// file. Line ends that were converted make it wrong; then the message ends at the property list
  /// or, without one, at the end of the file.
  static func message(in bytes: MessageBytes) throws(MailboxError) -> Range<Int>? {
    let head = Array(try bytes.beginning(Limits.fromLine))
    guard let (length, start) = FileKind.emlxCount(head.span) else { return nil }
    let available = bytes.count - start
    if length == available { return start..<bytes.count }
    if length < available {
      let end = start + length
      let next = try bytes.stretch(end..<min(bytes.count, end + mark.count))
      if next.elementsEqual(mark) || next.starts(with: "<plist".utf8.prefix(mark.count)) {
        return start..<end
      }
    }
    if let end = try propertyList(in: bytes, from: start) { return start..<end }
    return length > available ? nil : start..<bytes.count
  }

  private static let mark = Array("<?xml".utf8)

  /// Start of the property list at the end of the file.
  private static func propertyList(
    in bytes: MessageBytes, from start: Int
  ) throws(MailboxError) -> Int? {
    let from = max(start, bytes.count - Limits.propertyList)
    let tail = Array(try bytes.stretch(from..<bytes.count))
    let last = tail.indices.last { tail[$0...].starts(with: mark) }
    guard let last else { return nil }
    let text = String(decoding: tail[last...], as: UTF8.self)
    return text.contains("<plist") ? from + last : nil
  }

  /// Reads the bits of the integer under the key "flags": 0 read, 1 deleted, 2 answered, 4 flagged,
  /// 6 draft, 8 forwarded.
  static func flags(_ propertyList: ArraySlice<UInt8>) -> MessageFlags {
    let text = String(decoding: propertyList, as: UTF8.self)
    let parts = text.split(separator: "<key>flags</key>", maxSplits: 1)
    guard parts.count == 2,
      let open = parts[1].split(separator: "<integer>", maxSplits: 1).last,
      let number = UInt64(open.prefix { $0.isNumber })
    else { return [] }
    let bits: [(UInt64, MessageFlags)] = [
      (0, .seen), (1, .deleted), (2, .answered), (4, .flagged), (6, .draft), (8, .passed),
    ]
    return bits.reduce(into: []) { if number >> $1.0 & 1 == 1 { $0.insert($1.1) } }
  }
}
