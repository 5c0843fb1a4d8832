/// Writing to an archive for a moment, for a program that reads it for long, as `browse` and servers
/// do: one process writes at a time, and others must get their turn.
public struct ArchiveWriter: Sendable {
  private let location: ArchiveLocation

  /// For the archive that `reader` has open; it sees what is written.
  public init(for reader: MailArchive) { location = reader.location }

  public init(to location: ArchiveLocation) { self.location = location }

  /// Opens the archive for writing, runs `body`, puts what it changed into the index, and lets others
  /// write again, also when `body` throws.
  ///
  /// - Parameters:
  ///   - wait: seconds to wait for another writer.
  ///   - body: must not keep the archive that it is given.
  /// - Throws: `locked` if another writes for longer than that; what opening throws; what `body` throws.
  public func borrow<Value>(
    wait: Double, _ body: (MailArchive) throws -> Value
  ) throws(ArchiveError) -> Value {
    let archive = try MailArchive.open(location, .writing(wait: wait))
    defer { archive.close() }
    var result: Value?
    _ = try archive.indexing(unless: false) { committed in
      result = try body(archive)
      committed()
    }
    guard let result else {
      throw ArchiveError(.index, "write to the archive", why: "nothing was done")
    }
    return result
  }
}
