import Store

extension MailArchive {
  /// Messages in the archive, without deleted ones.
  public func messageCount() throws(ArchiveError) -> Int {
    do { return try store.totals().messages } catch { throw ArchiveError(error) }
  }
}

extension ArchiveGroup {
  /// Whether none of its archives holds a message; false where one is elsewhere.
  public var isEmpty: Bool {
    get throws(ArchiveError) {
      for member in members {
        guard let archive = member.archive, try archive.messageCount() == 0 else { return false }
      }
      return true
    }
  }
}
