private import COpenSSL

/// A digest that is fed in pieces and read once. SHA-256 identifies contents; MD5 and SHA-1 exist
/// only because APOP (RFC 1939), CRAM-MD5 (RFC 2195) and SCRAM-SHA-1 (RFC 5802) are defined by
/// them.
///
/// Owns an OpenSSL context for its whole lifetime; must not be shared between threads.
@safe package struct MessageDigest: ~Copyable {
  package enum Algorithm: String, Sendable, CaseIterable {
    case md5 = "MD5"
    case sha1 = "SHA-1"
    case sha256 = "SHA-256"
    case sha512 = "SHA-512"

    /// OpenSSL's tables of methods live as long as the process.
    internal var method: OpaquePointer? {
      switch self {
      case .md5: unsafe EVP_md5()
      case .sha1: unsafe EVP_sha1()
      case .sha256: unsafe Self.fetchedSHA256 ?? EVP_sha256()
      case .sha512: unsafe EVP_sha512()
      }
    }

    /// Looked up once: with the plain table, OpenSSL 3 searches for an implementation whenever a
    /// digest starts, which takes longer than digesting a short message.
    nonisolated(unsafe) private static let fetchedSHA256 = unsafe EVP_MD_fetch(nil, "SHA256", nil)
  }

  private let algorithm: Algorithm
  private let context: OpaquePointer

  package init(_ algorithm: Algorithm) throws(DigestError) {
    guard let context = unsafe EVP_MD_CTX_new() else {
      throw DigestError(algorithm: algorithm.rawValue)
    }
    guard unsafe EVP_DigestInit_ex(context, algorithm.method, nil) == 1 else {
      unsafe EVP_MD_CTX_free(context)
      ERR_clear_error()
      throw DigestError(algorithm: algorithm.rawValue)
    }
    self.algorithm = algorithm
    unsafe self.context = unsafe context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  package mutating func update(_ bytes: [UInt8]) {
    _ = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    _ = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  /// Returns the digest's bytes; the context cannot be used afterwards.
  package consuming func finish() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
      var length: UInt32 = 0
      // Fails only for a context that was finished before, which `consuming` rules out.
      _ = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, &length)
      count = Int(length)
    }
  }

  /// The digest of bytes that are in memory as a whole.
  package static func of(
    _ bytes: [UInt8], _ algorithm: Algorithm
  ) throws(DigestError) -> [UInt8] {
    var digest = try MessageDigest(algorithm)
    digest.update(bytes)
    return digest.finish()
  }
}

/// SHA-256 in pieces, for streams. OpenSSL's default and FIPS providers both have SHA-256, so a
/// failure means an installation without a working OpenSSL.
package struct SHA256Hasher: ~Copyable {
  private var short: ShortSHA256?
  /// Nil where `short` is not.
  private var digest: MessageDigest?

  /// - Parameter count: number of bytes that are expected. A few are hashed without OpenSSL.
  package init(expecting count: Int = .max) throws(DigestError) {
    short = ShortSHA256(expecting: count)
    if short == nil { digest = try MessageDigest(.sha256) } else { digest = nil }
  }

  package mutating func update(_ bytes: [UInt8]) {
    short?.update(bytes.span)
    digest?.update(bytes)
  }

  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    short?.update(bytes.span)
    digest?.update(bytes)
  }

  package consuming func finish() throws(DigestError) -> SHA256Digest {
    let bytes: [UInt8]? =
      if let short { short.finish() } else if let digest { digest.finish() } else { nil }
    guard let digest = bytes.flatMap({ SHA256Digest(bytes: $0) }) else {
      throw DigestError(algorithm: MessageDigest.Algorithm.sha256.rawValue)
    }
    return digest
  }
}

extension SHA256Digest {
  package init(of bytes: [UInt8]) throws(DigestError) {
    try self.init(of: bytes[...])
  }

  package init(of bytes: ArraySlice<UInt8>) throws(DigestError) {
    var hasher = try SHA256Hasher(expecting: bytes.count)
    hasher.update(bytes)
    self = try hasher.finish()
  }
}
