import Archive
import Digests
import Mailbox
import Store
import Synchronization

/// The files of a source that were imported and have not changed since, in 8 bytes each.
final class ImportedFiles: Sendable {
  private let stamps: [Int64]
  private let met = Mutex(0)

  /// - Parameter stamps: in ascending order.
  init(_ stamps: [Int64]) { self.stamps = stamps }

  var isEmpty: Bool { stamps.isEmpty }

  /// Returns whether the file was imported unchanged, and counts those that were.
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

  /// Whether most of the files are gone or have changed: every change of a name leaves an old stamp
  /// behind.
  var areMostlyGone: Bool {
    let left = stamps.count - met.withLock { $0 }
    return left > Limits.importedFilesGone && left > stamps.count / 2
  }

  /// The stamp that the schema describes for `imported_file`; nil if hashing fails, and the file is
  /// then read.
  static func stamp(_ file: FileStamp) -> Int64? {
    let text = "\(file.inode) \(file.size) \(file.changed) \(file.path)"
    return try? SHA256Digest(of: Array(text.utf8)).leading
  }
}
