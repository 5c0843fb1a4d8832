import MIME
import Store
import Testing

@testable import Reading

/// A message that is too large for memory is parsed by its skeleton: its parts lie where they lie in
/// the whole.
@Suite struct MessageSkeletonTests {
  /// - Parameter large: bytes of the largest part.
  static func message(_ lineEnd: String, large: Int) -> [UInt8] {
    func base64(_ count: Int) -> String {
      String(repeating: String(repeating: "QUJD", count: 19) + lineEnd, count: count / 77)
    }
    let text = """
      From: Ada <ada@example.org>
      Subject: large
      Content-Type: multipart/mixed; boundary=outer

      preamble
      --outer
      Content-Type: text/plain

      - a list
      -- a signature
      --outer
      Content-Type: application/pdf
      Content-Transfer-Encoding: base64

      LARGE
      --outer
      Content-Type: multipart/alternative; boundary=inner

      --inner

      between
      --inner
      Content-Type: image/png
      Content-Transfer-Encoding: base64

      SMALL
      --inner--
      --outer
      Content-Type: message/rfc822

      Subject: nested

      LARGE
      --outer--
      epilogue

      """
    return Array(
      text.replacing("\n", with: lineEnd).replacing("LARGE", with: base64(large))
        .replacing("SMALL", with: base64(500_000)).utf8)
  }

  @Test(
    arguments: ["\r\n", "\n", "\r"],
    [(9 << 20, 1 << 20), (9 << 20, 77_777), (100_000, 3)])
  func partsLieWhereTheyLieInTheWhole(_ lineEnd: String, _ size: (large: Int, piece: Int)) {
    let bytes = Self.message(lineEnd, large: size.large)
    var skeleton = MessageSkeleton()
    var position = 0
    while position < bytes.count {
      let end = min(position + size.piece, bytes.count)
      skeleton.add(bytes[position..<end])
      position = end
    }
    let whole = Message(parsing: bytes)
    let parsed = Message(parsing: skeleton.bytes)
    #expect(whole.parts.count == 8)
    #expect(skeleton.bytes.count <= Limits.skeleton)
    #expect(parsed.parts.map(\.mediaType) == whole.parts.map(\.mediaType))
    #expect(parsed.parts.map(\.encoding) == whole.parts.map(\.encoding))
    for (found, expected) in zip(parsed.parts, whole.parts) {
      #expect(skeleton.original(Int(found.bodyRange.lowerBound)) == expected.bodyRange.lowerBound)
      #expect(skeleton.original(Int(found.bodyRange.upperBound)) == expected.bodyRange.upperBound)
    }
  }

  @Test("Whatever a sender does, an skeleton stays small", arguments: ["--\n", "--x\r\n", "x"])
  func bounds(_ unit: String) {
    let piece = Array(String(repeating: unit, count: (4 << 20) / unit.utf8.count).utf8)
    var skeleton = MessageSkeleton()
    for _ in 0..<8 { skeleton.add(piece[...]) }
    #expect(skeleton.bytes.count <= Limits.skeleton + Limits.skeletonStart)
    #expect(skeleton.original(skeleton.bytes.count) == 8 * piece.count)
  }
}
