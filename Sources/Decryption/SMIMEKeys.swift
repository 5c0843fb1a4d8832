import COpenSSL
import Mail

/// Private keys and certificates for S/MIME, by OpenSSL.
///
/// Unsafe code here: OpenSSL's own objects, each released by the object that holds it.
@safe package final class SMIMEKeys {
  /// Why a file has no key that can be used.
  package enum Failure: Error, Equatable {
    case noKey
    /// A key in it is encrypted, and the passphrase is missing or wrong.
    case locked
  }

  private var keys: [PrivateKey] = []
  private var certificates: [Certificate] = []

  /// - Parameters:
  ///   - file: PEM, or PKCS #12.
  ///   - passphrase: of its keys.
  package init(_ file: [UInt8], passphrase: [UInt8]?) throws(Failure) {
    Self.useOldCiphers()
    let secret = Array((passphrase ?? []).prefix(Limits.passphraseBytes)) + [0]
    readPEM(file, secret)
    if keys.isEmpty { readPKCS12(file, secret) }
    ERR_clear_error()
    guard keys.isEmpty else { return }
    let isLocked = file.first == 0x30 || String(decoding: file, as: UTF8.self).contains("ENCRYPTED")
    throw isLocked ? .locked : .noKey
  }

  /// Mail of twenty years ago is encrypted with RC2 and DES.
  private static func useOldCiphers() { _ = providers }
  private static let providers: Bool = {
    let isThere = unsafe OSSL_PROVIDER_load(nil, "default") != nil
    return unsafe OSSL_PROVIDER_load(nil, "legacy") != nil && isThere
  }()

  private func readPEM(_ file: [UInt8], _ secret: [UInt8]) {
    unsafe MemoryFile.reading(file) { memory in
      while certificates.count < Limits.keys,
        let certificate = unsafe PEM_read_bio_X509(memory, nil, nil, nil)
      {
        certificates.append(unsafe Certificate(certificate))
      }
    }
    // Without a callback, what follows is the passphrase; nobody is asked.
    var secret = secret
    unsafe MemoryFile.reading(file) { memory in
      while keys.count < Limits.keys,
        let key = unsafe secret.withUnsafeMutableBytes({
          unsafe PEM_read_bio_PrivateKey(memory, nil, nil, $0.baseAddress)
        })
      {
        keys.append(unsafe PrivateKey(key))
      }
    }
  }

  private func readPKCS12(_ file: [UInt8], _ secret: [UInt8]) {
    unsafe MemoryFile.reading(file) { memory in
      guard let bundle = unsafe d2i_PKCS12_bio(memory, nil) else { return }
      defer { unsafe PKCS12_free(bundle) }
      var (key, certificate): (OpaquePointer?, OpaquePointer?)
      let passphrase = secret.map { CChar(bitPattern: $0) }
      guard unsafe PKCS12_parse(bundle, passphrase, &key, &certificate, nil) == 1 else { return }
      if let key = unsafe key { keys.append(unsafe PrivateKey(key)) }
      if let certificate = unsafe certificate {
        certificates.append(unsafe Certificate(certificate))
      }
    }
  }

  /// The content of enveloped-data, or of authenticated enveloped-data (RFC 5652, RFC 5083).
  func decrypt(_ bytes: [UInt8]) -> Opened {
    defer { ERR_clear_error() }
    var failure = DecryptionOutcome.noKey
    for key in keys {
      for certificate in certificates where certificate.belongs(to: key) {
        switch decrypt(bytes, key, certificate) {
        case .plain(let plain, _): return .plain(plain, sessionKey: nil)
        case .failed(let outcome): failure = max(failure, outcome)
        case .interrupted: return .interrupted
        }
      }
    }
    // A file may lack the certificate of an old key.
    for key in keys where failure == .noKey {
      if case .plain(let plain, _) = decrypt(bytes, key, nil) {
        return .plain(plain, sessionKey: nil)
      }
    }
    return .failed(failure)
  }

  private func decrypt(
    _ bytes: [UInt8], _ key: PrivateKey, _ certificate: Certificate?
  ) -> Opened {
    ERR_clear_error()
    guard let content = unsafe MemoryFile.reading(bytes, { unsafe d2i_CMS_bio($0, nil) }) else {
      return .failed(.damaged)
    }
    defer { unsafe CMS_ContentInfo_free(content) }
    guard let output = MemoryFile() else { return .failed(.limit) }
    // Without this a wrong key gives random bytes, which protects from who can ask again and again.
    let flags = UInt32(CMS_BINARY | CMS_DEBUG_DECRYPT)
    let isDone =
      unsafe CMS_decrypt(content, key.handle, certificate?.handle, nil, output.handle, flags) == 1
    if isDone { return .plain(output.contents, sessionKey: nil) }
    // Where another certificate is meant, some versions give no reason.
    let error = ERR_peek_last_error()
    let isForOthers = error == 0 || ERR_GET_REASON(error) == CMS_R_NO_MATCHING_RECIPIENT
    return .failed(isForOthers ? .noKey : .damaged)
  }
}

@safe private final class PrivateKey {
  let handle: OpaquePointer

  init(_ handle: OpaquePointer) { unsafe self.handle = handle }

  deinit { unsafe EVP_PKEY_free(handle) }
}

@safe private final class Certificate {
  let handle: OpaquePointer

  init(_ handle: OpaquePointer) { unsafe self.handle = handle }

  deinit { unsafe X509_free(handle) }

  func belongs(to key: PrivateKey) -> Bool {
    defer { ERR_clear_error() }
    return unsafe X509_check_private_key(handle, key.handle) == 1
  }
}

/// Bytes in memory as OpenSSL reads and writes them.
@safe private struct MemoryFile: ~Copyable {
  let handle: OpaquePointer

  init?() {
    guard let made = unsafe BIO_new(BIO_s_mem()) else { return nil }
    unsafe handle = made
  }

  deinit { _ = unsafe BIO_free(handle) }

  /// What was written to it.
  var contents: [UInt8] {
    let count = unsafe BIO_ctrl_pending(handle)
    var bytes = [UInt8](repeating: 0, count: count)
    let read = unsafe BIO_read(handle, &bytes, Int32(clamping: count))
    return Array(bytes.prefix(max(0, Int(read))))
  }

  /// - Returns: what `body` does; nil where there is no memory.
  static func reading<Result>(
    _ bytes: [UInt8], _ body: (OpaquePointer) -> Result?
  ) -> Result? {
    unsafe bytes.withUnsafeBytes { bytes in
      guard let memory = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
      else { return nil }
      defer { _ = unsafe BIO_free(memory) }
      return unsafe body(memory)
    }
  }

  static func reading(_ bytes: [UInt8], _ body: (OpaquePointer) -> Void) {
    _ = unsafe reading(bytes) { unsafe body($0) as Void? }
  }
}
