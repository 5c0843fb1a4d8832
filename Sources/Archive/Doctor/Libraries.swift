import Digests
import Search
import Store

extension MailArchive {
  /// The libraries that Mailcask stands on, with the versions that are loaded.
  public static var libraries: [(name: String, version: String)] {
    MailStore.libraries + [("Xapian", xapianVersion), ("OpenSSL", openSSLVersion)]
  }
}
