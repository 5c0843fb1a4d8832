import Store

extension MailArchive {
  /// Goes up with each change that lists and searches can show: new mail, other tags, removals.
  public var revision: Int64 {
    get throws(ArchiveError) {
      do { return try store.revision() } catch { throw ArchiveError(error) }
    }
  }
}
