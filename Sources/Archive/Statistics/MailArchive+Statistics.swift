import FoundationEssentials
import MIME
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
      statistics.lists = Array((facets[.list] ?? []).prefix(limit))
      statistics.types = Array((facets[.type] ?? []).filter(Self.isSentAsFile).prefix(limit))
      statistics.storage.storeFile =
        Self.bytes(ofFiles: [location.storeFile, location.storeFile + "-wal"])
      statistics.storage.indexFiles = Self.bytes(ofFilesIn: location.indexDirectory)
      return statistics
    } catch { throw ArchiveError(any: error) }
  }

  private static func isSentAsFile(_ type: FacetCount) -> Bool {
    !MediaType.signatures.contains { $0.description == type.value }
  }

  static func bytes(ofFilesIn directory: String) -> Int64 {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return bytes(ofFiles: names.map { directory + "/" + $0 })
  }

  private static func bytes(ofFiles paths: [String]) -> Int64 {
    paths.reduce(0) { sum, path in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return sum + Int64(clamping: (attributes?[.size] as? UInt64) ?? 0)
    }
  }
}
