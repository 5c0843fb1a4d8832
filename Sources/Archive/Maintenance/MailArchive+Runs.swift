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
          remedy: "\"mailcask runs\" lists them.")
      }
      return (run, try store.rejections(run: id))
    } catch { throw ArchiveError(any: error) }
  }

  /// What came in a run that its server may hold otherwise, in the order in which it came.
  public func doubts(inRun id: Int64) throws(ArchiveError) -> [DoubtfulMessage] {
    do { return try store.doubts(run: id) } catch { throw ArchiveError(error) }
  }
}

extension MailArchive {
  /// When mail was last fetched from an account without a failure, in seconds since 1970; nil if it
  /// never was.
  package func lastFetch(from account: String) throws(ArchiveError) -> Int64? {
    do throws(StoreError) { return try store.lastSuccess(ofCommand: "fetch \(account)") } catch {
      throw ArchiveError(error)
    }
  }
}
