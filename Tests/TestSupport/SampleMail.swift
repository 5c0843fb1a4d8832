import Foundation

/// Deterministic mail for tests: `count` different messages in several charsets, with attachments,
/// awkward lines and line ends. Each contains its own word "item<number>".
package func makeMessages(_ count: Int) -> [[UInt8]] {
  (0..<count).map { makeMessage($0) }
}

package func makeMessage(_ number: Int) -> [UInt8] {
  var header = """
    From: Sender \(number % 17) <sender\(number % 17)@example.org>
    To: Reader <reader@example.net>
    Subject: Message number \(number)
    Message-ID: <message-\(number)@example.org>
    Date: \(1 + number % 28) Mar \(2000 + number % 25) 10:\(10 + number % 50):00 +0100
    MIME-Version: 1.0

    """
  let word = "item\(number)"
  var body: [UInt8]
  switch number % 7 {
  case 0:
    header += "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n"
    body = Array("Stra".utf8) + [0xDF] + Array("e und caf".utf8) + [0xE9] + Array(" \(word)\n".utf8)
  case 1:
    header += "Content-Type: text/html; charset=utf-8\n"
    body = Array("<p>Gr&uuml;&szlig;e <b>\(word)</b></p>\n".utf8)
  case 2:
    header += "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n"
    body = Array(
      Data("快乐 \(word)\n".utf8).base64EncodedString(options: .lineLength76Characters).utf8)
    body += [10]
  case 3:
    header += "Content-Type: multipart/mixed; boundary=b\(number)\n"
    let attachment = Data((0..<3_000).map { UInt8(truncatingIfNeeded: ($0 * 7) ^ (number % 3)) })
    body = Array(
      """
      --b\(number)
      Content-Type: text/plain

      See the attached file, \(word).
      --b\(number)
      Content-Type: application/octet-stream; name="data\(number).bin"
      Content-Transfer-Encoding: base64

      \(attachment.base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]))
      --b\(number)--

      """.utf8)
  case 4: body = Array(".\n..\n.leading dots, \(word)\n\nFrom the middle\n>From quoted\n".utf8)
  case 5: body = Array("\(word) no line end at the end".utf8)
  default: body = Array((String(repeating: "A longer text with \(word). ", count: 60) + "\n").utf8)
  }
  return Array(header.utf8) + [10] + body
}

/// A message as a server sends it: every line ends in CRLF (RFC 1939 §3), including the last.
package func onTheWire(_ message: [UInt8]) -> [UInt8] {
  var wire: [UInt8] = []
  for byte in message {
    if byte == 10, wire.last != 13 { wire.append(13) }
    wire.append(byte)
  }
  return wire.suffix(2) == [13, 10] ? wire : wire + [13, 10]
}
