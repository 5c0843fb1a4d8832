import Bytes
import Digests

/// The secrets of one start of the server: who has the cookie is let in, and who has the form's token
/// may change something.
struct AccessKeys: Sendable {
  let cookie: String
  let formToken: String
  let links: LinkSigner

  init() throws {
    cookie = try Self.secret()
    formToken = try Self.secret()
    links = LinkSigner(key: try KeyedDigest.random(count: 32))
  }

  /// 128 bits as hexadecimal digits.
  static func secret() throws -> String {
    Hexadecimal.encode(try KeyedDigest.random(count: 16))
  }

  static func areEqual(_ left: String, _ right: String) -> Bool {
    KeyedDigest.equal(Array(left.utf8), Array(right.utf8))
  }
}

/// Signs the addresses that links in mail lead to, so that only those are passed on.
struct LinkSigner: Sendable {
  let key: [UInt8]

  /// An address of ours that shows where a link leads and opens it by a click: "/out/SIGNATURE?u=…".
  /// Nil if it cannot be signed.
  func address(for target: String) -> String? {
    signature(target).map {
      "/out/\($0)?u=" + PercentEncoding.encode(target.utf8, keeping: PercentEncoding.isUnreserved)
    }
  }

  func isValid(_ signature: String, for target: String) -> Bool {
    self.signature(target).map { AccessKeys.areEqual(signature, $0) } ?? false
  }

  /// 128 bits as hexadecimal digits.
  private func signature(_ target: String) -> String? {
    (try? KeyedDigest.hmac(.sha256, key: key, message: Array(target.utf8))).map {
      Hexadecimal.encode($0.prefix(16))
    }
  }
}
