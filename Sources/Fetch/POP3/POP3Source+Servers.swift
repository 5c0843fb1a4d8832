import Archive
import Net
import POP3

extension POP3Source {
  static func likelyServers(ofDomain domain: String) -> [MailServer] {
    let hosts = ["pop.\(domain)", "pop3.\(domain)", "mail.\(domain)", domain]
    return hosts.map { MailServer($0) } + hosts.map { MailServer($0, .starttls) }
  }

  static func answers(at server: MailServer) -> Bool {
    var settings = POP3Settings(
      Endpoint(host: server.host, port: server.port),
      security: server.security == .starttls ? .stls : .tls)
    let patience = Duration.seconds(Limits.guessSeconds)
    settings.time.connect = patience
    settings.time.handshake = patience
    settings.time.idle = patience
    settings.explainsMisfits = false
    guard let client = try? POP3Client.connect(settings) else { return false }
    try? client.quit()
    return true
  }
}
