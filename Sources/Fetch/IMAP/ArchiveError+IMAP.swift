import Archive
import IMAP

extension ArchiveError {
  init(_ error: IMAPError) {
    if let network = error.network {
      self.init(network)
      return
    }
    let code: Code =
      switch error.code {
      case .encryptionMissing, .loggedInWithoutTLS: .certificate
      case .closed, .goodbye, .network: .network
      case .loginRefused, .mechanismMissing, .unsendable: .credentials
      default: .server
      }
    self.init(code, error.text)
    isTransient = error.isTransient
  }
}

/// Runs what speaks IMAP; its errors become the archive's.
func asArchiveErrorOfIMAP<Value>(
  _ body: () throws(IMAPError) -> Value
) throws(ArchiveError) -> Value {
  do { return try body() } catch { throw ArchiveError(error) }
}
