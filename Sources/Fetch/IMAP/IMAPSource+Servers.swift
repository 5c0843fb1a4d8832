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
    let settings = IMAPSettings(server: server.forAGuess)
    guard let client = try? IMAPClient.connect(settings) else { return false }
    client.logout()
    return true
  }
}
