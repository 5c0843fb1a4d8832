import Archive
import Net
import POP3

extension POP3Settings {
  /// - Throws: `configuration` for settings that only show to be wrong here.
  init(_ account: AccountSettings) throws(ArchiveError) {
    self.init(server: try account.serverSettings)
  }
}
