package import Archive
import Files
import LocalServers
package import Net

/// The certificate for mail programs that insist on TLS: made by the archive itself, for the loopback addresses,
/// and kept in a file with its key, which its owner alone can read.
package enum ServeCertificate {
  /// - Throws: `fileSystem` if the file cannot be read or made.
  package static func identity(of location: ArchiveLocation) throws(ArchiveError) -> TLSIdentity {
    let file = FilePath(location.directory + "/serve-tls.pem")
    do {
      let text = try kept(file) ?? made(file)
      return .memory(certificate: text, key: text)
    } catch { throw ArchiveError(any: error) }
  }

  /// Nil where there is none, or one that will end soon.
  private static func kept(_ file: FilePath) throws -> [UInt8]? {
    guard let text = try SmallFile.readIfThere(file, limit: Limits.certificateFile) else {
      return nil
    }
    let age = currentTime() - (try POSIX.status(file).modified)
    return 0..<Int64(Limits.certificateRenewal) ~= age ? text : nil
  }

  private static func made(_ file: FilePath) throws -> [UInt8] {
    var contents = CertificateContents.loopback
    contents.validity = -3_600...Limits.certificateLife
    guard case .memory(let certificate, let key) = try CertificateAuthority.selfSigned(contents)
    else { return [] }
    try SmallFile.replace(file, certificate + key)
    return certificate + key
  }
}
