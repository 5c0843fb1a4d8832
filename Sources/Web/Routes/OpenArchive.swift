import Archive
import Files
import Synchronization

/// The archive that pages read, opened again when its settings have changed: an account was added, or a
/// search saved.
final class OpenArchive: Sendable {
  private let current: Mutex<(archive: MailArchive, stamp: Int64?)>
  let location: ArchiveLocation

  init(_ archive: MailArchive) {
    location = archive.location
    current = Mutex((archive, Self.stamp(archive.location)))
  }

  /// As it is now. Settings with a mistake leave it as it was.
  var archive: MailArchive {
    let stamp = Self.stamp(location)
    return current.withLock { current in
      guard stamp != current.stamp else { return current.archive }
      current.stamp = stamp
      // The old one is closed when the last request that uses it has ended.
      if let again = try? MailArchive.open(location, .reading) { current.archive = again }
      return current.archive
    }
  }

  private static func stamp(_ location: ArchiveLocation) -> Int64? {
    (try? POSIX.status(FilePath(location.configurationFile)))?.changed
  }
}
