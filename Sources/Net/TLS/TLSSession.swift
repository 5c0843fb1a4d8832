internal import COpenSSL
internal import Glibc

/// One TLS session in memory: it takes and returns ciphertext as bytes and never touches a socket.
@safe final class TLSSession {
  enum Step: Equatable {
    case bytes(Int)
    case needsInput
    case end
  }

  private let context: TLSContext
  private let ssl: OpaquePointer
  private let place: String
  /// Owned by `ssl`.
  private let input: OpaquePointer
  private let output: OpaquePointer

  /// - Parameter host: for a client, the name or address that the certificate must contain.
  init(_ context: TLSContext, host: String?, place: String) throws(NetError) {
    guard let ssl = unsafe SSL_new(context.pointer), let input = unsafe BIO_new(BIO_s_mem()),
      let output = unsafe BIO_new(BIO_s_mem())
    else {
      throw NetError(
        .handshakeFailed, at: place, why: "out of memory for TLS", remedy: "try again")
    }
    self.context = context
    self.place = place
    unsafe self.ssl = unsafe ssl
    unsafe self.input = unsafe input
    unsafe self.output = unsafe output
    unsafe SSL_set_bio(ssl, input, output)
    if let host {
      unsafe SSL_set_connect_state(ssl)
      expect(host)
    } else {
      unsafe SSL_set_accept_state(ssl)
    }
  }

  deinit { unsafe SSL_free(ssl) }

  /// Name check as in RFC 9525: subjectAltName only, wildcards only as a whole label.
  private func expect(_ host: String) {
    let parameters = unsafe SSL_get0_param(ssl)
    if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1 { return }
    let flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT
    unsafe X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(flags))
    // If OpenSSL rejected the name, nothing would be checked: use a name that nothing matches
    // instead.
    if unsafe X509_VERIFY_PARAM_set1_host(parameters, host, host.utf8.count) != 1 {
      unsafe X509_VERIFY_PARAM_set1_host(parameters, "invalid.", 8)
    }
    var name = host.utf8CString.map { $0 }
    _ = unsafe SSL_ctrl(
      ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), &name)
  }

  /// Takes ciphertext from the peer.
  func receive(_ ciphertext: ArraySlice<UInt8>) {
    unsafe ciphertext.withUnsafeBytes {
      _ = unsafe BIO_write(input, $0.baseAddress, Int32(clamping: $0.count))
    }
  }

  /// Moves ciphertext for the peer to the end of `buffer`.
  func drain(into buffer: inout [UInt8]) {
    let pending = unsafe BIO_ctrl_pending(output)
    guard pending > 0 else { return }
    let start = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: pending))
    let count = unsafe buffer.withUnsafeMutableBytes {
      let room = unsafe UnsafeMutableRawBufferPointer(rebasing: $0.dropFirst(start))
      return unsafe BIO_read(output, room.baseAddress, Int32(clamping: room.count))
    }
    buffer.removeLast(pending - max(0, Int(count)))
  }

  /// Returns true when the handshake is complete, and false if it needs data from the peer.
  func handshake() throws(NetError) -> Bool {
    ERR_clear_error()
    let result = unsafe SSL_do_handshake(ssl)
    if result == 1 { return true }
    let error = unsafe SSL_get_error(ssl, result)
    if error == SSL_ERROR_WANT_READ { return false }
    throw handshakeError()
  }

  /// Decrypts into the front of `buffer`.
  func read(into buffer: inout [UInt8]) throws(NetError) -> Step {
    ERR_clear_error()
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe SSL_read(ssl, $0.baseAddress, Int32(clamping: $0.count))
    }
    if count > 0 { return .bytes(Int(count)) }
    switch unsafe SSL_get_error(ssl, count) {
    case SSL_ERROR_WANT_READ: return .needsInput
    case SSL_ERROR_ZERO_RETURN: return .end
    default:
      throw NetError(
        .reset, at: place, why: "the TLS stream is broken: \(lastReason())",
        remedy: "try again later; if it persists, something on the network alters the data"
      )
    }
  }

  /// Encrypts all of `bytes`; the memory buffer has no size limit.
  func write(_ bytes: [UInt8]) throws(NetError) {
    guard !bytes.isEmpty else { return }
    ERR_clear_error()
    let count = unsafe bytes.withUnsafeBytes {
      unsafe SSL_write(ssl, $0.baseAddress, Int32(clamping: $0.count))
    }
    guard Int(count) == bytes.count else {
      throw NetError(
        .reset, at: place, why: "the TLS stream is closed: \(lastReason())",
        remedy: "try again later")
    }
  }

  func close() { _ = unsafe SSL_shutdown(ssl) }

  var version: String { unsafe String(cString: SSL_get_version(ssl)) }

  var peerFingerprint: Fingerprint? { context.fingerprint }

  /// When the peer's certificate expires, in seconds since 1970.
  var certificateEnd: Int64? {
    guard let certificate = unsafe SSL_get1_peer_certificate(ssl) else { return nil }
    defer { unsafe X509_free(certificate) }
    var time = unsafe tm()
    guard unsafe ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) == 1 else { return nil }
    return unsafe Int64(timegm(&time))
  }

  /// Data that binds a login to this session (RFC 9266 for TLS 1.3, RFC 5929 §4 for TLS 1.2).
  func channelBinding() -> ChannelBinding? {
    unsafe SSL_version(ssl) >= TLS1_3_VERSION ? exporterBinding() : endPointBinding()
  }

  private func exporterBinding() -> ChannelBinding? {
    let label = "EXPORTER-Channel-Binding"
    var bytes = [UInt8](repeating: 0, count: 32)
    let result = unsafe SSL_export_keying_material(
      ssl, &bytes, bytes.count, label, label.utf8.count, nil, 0, 1)
    return result == 1 ? ChannelBinding(type: "tls-exporter", bytes: bytes) : nil
  }

  private func endPointBinding() -> ChannelBinding? {
    guard let certificate = unsafe SSL_get1_peer_certificate(ssl) else { return nil }
    defer { unsafe X509_free(certificate) }
    var digestID: Int32 = 0
    guard unsafe X509_get_signature_info(certificate, &digestID, nil, nil, nil) == 1 else {
      return nil
    }
    // MD5 and SHA-1 are replaced by SHA-256 (RFC 5929 §4.1).
    let weak = digestID == NID_md5 || digestID == NID_sha1
    let name = unsafe weak ? nil : OBJ_nid2sn(digestID)
    let method = unsafe name.map { unsafe EVP_get_digestbyname($0) } ?? EVP_sha256()
    guard let method = unsafe method else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    guard unsafe X509_digest(certificate, method, &bytes, &count) == 1 else { return nil }
    return ChannelBinding(type: "tls-server-end-point", bytes: Array(bytes.prefix(Int(count))))
  }

  private func handshakeError() -> NetError {
    if let problem = context.problem {
      ERR_clear_error()
      let (reason, advice) = problem.words(context.fingerprint)
      return NetError(
        .certificate(problem), at: place, why: reason, remedy: advice,
        fingerprint: context.fingerprint)
    }
    let code = ERR_peek_error()
    // The ERR_GET_REASON macro is not imported: take the low 23 bits.
    let reason = Int32(truncatingIfNeeded: code & 0x7fffff)
    let tooOld = [
      SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, SSL_R_WRONG_SSL_VERSION,
    ]
    if tooOld.contains(reason) {
      ERR_clear_error()
      return NetError(
        .protocolTooOld, at: place, why: "the server has no TLS 1.2 or later",
        remedy: "ask its operator to switch it on; older versions are not safe")
    }
    let clearText = reason == SSL_R_WRONG_VERSION_NUMBER
    return NetError(
      .handshakeFailed, at: place, why: "the TLS handshake failed: \(lastReason())",
      remedy: clearText
        ? "this port does not speak TLS at once: use STARTTLS or another port"
        : "check port and TLS settings")
  }

  /// The oldest error in OpenSSL's queue in words; empties the queue.
  private func lastReason() -> String {
    let code = ERR_get_error()
    ERR_clear_error()
    guard code != 0, let text = unsafe ERR_reason_error_string(code) else {
      return "unexpected end"
    }
    return unsafe String(cString: text)
  }
}

/// Channel binding data for SCRAM-…-PLUS.
package struct ChannelBinding: Sendable, Equatable {
  /// The IANA name, as in `p=tls-exporter`.
  package let type: String
  package let bytes: [UInt8]

  package init(type: String, bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
  }
}
