private import COpenSSL

/// HMAC (RFC 2104), PBKDF2 (RFC 8018 §5.2) and random bytes: the building blocks of SASL
/// mechanisms.
package enum KeyedDigest {
  /// HMAC of `message` under `key`; its length is that of the algorithm's digest.
  package static func hmac(
    _ algorithm: MessageDigest.Algorithm, key: [UInt8], message: [UInt8]
  ) throws(DigestError) -> [UInt8] {
    guard let keyLength = Int32(exactly: key.count) else {
      throw DigestError(algorithm: "HMAC-\(algorithm.rawValue)")
    }
    var length: UInt32 = 0
    // OpenSSL reads a nil key as "reuse the previous key", so an empty key needs an address of its
    // own.
    let keyBytes = key.isEmpty ? [0] : key
    let mac = unsafe [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
      let written = unsafe HMAC(
        algorithm.method, keyBytes, keyLength, message, message.count, buffer.baseAddress, &length)
      count = unsafe written == nil ? 0 : Int(length)
    }
    guard !mac.isEmpty else { throw DigestError(algorithm: "HMAC-\(algorithm.rawValue)") }
    return mac
  }

  /// Derives `length` bytes from a password. `iterations` comes from the peer, so the caller must
  /// limit it.
  package static func pbkdf2(
    _ algorithm: MessageDigest.Algorithm, password: [UInt8], salt: [UInt8], iterations: Int,
    length: Int
  ) throws(DigestError) -> [UInt8] {
    let name = "PBKDF2-\(algorithm.rawValue)"
    guard let passwordLength = Int32(exactly: password.count),
      let saltLength = Int32(exactly: salt.count), let rounds = Int32(exactly: iterations),
      let keyLength = Int32(exactly: length), rounds > 0, keyLength > 0
    else { throw DigestError(algorithm: name) }
    let key = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      let done = unsafe password.withUnsafeBytes { password in
        unsafe PKCS5_PBKDF2_HMAC(
          password.baseAddress?.assumingMemoryBound(to: CChar.self), passwordLength, salt,
          saltLength, rounds, algorithm.method, keyLength, buffer.baseAddress)
      }
      count = done == 1 ? length : 0
    }
    guard !key.isEmpty else { throw DigestError(algorithm: name) }
    return key
  }

  /// `count` bytes from OpenSSL's random generator, suitable for nonces and keys.
  package static func random(count: Int) throws(DigestError) -> [UInt8] {
    guard let wanted = Int32(exactly: count), wanted >= 0 else {
      throw DigestError(algorithm: "random")
    }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = unsafe RAND_bytes(buffer.baseAddress, wanted) == 1 ? count : 0
    }
    guard bytes.count == count else { throw DigestError(algorithm: "random") }
    return bytes
  }

  /// Compares in a time that depends only on the lengths, so that timing reveals nothing.
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
