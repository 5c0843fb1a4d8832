internal import COpenSSL

/// Of the library, as loaded: "3.0.15".
package var openSSLVersion: String {
  unsafe String(cString: OpenSSL_version(OPENSSL_VERSION_STRING))
}
