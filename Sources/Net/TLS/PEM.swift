internal import COpenSSL
import Errors
internal import Glibc

/// Bytes that should be PEM (RFC 7468), and where they came from.
struct PEM {
  let bytes: [UInt8]
  let place: String

  init(bytes: [UInt8], place: String) {
    self.bytes = bytes
    self.place = place
  }

  init(file path: String) throws(NetError) {
    let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw Self.unreadable(path, systemReason(errno)) }
    let file = Descriptor(number)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = unsafe read(file.number, &buffer, buffer.count)
      guard count >= 0 else { throw Self.unreadable(path, systemReason(errno)) }
      if count == 0 { break }
      bytes += buffer.prefix(count)
      guard bytes.count <= Limits.pemFile else { throw Self.unreadable(path, "too large") }
    }
    self.init(bytes: bytes, place: path)
  }

  /// Calls `body` for each certificate in order; each is freed after the call.
  func eachCertificate(_ body: (OpaquePointer) -> Void) throws(NetError) {
    let count = unsafe withBIO { bio in
      var count = 0
      while let certificate = unsafe PEM_read_bio_X509(bio, nil, refusePassphrase, nil) {
        unsafe body(certificate)
        unsafe X509_free(certificate)
        count += 1
      }
      return count
    }
    ERR_clear_error()
    guard count > 0 else { throw Self.unreadable(place, "holds no certificate in PEM form") }
  }

  /// The private key; must be freed with `EVP_PKEY_free`.
  func key() throws(NetError) -> OpaquePointer {
    let key = unsafe withBIO { unsafe PEM_read_bio_PrivateKey($0, nil, refusePassphrase, nil) }
    ERR_clear_error()
    guard let key = unsafe key else {
      throw Self.unreadable(place, "holds no unencrypted private key in PEM form")
    }
    return unsafe key
  }

  private func withBIO<R>(_ body: (OpaquePointer?) -> R) -> R {
    unsafe bytes.withUnsafeBytes { raw in
      let bio = unsafe BIO_new_mem_buf(raw.baseAddress, Int32(clamping: raw.count))
      defer { unsafe BIO_free(bio) }
      return unsafe body(bio)
    }
  }

  static func unreadable(_ path: String, _ reason: String) -> NetError {
    NetError(
      .unreadableFile, at: path, why: reason,
      remedy: "name a readable file in PEM form in the account's settings")
  }
}

/// Without a callback OpenSSL would ask on the terminal.
private func refusePassphrase(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ writing: Int32,
  _ context: UnsafeMutableRawPointer?
) -> Int32 { 0 }
