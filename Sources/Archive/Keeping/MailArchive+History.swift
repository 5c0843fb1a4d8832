import Store

extension MailArchive {
  /// Every place and time that a message was seen at, also of one that was deleted here.
  ///
  /// - Throws: `notFound`.
  public func history(of id: Int64) throws(ArchiveError) -> MessageHistory {
    do {
      if let history = try store.history(of: id) { return history }
    } catch { throw ArchiveError(error) }
    throw ArchiveError(
      .notFound, "tell where message \(id) came from", why: "there was never such a message",
      remedy: "Search again: the number may be of another archive.")
  }
}
