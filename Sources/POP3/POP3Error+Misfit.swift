internal import Errors
internal import Net

extension POP3Settings {
  /// Finds out what answers there instead of a POP3 server.
  func probe(_ interrupt: Interrupt?) -> PortProbe {
    let encryption: PortProbe.Encryption =
      switch security {
      case .tls: .implicit
      case .stls: .starttls
      case .none: .none
      }
    return PortProbe(
      .pop3, endpoint, encryption, tls: tls, proxy: proxy, time: time, interrupt)
  }

  /// What is wrong with the settings; nil if that cannot be determined, or nobody wants to know.
  func misfit(_ interrupt: Interrupt?) -> POP3Error? {
    guard explainsMisfits, let misfit = probe(interrupt).misfit() else { return nil }
    return POP3Error(misfit, at: endpoint.description)
  }

  func withoutSTLS(_ interrupt: Interrupt?) -> POP3Error {
    POP3Error(probe(interrupt).withoutUpgrade(), at: endpoint.description)
  }

  /// Adds to an error about another protocol the port where POP3 probably is.
  func elsewhere(_ error: POP3Error, _ interrupt: Interrupt?) -> POP3Error {
    guard explainsMisfits else { return error }
    return POP3Error(
      error.code, at: endpoint.description, why: error.text.why,
      remedy: probe(interrupt).elsewhere())
  }
}

extension POP3Error {
  fileprivate init(_ misfit: PortProbe.Misfit, at place: String) {
    self.init(
      misfit.isStranger ? .notPOP3 : .encryptionMissing, at: place, why: misfit.why,
      remedy: misfit.remedy)
  }
}
