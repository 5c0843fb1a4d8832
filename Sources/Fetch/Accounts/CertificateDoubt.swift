public import Archive

/// A server's certificate that no authority vouches for. A person may: one who has read its fingerprint
/// on the server itself.
public struct CertificateDoubt: Sendable {
  /// SHA-256, 64 hexadecimal digits.
  public let fingerprint: String

  /// First digits of the fingerprint that are to be typed, as a click is made without a look.
  public static let typedDigits = 8

  /// Nil for a failure of another kind.
  public init?(_ failure: ArchiveError) {
    guard let fingerprint = failure.certificateFingerprint else { return nil }
    self.fingerprint = fingerprint
  }

  /// - Parameter fingerprint: as it was shown; nil unless it is one.
  public init?(fingerprint: String) {
    guard fingerprint.utf8.count == 64, fingerprint.utf8.allSatisfy(Self.isDigit) else {
      return nil
    }
    self.fingerprint = fingerprint
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  /// "3f2a:91…": in groups of four digits.
  public var grouped: String {
    stride(from: 0, to: fingerprint.count, by: 4).map {
      String(fingerprint.dropFirst($0).prefix(4))
    }.joined(separator: ":")
  }

  /// Whether what a person typed are its first digits.
  public func isConfirmed(by typed: String) -> Bool {
    typed.lowercased().filter { $0 != ":" && !$0.isWhitespace }
      == fingerprint.prefix(Self.typedDigits)
  }

  /// How its fingerprint is read on the server.
  public static let wayToCompare =
    "openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE"
}

extension MailArchive {
  /// Why nobody is asked whether the certificate of an account's server is trusted; nil if somebody may
  /// be.
  public func reasonNotToTrust(certificateOf account: AccountSettings) -> String? {
    if let provider = Provider.operating(host: account.host) {
      return "\(provider.name) has good certificates, so this is not its server, or somebody is "
        + "in between"
    }
    guard account.pins.isEmpty else { return "it is not the certificate that is pinned" }
    guard hasValidated(host: account.host) else { return nil }
    return "it had a good certificate before, so this may be another server, or somebody is in "
      + "between"
  }
}
