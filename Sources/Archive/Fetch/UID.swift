import Digests

/// A server's unique-id as text that stands for exactly these octets: printable ASCII as it is
/// (RFC 1939 §7), every other octet and "%" as "%XX". Of one that is longer than any server needs, a
/// digest.
struct UID: Hashable {
  let text: String

  init(octets: [UInt8]) {
    if octets.count > Limits.uidOctets, let digest = try? SHA256Digest(of: octets) {
      text = "LONG \(digest.hex)"
    } else if octets.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "%") }) {
      text = String(decoding: octets, as: UTF8.self)
    } else {
      text = octets.map { octet in
        octet > 0x20 && octet < 0x7F && octet != UInt8(ascii: "%")
          ? String(UnicodeScalar(octet))
          : "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
      }.joined()
    }
  }

  /// Stands in where the server gives none; the space keeps it apart from all that it could give.
  init(top digest: SHA256Digest) { text = "TOP \(digest.hex)" }
}
