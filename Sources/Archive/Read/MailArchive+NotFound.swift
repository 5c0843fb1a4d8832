import Mail
import Store

extension MailArchive {
  /// The error for a number that no message has, or one that was deleted.
  ///
  /// - Parameter what: what was to be done, as "show message 7".
  package func notFound(_ id: Int64, to what: String) -> ArchiveError {
    guard let deletion = try? store.deletion(of: id) else {
      return ArchiveError(
        .notFound, what, why: "there is no such message",
        remedy: "Search again: the number may be of another archive.")
    }
    let day = Self.day(deletion.requested)
    guard let erased = deletion.erased else {
      return ArchiveError(
        .notFound, what, why: "it was deleted on \(day)",
        remedy: "Until \(Self.day(deletion.eraseAfter)) it can be restored: mailcask undelete \(id)"
      )
    }
    return ArchiveError(
      .notFound, what, why: "it was deleted on \(day) and erased on \(Self.day(erased))",
      remedy: "A backup from before then still has it.")
  }

  /// "2024-05-31", in UTC.
  private static func day(_ time: Int64) -> String {
    let date = CivilDate(epoch: time)
    return [(date.year, 4), (date.month, 2), (date.day, 2)]
      .map { CivilDate.padded($0.0, $0.1) }.joined(separator: "-")
  }
}
