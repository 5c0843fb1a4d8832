import Store

extension MailArchive {
  /// Messages in the archive, without deleted ones.
  public func messageCount() throws(ArchiveError) -> Int {
    do { return try store.totals().messages } catch { throw ArchiveError(error) }
  }
}
