import Files
import FoundationEssentials
import Store

extension MailArchive {
  /// From the messages' rows and the index alone; no message is read.
  ///
  /// - Parameter limit: maximum number of senders, lists, types and large messages.
  public func statistics(
    limit: Int, index: IndexObserver = IndexObserver()
  ) throws(ArchiveError) -> MailStatistics {
    do {
      var statistics = try store.statistics(limit: limit)
      var options = SearchOptions()
      options.limit = 1
      options.facets = [.list, .type]
      let facets = try search("", options, index: index).facets
      let lists = facets[.list] ?? []
      let types = facets[.type] ?? []
      statistics.lists = Array(lists.prefix(limit))
      statistics.types = Array(types.prefix(limit))
      statistics.rest.lists = lists.count - statistics.lists.count
      statistics.rest.types = types.count - statistics.types.count
      statistics.storage.storeFile =
        Self.bytes(ofFiles: [location.storeFile, location.storeFile + "-wal"])
      statistics.storage.indexFiles = Self.bytes(ofFilesIn: location.indexDirectory)
      return statistics
    } catch { throw ArchiveError(any: error) }
  }

  static func bytes(ofFilesIn directory: String) -> Int64 {
    let directory = FilePath(directory)
    guard let names = try? POSIX.list(directory, sorted: false) else { return 0 }
    return (0..<names.count).reduce(0) { $0 + bytes(of: directory / names[$1]) }
  }

  private static func bytes(ofFiles paths: [String]) -> Int64 {
    paths.reduce(0) { $0 + bytes(of: FilePath($1)) }
  }

  private static func bytes(of path: FilePath) -> Int64 {
    Int64(clamping: (try? POSIX.status(path))?.size ?? 0)
  }
}

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
        guard let archive = member.archive else { return false }
        do {
          guard try archive.store.isEmpty() else { return false }
        } catch { throw ArchiveError(error) }
      }
      return true
    }
  }
}
