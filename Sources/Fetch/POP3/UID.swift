import Bytes
import Digests

/// A server's unique-id as text that stands for exactly these bytes: printable ASCII as it is
/// (RFC 1939 §7), every other byte and "%" as "%XX". Of one that is longer than any server needs, a
/// digest.
struct UID: Hashable {
  let text: String

  init(bytes: [UInt8]) {
    if bytes.count > Limits.uidBytes, let digest = try? SHA256Digest(of: bytes) {
      text = "LONG \(digest.hex)"
    } else {
      text = PercentEncoding.encode(bytes) { $0 > 0x20 && $0 < 0x7F && $0 != Byte.percent }
    }
  }

  /// Stands in where the server gives none; the space keeps it apart from all that it could give.
  init(top digest: SHA256Digest) { text = "TOP \(digest.hex)" }
}
