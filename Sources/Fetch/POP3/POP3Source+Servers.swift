import Archive
import Net
import POP3

extension POP3Source {
  static func likelyServers(ofDomain domain: String) -> [MailServer] {
    let hosts = ["pop.\(domain)", "pop3.\(domain)", "mail.\(domain)", domain]
    return hosts.map { MailServer($0) } + hosts.map { MailServer($0, .starttls) }
  }

  static func answers(at server: MailServer) -> Bool {
    let settings = POP3Settings(server: server.forAGuess)
    guard let client = try? POP3Client.connect(settings) else { return false }
    try? client.quit()
    return true
  }
}
