internal import COpenSSL

/// Version of the loaded OpenSSL library: "3.0.15".
package var openSSLVersion: String {
  unsafe String(cString: OpenSSL_version(OPENSSL_VERSION_STRING))
}
