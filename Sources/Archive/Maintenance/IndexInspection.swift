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

  /// The result for an index that cannot be read to its end.
  public init(damage: String) {
    problems = [Problem(place: "index", meaning: damage)]
  }

  fileprivate mutating func compare(_ held: [Int64], with indexed: [Int64]) {
    let (held, indexed) = (Set(held), Set(indexed))
    add(held.subtracting(indexed).sorted(), "it is not in the index, so searches do not find it")
    add(indexed.subtracting(held).sorted(), "it is in the index, but not in the archive")
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

  /// Seconds of processor time that reading the index, and messages to compare it with, may take.
  public var secondsForInspection: Double {
    let bytes =
      Double(Self.bytes(ofFilesIn: location.indexDirectory))
      + Double(Self.bytes(ofFilesIn: location.directory))
    return Limits.secondsForInspection + bytes / Limits.bytesInspectedPerSecond
  }

  private func inspectIndex(
    _ depth: VerificationDepth, _ inspection: inout IndexInspection
  ) throws {
    // The store may go on meanwhile: both are compared as of one revision, or not by numbers.
    let followed = try store.followed
    let rows = try store.rows()
    let reader = try IndexReader(paths: [location.indexDirectory], stores: [followed])
    let state = reader.states.first
    inspection.behind = followed.revision - (state?.revision ?? 0)
    // What an older Mailcask made has no proofs, and the next search replaces it.
    guard state?.isOutdated == false else { return }
    let isCurrent = inspection.behind == 0
    guard depth != .quick else {
      if isCurrent { inspection.compare(rows.map(\.id), with: try numbers(in: reader)) }
      return
    }
    let documents = try reader.examine()
    inspection.add(
      documents.filter { !$0.isWhole }.map(\.id), "what the index holds of it is damaged")
    guard isCurrent, try store.revision() == followed.revision else { return }
    inspection.compare(rows.map(\.id), with: documents.map(\.id))
    // A damaged store may give a row twice.
    let numbers = Dictionary(
      rows.map { ($0.id, StoreRow.number(digest: $0.digest, revision: $0.revision)) }
    ) { first, _ in first }
    inspection.add(
      documents.filter { held in numbers[held.id].map { $0 != held.row } ?? false }.map(\.id),
      "the index holds another state of it")
    try compareContents(
      of: depth == .thorough ? documents : Limits.inspected(of: documents), &inspection)
  }

  private func numbers(in reader: IndexReader) throws -> [Int64] {
    var request = SearchOptions()
    request.limit = Int(Int32.max)
    let tree = try QueryParser.parse("", QueryContext(now: currentTime()))
    return try reader.search(tree, request).hits.map(\.id)
  }

  /// With what would be written now. Messages that cannot be read back are left out: they are named as
  /// that.
  private func compareContents(
    of documents: [HeldDocument], _ inspection: inout IndexInspection
  ) throws {
    var encoder = DocumentEncoder()
    var different: [Int64] = []
    for held in documents {
      guard let summary = try store.summaries(of: [held.id]).first,
        let document = try? store.indexDocument(summary)
      else { continue }
      if try encoder.encode(document).digest != held.content { different.append(held.id) }
    }
    inspection.add(different, "what the index holds of it is not what the message says")
  }
}
