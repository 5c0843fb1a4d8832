import Files

/// Where messages of a Maildir lie that are no longer where they were listed. A mail program changes
/// the names of many at once, so that all names are looked through together, and again only where
/// something has changed since.
final class MaildirPlaces {
  private let directories: [FilePath]
  private var places: [[UInt8]: FilePath] = [:]
  /// st_ctime of the directories when they were looked through, in nanoseconds since 1970.
  private var seen: [Int64] = []
  private var time: Int64 = 0

  init(_ maildir: FilePath) {
    directories = ["cur", "new"].map { maildir / Array($0.utf8) }
  }

  /// Whatever its flags have become.
  func find(_ name: MaildirName) -> FilePath? {
    if !isCurrent { lookThrough() }
    return places[name.unique]
  }

  /// File systems count in ticks of some milliseconds: what changed just before may have changed once
  /// more.
  private var isCurrent: Bool {
    let changed = changes
    return changed == seen && changed.allSatisfy { time - $0 > 1_000_000_000 }
  }

  private var changes: [Int64] { directories.map { (try? POSIX.status($0))?.changed ?? 0 } }

  private func lookThrough() {
    time = POSIX.now()
    seen = changes
    places = [:]
    for directory in directories {
      guard let names = try? POSIX.list(directory, sorted: false) else { continue }
      for index in 0..<names.count {
        places[MaildirName(Array(names[index])).unique] = directory / names[index]
      }
    }
  }
}
