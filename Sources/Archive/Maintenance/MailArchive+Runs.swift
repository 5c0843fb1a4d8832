import Bytes
public import Mail
import Store

extension MailArchive {
  /// The latest first.
  public func runs(limit: Int) throws(ArchiveError) -> [Run] {
    do { return try store.runs(limit: limit) } catch { throw ArchiveError(error) }
  }

  /// One run and what it could not take in, in the order offered.
  ///
  /// - Throws: `notFound`.
  public func run(_ id: Int64) throws(ArchiveError) -> (Run, [RejectedMessage]) {
    do {
      guard let run = try store.runs(limit: 1, before: id.addingClamped(1)).first, run.id == id
      else {
        throw ArchiveError(
          .notFound, "show run \(id)", why: "there is no such run",
          remedy: "mailcask runs lists them.")
      }
      return (run, try store.rejections(run: id))
    } catch { throw ArchiveError(any: error) }
  }

  /// What came in a run that its server may hold otherwise, in the order in which it came.
  public func doubts(inRun id: Int64) throws(ArchiveError) -> [DoubtfulMessage] {
    do { return try store.doubts(run: id) } catch { throw ArchiveError(error) }
  }
}
