import Files
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

  /// Gives the bytes of a message as they were offered at one of the places of its history.
  ///
  /// - Parameter place: from 1, in the order of `MessageHistory.sightings`.
  /// - Throws: `notFound`; `damaged`.
  public func readBytes(
    of id: Int64, asOfferedAt place: Int, _ use: (ArraySlice<UInt8>) -> Void
  ) throws(ArchiveError) {
    do {
      try store.message(id, asOffered: place - 1).forEachStretch { use($0) }
    } catch { throw ArchiveError(any: error) }
  }
}
