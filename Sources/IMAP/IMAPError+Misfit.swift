internal import Net

extension IMAPSettings {
  /// What is wrong with the settings; nil if that cannot be determined, or nobody wants to know.
  func misfit(_ interrupt: Interrupt?) -> IMAPError? {
    server.misfit(.imap, interrupt).map { misfit in
      IMAPError(
        misfit.isStranger ? .notIMAP : .encryptionMissing, at: server.endpoint.description,
        why: misfit.why, remedy: misfit.remedy)
    }
  }
}
