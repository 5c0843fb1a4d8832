import Archive
import IMAP
import Net
import Store

/// Mail by IMAP (RFC 9051, 3501): all folders, and nothing is changed there.
struct IMAPSource: MailSource {
  private let account: FetchedAccount

  init(_ account: FetchedAccount) { self.account = account }

  func logIn(_ secret: [UInt8]) throws -> any MailSession {
    guard account.settings.onServer == .keep else {
      throw ArchiveError(
        .configuration, "fetch from account \(account.settings.name)",
        why: "with IMAP, mail always stays on the server",
        remedy: "Take on_server = \"\(account.settings.onServer.displayText)\" away, or --delete.")
    }
    let session = IMAPSession(account, secret)
    do { try session.logIn() } catch {
      session.abort()
      throw error
    }
    return session
  }

  static func accessAdvice(for account: AccountSettings, words: String) -> String? {
    let words = words.lowercased()
    let isOff = ["not enabled", "disabled", "not activated", "turned off", "not allowed"]
      .contains { words.contains($0) }
    guard words.contains("imap"), isOff else { return nil }
    return "Switch IMAP on in the provider's settings, on its website."
  }

  static func certificateEnd(of account: AccountSettings) throws -> Int64? {
    let settings = try IMAPSettings(account)
    let client = try asArchiveErrorOfIMAP { () throws(IMAPError) in
      try IMAPClient.connect(settings)
    }
    defer { client.abort() }
    return client.certificateEnd
  }
}

extension IMAPSettings {
  /// - Throws: `configuration` for settings that only show to be wrong here.
  init(_ account: AccountSettings) throws(ArchiveError) {
    self.init(server: try account.serverSettings)
    compresses = account.compresses
  }
}
