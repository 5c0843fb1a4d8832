internal import Bytes

/// How the index is made.
package struct IndexSettings: Sendable, Equatable {
  /// Languages whose stems join the forms of a word: two-letter codes.
  package var languages: [String]
  /// Whether others are added that much of the mail is written in.
  package var detectsLanguages: Bool
  package init(languages: [String] = Limits.languages, detectsLanguages: Bool = false) {
    self.languages = languages
    self.detectsLanguages = detectsLanguages
  }
}

/// Changes the index in one directory. One writer at a time holds its lock; readers go on with
/// what was committed last. Used by one thread at a time.
///
/// What was not committed is gone when the writer is: the caller goes on from `revision`.
package final class IndexWriter {
  package let path: String
  /// The store's revision that the last commit holds; 0 in a new index.
  package private(set) var revision: Int64
  private let database: XapianWriter
  private var stems: StemRecorder

  /// Opens the index, making it when there is none.
  ///
  /// - Parameter store: that it follows; the index of another, or one ahead of it, is refused.
  /// - Throws: `indexVersion`, `indexForeign`, `indexNewer` and `indexDamaged` say that it must be rebuilt;
  ///   `indexLocked`, `storage`.
  package init(
    path: String, settings: IndexSettings = IndexSettings(),
    store: FollowedStore = FollowedStore()
  ) throws(SearchError) {
    self.path = path
    database = try Self.open(path)
    let reader = try XapianDatabase(path: path)
    if try reader.metadata(IndexFormat.Metadata.version).isEmpty, try reader.counts().documents == 0
    {
      revision = 0
      try Self.writeHeader(to: database, settings, archive: store.archive)
      try database.commit()
      try reader.reopen()
    } else {
      let state = try IndexState(of: reader, store: store)
      guard !state.isOutdated else { throw .indexVersion(path: path, found: state.version) }
      revision = state.revision
    }
    // The languages of an index that exists hold until it is rebuilt.
    let languages = try IndexState(of: reader, store: store).languages
    stems = try StemRecorder(languages: languages, known: reader)
  }

  /// Who puts another index in the place of this one holds the lock of this one: what was locked must
  /// still be there, or the lock is that of a directory that is gone.
  private static func open(_ path: String) throws(SearchError) -> XapianWriter {
    while true {
      let before = IndexDirectory.identity(path)
      let writer = try XapianWriter(path: path, create: true, sync: true)
      if before == nil || before == IndexDirectory.identity(path) { return writer }
    }
  }

  /// Adds a document, or puts it in the place of the one with its number.
  package func put(_ document: EncodedDocument) throws(SearchError) {
    try database.put(Self.number(document.id), document.records)
    stems.add(document.words)
  }

  /// Changes tags, flags, folders, accounts or the thread of a document without its text.
  /// - Returns: false when there is no such document.
  @discardableResult
  package func update(_ id: Int64, _ update: IndexUpdate) throws(SearchError) -> Bool {
    try database.update(Self.number(id), update.records)
  }

  package func delete(_ id: Int64) throws(SearchError) {
    try database.delete(Self.number(id))
  }

  /// Makes all changes durable and visible to readers, together with the revision they reach.
  package func commit(revision: Int64) throws(SearchError) {
    try stems.write(to: database)
    try Self.writeRevision(revision, to: database)
    try database.commit()
    try stems.reopen()
    self.revision = revision
  }

  /// The index has the word forms of these languages from now on.
  func finish(_ added: StemRecorder, languages: [String]) throws(SearchError) {
    var added = added
    try added.write(to: database)
    try database.setMetadata(
      Array(IndexFormat.Metadata.languages.utf8), Array(languages.joined(separator: ",").utf8))
    try database.commit()
    let reader = try XapianDatabase(path: path)
    stems = try StemRecorder(languages: languages, known: reader)
  }

  static func writeHeader(
    to database: XapianWriter, _ settings: IndexSettings, archive: [UInt8], revision: Int64 = 0
  ) throws(SearchError) {
    try database.setMetadata(
      Array(IndexFormat.Metadata.version.utf8), Array("\(IndexFormat.version)".utf8))
    try database.setMetadata(
      Array(IndexFormat.Metadata.languages.utf8),
      Array(settings.languages.joined(separator: ",").utf8))
    try database.setMetadata(
      Array(IndexFormat.Metadata.archive.utf8), Array(Hexadecimal.encode(archive).utf8))
    try writeRevision(revision, to: database)
  }

  static func writeRevision(_ revision: Int64, to database: XapianWriter) throws(SearchError) {
    let digits = String(max(revision, 0))
    let padded = String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    try database.setMetadata(Array(IndexFormat.Metadata.revision.utf8), Array(padded.utf8))
  }

  static func number(_ id: Int64) throws(SearchError) -> UInt32 {
    guard let number = UInt32(exactly: id), number > 0 else { throw .documentNumber(id) }
    return number
  }
}

/// What an index says about itself.
package struct IndexState: Sendable, Equatable {
  package var version: Int
  /// All changes of the store up to this one are in it.
  package var revision: Int64
  package var documents: Int
  package var languages: [String]

  /// Whether an older Mailcask made it: it serves until it is rebuilt.
  package var isOutdated: Bool { version < IndexFormat.version }

  /// Whether it was made with other settings; it works, but does not find what it could.
  package func isReindexDue(for settings: IndexSettings) -> Bool {
    settings.detectsLanguages
      ? !Set(languages).isSuperset(of: settings.languages)
      : Set(languages) != Set(settings.languages)
  }

  /// Looks at the index in a directory without writing to it.
  package init(path: String, store: FollowedStore = FollowedStore()) throws(SearchError) {
    try self.init(of: XapianDatabase(path: path), store: store)
  }

  init(of database: XapianDatabase, store: FollowedStore) throws(SearchError) {
    let found = Int(try database.metadata(IndexFormat.Metadata.version))
    guard let version = found, IndexFormat.readable ~= version else {
      throw .indexVersion(path: database.path, found: found)
    }
    guard let revision = Int64(try database.metadata(IndexFormat.Metadata.revision)) else {
      throw .indexDamaged(path: database.path, reason: "it has no revision")
    }
    let archive = try database.metadata(IndexFormat.Metadata.archive)
    let expected = Hexadecimal.encode(store.archive)
    guard archive.isEmpty || expected.isEmpty || archive == expected else {
      throw .indexForeign(path: database.path)
    }
    guard revision <= store.revision else {
      throw .indexNewer(path: database.path, index: revision, store: store.revision)
    }
    self.version = version
    self.revision = revision
    documents = try database.counts().documents
    languages = try database.metadata(IndexFormat.Metadata.languages).split(separator: ",")
      .map(String.init)
  }
}
