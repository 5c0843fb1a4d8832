import Archive
import POP3
import SASL

/// Mail by POP3 (RFC 1939): one folder, ids that are valid for good where the server gives any.
struct POP3Source: MailSource {
  private let account: FetchedAccount

  init(_ account: FetchedAccount) { self.account = account }

  func logIn(_ secret: [UInt8]) throws -> any MailSession {
    let session = POP3Session(account, secret)
    do { try session.logIn() } catch {
      session.abort()
      throw error
    }
    return session
  }

  static func accessAdvice(for account: AccountSettings, words: String) -> String? {
    POPAccess.advice(account, words: words)
  }

  static func certificateEnd(of account: AccountSettings) throws -> Int64? {
    let settings = try POP3Settings(account)
    let client = try asArchiveError { () throws(POP3Error) in try POP3Client.connect(settings) }
    defer { client.abort() }
    return client.certificateEnd
  }
}
