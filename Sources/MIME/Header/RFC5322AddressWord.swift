import Bytes
import Text

/// A run of text without white space, with quotes removed.
struct AddressWord {
  var text: [UInt8]
  /// As written, including quotes, which a local part needs.
  var raw: [UInt8]
  var hasAt: Bool
}

/// Joins "jdoe @ example . org" (RFC 5322 section 4.4).
func gluedAroundAt(_ words: [AddressWord]) -> [AddressWord] {
  var result: [AddressWord] = []
  for word in words {
    if let last = result.last,
      word.raw.first == Byte.at || last.raw.last == Byte.at
        || (last.hasAt && (word.raw.first == Byte.dot || last.raw.last == Byte.dot))
        || (word.raw.first == Byte.dot && word.raw.count == 1)
    {
      result[result.count - 1].raw += word.raw
      result[result.count - 1].text += word.text
      result[result.count - 1].hasAt = last.hasAt || word.hasAt
    } else {
      result.append(word)
    }
  }
  return result
}

/// The words as a display name (RFC 5322 section 3.2.5), with encoded-words decoded.
func phrase(_ words: [AddressWord], hint: CharsetHint?) -> String {
  var joined: [UInt8] = []
  for word in words {
    if !joined.isEmpty { joined.append(Byte.space) }
    joined += word.text
  }
  return decodeUnstructured(joined.span, 0..<joined.count, hint: hint).text
}

/// Removes the source route of RFC 5322 section 4.4 ("@a,@b:jdoe@c").
func withoutRoute(_ angle: [UInt8]) -> [UInt8] {
  guard angle.first == Byte.at, let colon = angle.lastIndex(of: Byte.colon) else { return angle }
  return Array(angle[(colon + 1)...])
}

/// A mailbox, without unnecessary quotes and scheme.
func mailboxText(_ mailbox: [UInt8], hint: CharsetHint?) -> String {
  var mailbox = mailbox
  if mailbox.count > 7, mailbox.span.isEqual(0..<7, lowercase: "mailto:") {
    mailbox.removeFirst(7)
  }
  // The end of "[mailto:jdoe@c]", of which the rest is a name and a scheme.
  if mailbox.last == UInt8(ascii: "]"), !mailbox.contains(UInt8(ascii: "[")) {
    mailbox.removeLast()
  }
  // Quotes that a local part does not need (RFC 5322 section 3.4.1).
  if mailbox.first == Byte.quote, let close = mailbox.lastIndex(of: Byte.quote), close > 1,
    close + 1 == mailbox.count || mailbox[close + 1] == Byte.at,
    mailbox[1..<close].allSatisfy({ Byte.isToken($0) })
  {
    mailbox.remove(at: close)
    mailbox.removeFirst()
  }
  return decodeUnstructured(mailbox.span, 0..<mailbox.count, hint: hint).text
}

extension String {
  var trimmedBlanks: String { trimmed { $0 == " " } }
}
