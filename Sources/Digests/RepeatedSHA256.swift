private import COpenSSL

/// SHA-256 of many short texts, one after the other. To make a context for each takes longer than to hash
/// them.
@safe final class RepeatedSHA256 {
  private let context: OpaquePointer
  private var text = [UInt8](repeating: 0, count: 1 + 2 * SHA256Digest.byteCount)
  private var digest = [UInt8](repeating: 0, count: SHA256Digest.byteCount)

  init() throws(DigestError) {
    guard let context = unsafe EVP_MD_CTX_new() else { throw Self.refusal }
    unsafe self.context = context
    guard unsafe EVP_DigestInit_ex(context, MessageDigest.Algorithm.sha256.method, nil) == 1 else {
      ERR_clear_error()
      throw Self.refusal
    }
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// The digest of a byte with one digest or two behind it.
  func digest(
    of mark: UInt8, _ first: SHA256Digest, _ second: SHA256Digest?
  ) throws(DigestError) -> SHA256Digest {
    text[0] = mark
    first.write(to: &text, at: 1)
    second?.write(to: &text, at: 1 + SHA256Digest.byteCount)
    let count = second == nil ? text.count - SHA256Digest.byteCount : text.count
    var length: UInt32 = 0
    // Without a method it is the one before.
    guard unsafe EVP_DigestInit_ex(context, nil, nil) == 1,
      unsafe EVP_DigestUpdate(context, text, count) == 1,
      unsafe EVP_DigestFinal_ex(context, &digest, &length) == 1,
      let made = SHA256Digest(bytes: digest)
    else {
      ERR_clear_error()
      throw Self.refusal
    }
    return made
  }

  private static var refusal: DigestError {
    DigestError(algorithm: MessageDigest.Algorithm.sha256.rawValue)
  }
}
