package import Net

extension ServerSettings {
  /// Of a server that mail is handed in at, which may take minutes to answer (RFC 5321 section 4.5.3.2).
  package static func submission(
    _ endpoint: Endpoint, security: ServerSettings.Security
  ) -> ServerSettings {
    var settings = ServerSettings(endpoint, security: security)
    settings.time.idle = Limits.patience
    return settings
  }
}
