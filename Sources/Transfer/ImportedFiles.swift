import Archive
import Digests
import Mailbox
import Store
import Synchronization

/// The files of a source that were imported and not changed since, in 8 bytes each.
final class ImportedFiles: Sendable {
  private let stamps: [Int64]
  private let met = Mutex(0)

  /// - Parameter stamps: ascending.
  init(_ stamps: [Int64]) { self.stamps = stamps }

  var isEmpty: Bool { stamps.isEmpty }

  /// Counts those that are.
  func contains(_ file: FileStamp) -> Bool {
    guard let stamp = Self.stamp(file) else { return false }
    var (low, high) = (0, stamps.count)
    while low < high {
      let middle = (low + high) / 2
      if stamps[middle] < stamp { low = middle + 1 } else { high = middle }
    }
    guard low < stamps.count, stamps[low] == stamp else { return false }
    met.withLock { $0 += 1 }
    return true
  }

  /// Whether most of them are no more, or have changed: each change of a name leaves one behind.
  var areMostlyGone: Bool {
    let left = stamps.count - met.withLock { $0 }
    return left > Limits.importedFilesGone && left > stamps.count / 2
  }

  /// As the schema says of `imported_file`; nil, and the file is read, where nothing can be hashed.
  static func stamp(_ file: FileStamp) -> Int64? {
    let text = "\(file.inode) \(file.size) \(file.changed) \(file.path)"
    return try? SHA256Digest(of: Array(text.utf8)).leading
  }
}
