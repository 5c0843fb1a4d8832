internal import COpenSSL

/// An `SSL_CTX` for one connection, and the result of its certificate check.
///
/// Contract: OpenSSL calls `check` only during handshakes of sessions made from this context, and
/// each session keeps its context alive, so the unretained pointer that OpenSSL holds stays valid.
@safe final class TLSContext {
  /// `SSL_OP_NO_RENEGOTIATION`, a macro that Swift does not import.
  private static let noRenegotiation: UInt64 = 1 << 30

  let pointer: OpaquePointer
  private(set) var problem: CertificateProblem?
  private(set) var fingerprint: Fingerprint?
  private var pins: [Fingerprint]?

  private init(_ method: OpaquePointer?, _ place: String) throws(NetError) {
    ERR_clear_error()
    guard let pointer = unsafe SSL_CTX_new(method) else {
      throw NetError(
        .handshakeFailed, at: place, why: "OpenSSL cannot start",
        remedy: "check the installation of OpenSSL")
    }
    unsafe self.pointer = unsafe pointer
    _ = unsafe SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
    _ = unsafe SSL_CTX_ctrl(pointer, SSL_CTRL_MODE, Int(SSL_MODE_RELEASE_BUFFERS), nil)
    // Only attackers need renegotiation; the protocol above judges a missing close_notify.
    _ = unsafe SSL_CTX_set_options(pointer, Self.noRenegotiation)
  }

  deinit { unsafe SSL_CTX_free(pointer) }

  static func client(_ configuration: TLSConfiguration, place: String) throws(NetError)
    -> TLSContext
  {
    let context = unsafe try TLSContext(TLS_client_method(), place)
    switch configuration.trust {
    case .system: _ = unsafe SSL_CTX_set_default_verify_paths(context.pointer)
    case .file(let path): try context.trust(PEM(file: path))
    case .authorities(let pem): try context.trust(PEM(bytes: pem, place: "CA certificates"))
    case .pinned(let pins): context.pins = pins
    }
    unsafe SSL_CTX_set_verify(context.pointer, SSL_VERIFY_PEER, nil)
    unsafe SSL_CTX_set_cert_verify_callback(
      context.pointer,
      { store, argument in
        guard let store = unsafe store, let argument = unsafe argument else { return 0 }
        let context = unsafe Unmanaged<TLSContext>.fromOpaque(argument).takeUnretainedValue()
        return unsafe context.check(store) ? 1 : 0
      }, Unmanaged.passUnretained(context).toOpaque())
    if let identity = configuration.identity { try context.present(identity) }
    return context
  }

  static func server(_ identity: TLSIdentity, place: String) throws(NetError) -> TLSContext {
    let context = unsafe try TLSContext(TLS_server_method(), place)
    try context.present(identity)
    return context
  }

  private func trust(_ pem: PEM) throws(NetError) {
    let store = unsafe SSL_CTX_get_cert_store(pointer)
    unsafe try pem.eachCertificate { _ = unsafe X509_STORE_add_cert(store, $0) }
  }

  private func present(_ identity: TLSIdentity) throws(NetError) {
    let (certificate, key) = try identity.load()
    var isFirst = true
    unsafe try certificate.eachCertificate {
      // The first is Mailcask's own, the others lead to the root.
      if isFirst {
        unsafe SSL_CTX_use_certificate(pointer, $0)
      } else {
        unsafe X509_up_ref($0)
        unsafe SSL_CTX_ctrl(pointer, SSL_CTRL_EXTRA_CHAIN_CERT, 0, UnsafeMutableRawPointer($0))
      }
      isFirst = false
    }
    let privateKey = unsafe try key.key()
    defer { unsafe EVP_PKEY_free(privateKey) }
    guard unsafe SSL_CTX_use_PrivateKey(pointer, privateKey) == 1,
      unsafe SSL_CTX_check_private_key(pointer) == 1
    else {
      ERR_clear_error()
      throw PEM.unreadable(key.place, "does not belong to the certificate")
    }
  }

  /// Checks the peer's chain instead of OpenSSL's default, so that the fingerprint is known even if
  /// the certificate is rejected.
  private func check(_ store: OpaquePointer) -> Bool {
    guard let leaf = unsafe X509_STORE_CTX_get0_cert(store) else { return false }
    let shown = unsafe Fingerprint(certificate: leaf)
    fingerprint = shown
    if let pins {
      if pins.contains(shown) { return true }
      problem = .pinMismatch
    } else {
      if unsafe X509_verify_cert(store) == 1 { return true }
      problem = CertificateProblem(verifyResult: unsafe X509_STORE_CTX_get_error(store))
    }
    return false
  }
}

extension Fingerprint {
  /// The fingerprint of the first certificate in `pem`.
  package init?(pem: [UInt8]) {
    var first: Fingerprint?
    unsafe try? PEM(bytes: pem, place: "").eachCertificate {
      if first == nil { first = unsafe Fingerprint(certificate: $0) }
    }
    guard let first else { return nil }
    self = first
  }

  init(certificate: OpaquePointer) {
    var digest = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    _ = unsafe X509_digest(certificate, EVP_sha256(), &digest, &count)
    self.init(bytes: digest)
  }
}

extension CertificateProblem {
  init(verifyResult: Int32) {
    self =
      switch verifyResult {
      case X509_V_ERR_CERT_HAS_EXPIRED: .expired
      case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
      case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: .wrongHost
      case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: .selfSigned
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
        X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        .unknownIssuer
      case X509_V_ERR_CERT_REVOKED: .revoked
      default: .other(verifyResult)
      }
  }

  /// The reason and the remedy in words for people.
  func words(_ fingerprint: Fingerprint?) -> (reason: String, advice: String) {
    let pin = fingerprint.map { ", or if you know this server, pin its certificate: \($0)" } ?? ""
    return switch self {
    case .expired: ("the server's certificate has expired", "ask its operator to renew it\(pin)")
    case .notYetValid: ("the server's certificate is not valid yet", "check this machine's clock")
    case .wrongHost:
      ("the server's certificate is for another name", "check the server's name\(pin)")
    case .selfSigned:
      ("the server's certificate is self-signed", "name a CA file that holds it\(pin)")
    case .unknownIssuer:
      (
        "the server's certificate is not signed by an authority that this machine trusts",
        "name a CA file\(pin)"
      )
    case .revoked: ("the server's certificate was revoked", "ask its operator")
    case .pinMismatch:
      (
        "the server's certificate is not the pinned one",
        "find out whether it was renewed; it now shows \(fingerprint?.description ?? "none")"
      )
    case .other(let code):
      (unsafe String(cString: X509_verify_cert_error_string(Int(code))), "ask its operator\(pin)")
    }
  }
}
