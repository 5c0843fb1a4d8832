import Archive
import IMAP
import Net

extension IMAPSource {
  static func likelyServers(ofDomain domain: String) -> [MailServer] {
    let hosts = ["imap.\(domain)", "mail.\(domain)", domain]
    return hosts.map { MailServer($0, mailProtocol: .imap) }
      + hosts.map { MailServer($0, .starttls, mailProtocol: .imap) }
  }

  static func answers(at server: MailServer) -> Bool {
    var settings = IMAPSettings(
      Endpoint(host: server.host, port: server.port),
      security: server.security == .starttls ? .starttls : .tls)
    let patience = Duration.seconds(Limits.guessSeconds)
    settings.time.connect = patience
    settings.time.handshake = patience
    settings.time.idle = patience
    settings.explainsMisfits = false
    guard let client = try? IMAPClient.connect(settings) else { return false }
    client.logout()
    return true
  }
}
