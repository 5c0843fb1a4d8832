internal import COpenSSL
package import Net

/// Contents of a certificate (RFC 5280).
package struct CertificateContents: Sendable {
  package var commonName: String
  /// subjectAltName dNSName entries, exactly as they are to be written.
  package var dnsNames: [[UInt8]] = []
  /// subjectAltName iPAddress entries: 4 or 16 bytes each.
  package var addresses: [[UInt8]] = []
  /// Seconds from now.
  package var validity: ClosedRange<Int> = -3600...86_400 * 30
  fileprivate var isAuthority = false

  package init(commonName: String) { self.commonName = commonName }

  /// For servers on this machine only.
  package static var loopback: CertificateContents {
    var contents = CertificateContents(commonName: "localhost")
    contents.dnsNames = [Array("localhost".utf8)]
    contents.addresses = [[127, 0, 0, 1], [UInt8](repeating: 0, count: 15) + [1]]
    return contents
  }
}

/// Issues certificates for short-lived servers: the demonstration and the tests.
///
/// Owns its key and certificate. Whoever trusts `certificate` trusts everything that it issues.
@safe package final class CertificateAuthority {
  /// In PEM.
  package let certificate: [UInt8]
  private let key: OpaquePointer
  private let x509: OpaquePointer

  package init(name: String) throws(NetError) {
    var contents = CertificateContents(commonName: name)
    contents.isAuthority = true
    let key = unsafe try Self.newKey()
    guard let x509 = unsafe Self.certificate(contents, key: key, issuer: nil, issuerKey: key),
      let pem = unsafe Self.pem(of: { unsafe PEM_write_bio_X509($0, x509) })
    else {
      unsafe EVP_PKEY_free(key)
      throw Self.failed()
    }
    unsafe self.key = unsafe key
    unsafe self.x509 = unsafe x509
    certificate = pem
  }

  deinit {
    unsafe X509_free(x509)
    unsafe EVP_PKEY_free(key)
  }

  /// Returns a new key and a certificate for it, signed by this authority.
  package func issue(_ contents: CertificateContents) throws(NetError) -> TLSIdentity {
    unsafe try Self.identity(contents, issuer: x509, issuerKey: key)
  }

  /// Returns a new key and a certificate signed by that key itself.
  package static func selfSigned(_ contents: CertificateContents) throws(NetError) -> TLSIdentity {
    unsafe try identity(contents, issuer: nil, issuerKey: nil)
  }

  private static func identity(
    _ contents: CertificateContents, issuer: OpaquePointer?, issuerKey: OpaquePointer?
  ) throws(NetError) -> TLSIdentity {
    let key = unsafe try newKey()
    defer { unsafe EVP_PKEY_free(key) }
    guard
      let x509 = unsafe certificate(
        contents, key: key, issuer: issuer, issuerKey: issuerKey ?? key)
    else { throw failed() }
    defer { unsafe X509_free(x509) }
    guard let certificate = unsafe pem(of: { unsafe PEM_write_bio_X509($0, x509) }),
      let keyText = unsafe pem(of: {
        unsafe PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil)
      })
    else { throw failed() }
    return .memory(certificate: certificate, key: keyText)
  }

  /// ECDSA on P-256, which every TLS 1.2 peer knows. Must be freed with `EVP_PKEY_free`.
  private static func newKey() throws(NetError) -> OpaquePointer {
    let generator = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil)
    defer { unsafe EVP_PKEY_CTX_free(generator) }
    var key: OpaquePointer?
    guard unsafe generator != nil, unsafe EVP_PKEY_keygen_init(generator) == 1,
      unsafe EVP_PKEY_CTX_set_ec_paramgen_curve_nid(generator, NID_X9_62_prime256v1) == 1,
      unsafe EVP_PKEY_keygen(generator, &key) == 1, let key = unsafe key
    else { throw failed() }
    return unsafe key
  }

  /// Must be freed with `X509_free`; nil if OpenSSL fails. Without an issuer it is self-signed.
  private static func certificate(
    _ contents: CertificateContents, key: OpaquePointer, issuer: OpaquePointer?,
    issuerKey: OpaquePointer
  ) -> OpaquePointer? {
    guard let x509 = unsafe X509_new() else { return nil }
    let subject = unsafe X509_get_subject_name(x509)
    let name = Array(contents.commonName.utf8)
    var ok = unsafe X509_set_version(x509, 2) == 1
    ok =
      unsafe ok
      && ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), .random(in: 1...UInt64.max)) == 1
    ok =
      unsafe ok && X509_gmtime_adj(X509_getm_notBefore(x509), contents.validity.lowerBound) != nil
    ok = unsafe ok && X509_gmtime_adj(X509_getm_notAfter(x509), contents.validity.upperBound) != nil
    ok =
      unsafe ok
      && X509_NAME_add_entry_by_txt(
        subject, "CN", MBSTRING_FLAG, name, Int32(clamping: name.count), -1, 0) == 1
    ok =
      unsafe ok
      && X509_set_issuer_name(x509, issuer.map { unsafe X509_get_subject_name($0) } ?? subject) == 1
    ok = unsafe ok && X509_set_pubkey(x509, key) == 1
    // DER of basicConstraints: SEQUENCE {} or SEQUENCE { BOOLEAN TRUE } (§4.2.1.9).
    let constraints: [UInt8] = contents.isAuthority ? [0x30, 3, 1, 1, 0xff] : [0x30, 0]
    ok = unsafe ok && add(NID_basic_constraints, constraints, isCritical: true, to: x509)
    let names = alternativeNames(contents)
    ok =
      unsafe ok
      && (names.count <= 2 || add(NID_subject_alt_name, names, isCritical: false, to: x509))
    ok = unsafe ok && X509_sign(x509, issuerKey, EVP_sha256()) > 0
    ERR_clear_error()
    if ok { return unsafe x509 }
    unsafe X509_free(x509)
    return nil
  }

  /// GeneralNames (§4.2.1.6): SEQUENCE of [2] IA5String and [7] OCTET STRING.
  private static func alternativeNames(_ contents: CertificateContents) -> [UInt8] {
    let body =
      contents.dnsNames.flatMap { der(0x82, $0) } + contents.addresses.flatMap { der(0x87, $0) }
    return der(0x30, body)
  }

  /// Tag, length and value (X.690 §8.1), of up to 65,535 bytes.
  private static func der(_ tag: UInt8, _ value: [UInt8]) -> [UInt8] {
    let count = value.count
    return switch count {
    case ..<0x80: [tag, UInt8(count)] + value
    case ..<0x100: [tag, 0x81, UInt8(count)] + value
    default: [tag, 0x82, UInt8(truncatingIfNeeded: count >> 8), UInt8(count & 0xff)] + value
    }
  }

  private static func add(
    _ id: Int32, _ value: [UInt8], isCritical: Bool, to x509: OpaquePointer
  ) -> Bool {
    let bytes = unsafe ASN1_OCTET_STRING_new()
    defer { unsafe ASN1_OCTET_STRING_free(bytes) }
    guard unsafe ASN1_OCTET_STRING_set(bytes, value, Int32(clamping: value.count)) == 1 else {
      return false
    }
    let entry = unsafe X509_EXTENSION_create_by_NID(nil, id, isCritical ? 1 : 0, bytes)
    defer { unsafe X509_EXTENSION_free(entry) }
    return unsafe X509_add_ext(x509, entry, -1) == 1
  }

  private static func pem(of write: (OpaquePointer?) -> Int32) -> [UInt8]? {
    let bio = unsafe BIO_new(BIO_s_mem())
    defer { unsafe BIO_free(bio) }
    guard unsafe write(bio) == 1 else { return nil }
    var text = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(bio))
    guard unsafe BIO_read(bio, &text, Int32(clamping: text.count)) == text.count else { return nil }
    return text
  }

  private static func failed() -> NetError {
    ERR_clear_error()
    return NetError(
      .handshakeFailed, at: "certificate", why: "OpenSSL cannot make a certificate",
      remedy: "check the installation of OpenSSL")
  }
}
