internal import Errors
internal import Net

extension POP3Settings {
  private func probe(_ interrupt: Interrupt?) -> PortProbe { PortProbe(.pop3, server, interrupt) }

  /// What is wrong with the settings; nil if that cannot be determined, or nobody wants to know.
  func misfit(_ interrupt: Interrupt?) -> POP3Error? {
    server.misfit(.pop3, interrupt).map { POP3Error($0, at: server.endpoint.description) }
  }

  func withoutSTLS(_ interrupt: Interrupt?) -> POP3Error {
    POP3Error(probe(interrupt).withoutUpgrade(), at: server.endpoint.description)
  }

  /// Adds to an error about another protocol the port where POP3 probably is.
  func elsewhere(_ error: POP3Error, _ interrupt: Interrupt?) -> POP3Error {
    guard server.explainsMisfits else { return error }
    return POP3Error(
      error.code, at: server.endpoint.description, why: error.text.why,
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
