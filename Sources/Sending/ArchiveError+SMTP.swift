import Archive
import SMTP

extension ArchiveError {
  init(_ error: SMTPError) {
    if let network = error.network {
      self.init(network)
      return
    }
    let code: Code =
      switch error.code {
      case .encryptionMissing: .certificate
      case .closed, .unknownOutcome, .network: .network
      case .loginRefused, .mechanismMissing, .unsendableLogin: .credentials
      default: .server
      }
    self.init(code, error.text)
    isTransient = error.isTransient
  }
}
