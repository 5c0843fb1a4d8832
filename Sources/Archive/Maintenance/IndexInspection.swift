import Errors
import Search
import Store

/// How closely a verification looks.
public enum VerificationDepth: String, Sendable, Codable {
  /// A sample of contents and messages.
  case quick
  /// Everything in the store, and the whole index.
  case usual
  /// The index is also compared, message by message, with what would be written into it now.
  case thorough
}

/// What reading the index, and comparing it with the store, found.
public struct IndexInspection: Codable, Equatable, Sendable {
  public struct Problem: Codable, Equatable, Sendable {
    /// "message 42", "index".
    public let place: String
    public let meaning: String

    public init(place: String, meaning: String) {
      self.place = place
      self.meaning = meaning
    }
  }

  /// Changes of the store that it does not hold yet. Nil: there is no index.
  public var behind: Int64?
  public var problems: [Problem] = []

  public init() {}

  /// Of an index that cannot be read to its end.
  public init(damage: String) {
    problems = [Problem(place: "index", meaning: damage)]
  }

  fileprivate mutating func add(_ ids: some Sequence<Int64>, _ meaning: String) {
    for id in ids.prefix(Limits.indexProblems) {
      problems.append(Problem(place: "message \(id)", meaning: meaning))
    }
  }
}

extension MailArchive {
  /// Reads the index in this process. A damaged one can make libxapian crash or go on for ever: who
  /// cannot afford that calls this in a process of its own.
  public func inspectIndex(
    _ depth: VerificationDepth = .usual
  ) throws(ArchiveError) -> IndexInspection {
    var inspection = IndexInspection()
    do {
      try inspectIndex(depth, &inspection)
    } catch SearchError.indexMissing {
    } catch let error as SearchError {
      inspection.problems.append(
        IndexInspection.Problem(place: "index", meaning: error.text.explanation))
    } catch { throw ArchiveError(any: error) }
    return inspection
  }

  /// How long reading the index may take.
  public var secondsForInspection: Double {
    Limits.secondsForInspection
      + Double(Self.bytes(ofFilesIn: location.indexDirectory)) / Limits.bytesInspectedPerSecond
  }

  private func inspectIndex(
    _ depth: VerificationDepth, _ inspection: inout IndexInspection
  ) throws {
    // The store may go on meanwhile: both are compared as of one revision, or not by numbers.
    let revision = try store.revision()
    let ids = try store.messageIDs()
    let state = try IndexState(path: location.indexDirectory, storeRevision: revision)
    inspection.behind = revision - state.revision
    guard state.revision == revision else { return }
    var request = SearchOptions()
    request.limit = Int(Int32.max)
    let reader = try IndexReader(paths: [location.indexDirectory], storeRevisions: [revision])
    let tree = try QueryParser.parse("", QueryContext(now: currentTime()))
    let indexed = try reader.search(tree, request).hits.map(\.id)
    guard try store.revision() == revision else { return }
    let (held, found) = (Set(ids), Set(indexed))
    inspection.add(
      held.subtracting(found).sorted(), "it is not in the index, so searches do not find it")
    inspection.add(
      found.subtracting(held).sorted(), "it is in the index, but not in the archive")
    if depth != .quick { try reader.verify(indexed) }
  }
}
