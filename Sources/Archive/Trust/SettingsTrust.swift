import Glibc

/// Whether the words in an archive's `mailcask.toml` are obeyed. Settings run commands
/// (password_command) and name files; those of another user must not do so with the rights of
/// whoever reads that user's archive (the kind of CVE-2022-24765).
package struct SettingsTrust: Sendable, Equatable {
  /// Why they are not obeyed, as a clause; nil where they are.
  package let objection: String?

  package static func of(_ location: ArchiveLocation, environment: (String) -> String?)
    -> SettingsTrust
  {
    guard let file = FileOwnership(of: location.configurationFile) else {
      return SettingsTrust(objection: nil)  // no settings, nothing to obey
    }
    // Not of who called sudo: that may be allowed for this program alone.
    guard let objection = file.objection(from: [geteuid()]) else {
      return SettingsTrust(objection: nil)
    }
    let isTrusted = TrustedArchives(environment: environment).contains(location)
    return SettingsTrust(objection: isTrusted ? nil : objection)
  }

  /// - Parameter doing: what the settings are wanted for: "fetch mail".
  /// - Throws: `configuration` where they are not obeyed.
  package func require(
    of location: ArchiveLocation, to doing: String
  ) throws(ArchiveError) {
    guard let objection else { return }
    throw ArchiveError(
      .configuration, "\(doing) with the settings in \(location.configurationFile)",
      why: objection,
      remedy: "If you know what the file says and trust whoever may change it: "
        + "mailcask trust \(location.directory)")
  }
}
