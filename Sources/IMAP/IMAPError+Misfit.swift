internal import Net

extension IMAPSettings {
  /// Finds out what answers there instead of an IMAP server.
  func probe(_ interrupt: Interrupt?) -> PortProbe {
    let encryption: PortProbe.Encryption =
      switch security {
      case .tls: .implicit
      case .starttls: .starttls
      case .none: .none
      }
    return PortProbe(
      .imap, endpoint, encryption, tls: tls, proxy: proxy, time: time, interrupt)
  }

  /// What is wrong with the settings; nil if that cannot be determined, or nobody wants to know.
  func misfit(_ interrupt: Interrupt?) -> IMAPError? {
    guard explainsMisfits, let misfit = probe(interrupt).misfit() else { return nil }
    return IMAPError(
      misfit.isStranger ? .notIMAP : .encryptionMissing, at: endpoint.description,
      why: misfit.why, remedy: misfit.remedy)
  }
}
