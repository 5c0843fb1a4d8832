// Xapian's handles as values: all that this module knows of pointers but for a few calls of libc.
//
// Contract: a handle is freed once, by the `deinit` of the class that owns it; bytes lent by
// Xapian are copied before the next call; an `mcx_error` is read only after a call that failed.
// None of the classes may be used by two threads at a time.
import CXapian
internal import Files

/// What to do where Xapian crashes on a damaged index.
package enum IndexCrash {
  /// From now on the process then writes `text` to standard error and ends with `status`.
  package static func report(_ text: String, status: Int32) {
    unsafe mcx_report_crashes(text, status)
  }
}

/// A database being written.
@safe final class XapianWriter {
  private let handle: OpaquePointer
  private let path: String

  init(path: String, create: Bool, sync: Bool) throws(SearchError) {
    var error = mcx_error()
    guard let handle = unsafe mcx_writer_open(path, create, sync, &error) else {
      throw SearchError(error, path: path)
    }
    unsafe self.handle = handle
    self.path = path
  }

  deinit { unsafe mcx_writer_free(handle) }

  func put(_ document: UInt32, _ records: [UInt8]) throws(SearchError) {
    var error = mcx_error()
    guard unsafe mcx_writer_put(handle, document, records, records.count, &error) else {
      throw SearchError(error, path: path)
    }
  }

  /// False when there is no such document.
  func update(_ document: UInt32, _ records: [UInt8]) throws(SearchError) -> Bool {
    var error = mcx_error()
    if unsafe mcx_writer_update(handle, document, records, records.count, &error) { return true }
    if error.code == MCX_NOT_FOUND { return false }
    throw SearchError(error, path: path)
  }

  func delete(_ document: UInt32) throws(SearchError) {
    var error = mcx_error()
    guard unsafe mcx_writer_delete(handle, document, &error) else {
      throw SearchError(error, path: path)
    }
  }

  func setMetadata(_ key: [UInt8], _ value: [UInt8]) throws(SearchError) {
    var error = mcx_error()
    guard
      unsafe mcx_writer_set_metadata(handle, key, key.count, value, value.count, &error)
    else { throw SearchError(error, path: path) }
  }

  func commit() throws(SearchError) {
    var error = mcx_error()
    guard unsafe mcx_writer_commit(handle, &error) else { throw SearchError(error, path: path) }
  }

  /// Merges databases whose document numbers do not overlap.
  static func merge(_ sources: [String], into target: String) throws(SearchError) {
    var error = mcx_error()
    let merged = unsafe withCStrings(sources) { pointers in
      unsafe mcx_compact(
        pointers.baseAddress, pointers.count, target, IndexFormat.Metadata.stem, &error)
    }
    guard merged else { throw SearchError(error, path: target) }
  }
}

/// The digest that a document of these records has in an index.
func digest(ofRecords records: [UInt8]) throws(SearchError) -> UInt64 {
  var error = mcx_error()
  var digest: UInt64 = 0
  guard unsafe mcx_records_digest(records, records.count, &digest, &error) else {
    throw SearchError(error, path: "")
  }
  return digest
}

/// Xapian's own lock on a database: while it is held nobody writes there, and the database may be
/// replaced or removed. It goes with the directory.
final class DatabaseLock {
  private let descriptor: Int32

  /// - Throws: `indexLocked` at once where another process writes.
  init(path: String) throws(SearchError) {
    var error = mcx_error()
    descriptor = unsafe mcx_lock(path, &error)
    guard descriptor >= 0 else { throw SearchError(error, path: path) }
  }

  deinit { POSIX.close(descriptor) }
}

/// Swaps two directories at once, so that neither name is ever missing.
func exchangeDirectories(_ first: String, _ second: String) throws(SearchError) {
  var error = mcx_error()
  guard unsafe mcx_exchange(first, second, &error) else { throw SearchError(error, path: first) }
}

/// One or several databases being read as one.
@safe final class XapianDatabase {
  fileprivate let handle: OpaquePointer
  let path: String

  /// - Parameter path: a directory, or a file that names a remote database.
  init(path: String) throws(SearchError) {
    var error = mcx_error()
    guard let opened = unsafe mcx_database_open(path, &error) else {
      throw SearchError(error, path: path)
    }
    self.path = path
    unsafe handle = opened
  }

  /// Document d of member i (from 0) of n has the number (d - 1) * n + i + 1.
  init(joining members: [XapianDatabase]) throws(SearchError) {
    var error = mcx_error()
    path = members.map(\.path).joined(separator: ", ")
    let handles = unsafe members.map { unsafe Optional($0.handle) }
    guard let joined = unsafe mcx_database_join(handles, handles.count, &error) else {
      throw SearchError(error, path: path)
    }
    unsafe handle = joined
  }

  deinit { unsafe mcx_database_free(handle) }

  func reopen() throws(SearchError) {
    var error = mcx_error()
    guard unsafe mcx_database_reopen(handle, &error) else { throw SearchError(error, path: path) }
  }

  func counts() throws(SearchError) -> (documents: Int, last: Int) {
    var error = mcx_error()
    var documents: UInt32 = 0
    var last: UInt32 = 0
    guard unsafe mcx_database_counts(handle, &documents, &last, &error) else {
      throw SearchError(error, path: path)
    }
    return (Int(documents), Int(last))
  }

  /// Empty when there is none.
  func metadata(_ key: [UInt8]) throws(SearchError) -> [UInt8] {
    var error = mcx_error()
    var value: UnsafePointer<UInt8>?
    var length = 0
    guard unsafe mcx_database_metadata(handle, key, key.count, &value, &length, &error) else {
      throw SearchError(error, path: path)
    }
    return unsafe Array(UnsafeBufferPointer(start: value, count: length))
  }

  func metadata(_ key: String) throws(SearchError) -> String {
    String(decoding: try metadata(Array(key.utf8)), as: UTF8.self)
  }

  /// How many documents have the term.
  func frequency(_ term: [UInt8]) throws(SearchError) -> Int {
    var error = mcx_error()
    var documents: UInt32 = 0
    guard unsafe mcx_database_frequency(handle, term, term.count, &documents, &error) else {
      throw SearchError(error, path: path)
    }
    return Int(documents)
  }

  /// Terms with the prefix, ascending, until `body` says false.
  ///
  /// - Parameter first: none before this one.
  func eachTerm(
    prefix: [UInt8], from first: [UInt8] = [],
    _ body: (_ term: Span<UInt8>, _ documents: Int) -> Bool
  ) throws(SearchError) {
    var error = mcx_error()
    let ok = unsafe withTermCallback(body) { callback, context in
      unsafe mcx_database_each_term(
        handle, prefix, prefix.count, first, first.count, callback, context, &error)
    }
    guard ok else { throw SearchError(error, path: path) }
  }

  /// Terms of one document.
  func eachTerm(
    of document: UInt32, prefix: [UInt8], _ body: (_ term: Span<UInt8>, _ documents: Int) -> Bool
  ) throws(SearchError) {
    var error = mcx_error()
    let ok = unsafe withTermCallback(body) { callback, context in
      unsafe mcx_database_each_document_term(
        handle, document, prefix, prefix.count, callback, context, &error)
    }
    guard ok else { throw SearchError(error, path: path) }
  }

  /// Empty when the document has none.
  func value(_ slot: IndexFormat.Slot, of document: UInt32) throws(SearchError) -> [UInt8] {
    var error = mcx_error()
    var value: UnsafePointer<UInt8>?
    var length = 0
    guard
      unsafe mcx_database_value(handle, document, slot.rawValue, &value, &length, &error)
    else { throw SearchError(error, path: path) }
    return unsafe Array(UnsafeBufferPointer(start: value, count: length))
  }

  /// Positions of the words of a document; empty when it has none.
  func positions(of document: UInt32) throws(SearchError) -> [UInt8] {
    var error = mcx_error()
    var positions: UnsafePointer<UInt8>?
    var length = 0
    guard unsafe mcx_database_positions(handle, document, &positions, &length, &error) else {
      throw SearchError(error, path: path)
    }
    return unsafe Array(UnsafeBufferPointer(start: positions, count: length))
  }

  /// Reads all of it.
  ///
  /// - Throws: `indexDamaged` where it contradicts itself.
  func examine(_ body: (HeldDocument) -> Void) throws(SearchError) {
    var error = mcx_error()
    var contradiction: UnsafePointer<CChar>?
    let ok = withoutActuallyEscaping(body) { body in
      var visitor = ProofVisitor(body: body)
      return unsafe withUnsafeMutablePointer(to: &visitor) { pointer in
        unsafe mcx_database_examine(
          handle,
          { context, document, row, content, isWhole in
            guard let visitor = unsafe context?.assumingMemoryBound(to: ProofVisitor.self) else {
              return
            }
            unsafe visitor.pointee.body(
              HeldDocument(id: Int64(document), row: row, content: content, isWhole: isWhole))
          }, pointer, &contradiction, &error)
      }
    }
    guard ok else { throw SearchError(error, path: path) }
    if let contradiction = unsafe contradiction {
      let what = unsafe String(cString: contradiction)
      throw .indexDamaged(path: path, reason: "\(what) contradict each other")
    }
  }

  func match(_ query: XapianQuery, _ options: XapianMatch) throws(SearchError) -> XapianResult {
    var error = mcx_error()
    let slots = options.facets.map(\.rawValue)
    let handle = unsafe slots.withUnsafeBufferPointer { buffer in
      var match = unsafe mcx_match()
      unsafe match.offset = UInt32(clamping: options.offset)
      unsafe match.limit = UInt32(clamping: options.limit)
      unsafe match.check_at_least = UInt32(clamping: options.checkAtLeast)
      unsafe match.sort_slot = options.sort.map { Int32($0.rawValue) } ?? -1
      unsafe match.descending = options.descending
      unsafe match.group_slot = options.group.map { Int32($0.rawValue) } ?? -1
      unsafe match.facet_slots = buffer.baseAddress
      unsafe match.facet_count = buffer.count
      return unsafe mcx_database_match(self.handle, query.handle, &match, &error)
    }
    guard let handle = unsafe handle else { throw SearchError(error, path: path) }
    return unsafe XapianResult(handle: handle, path: path)
  }
}

extension XapianDatabase {
  /// The documents that match, by the values of a slot, which have at most 7 bytes, then by number; of a
  /// single database. For long lists: a match needs a hundred bytes and more for each.
  func list(
    _ query: XapianQuery, by slot: IndexFormat.Slot, descending: Bool
  ) throws(SearchError) -> [UInt32] {
    var error = mcx_error()
    guard
      let list = unsafe mcx_database_list(handle, query.handle, slot.rawValue, descending, &error)
    else { throw SearchError(error, path: path) }
    defer { unsafe mcx_list_free(list) }
    var count = 0
    let documents = unsafe mcx_list_documents(list, &count)
    return unsafe Array(UnsafeBufferPointer(start: documents, count: count))
  }

  /// The values of a slot with the numbers of all documents that have them; not of remote databases.
  func countValues(_ slot: IndexFormat.Slot) throws(SearchError) -> [(value: [UInt8], count: Int)] {
    var error = mcx_error()
    var values: [(value: [UInt8], count: Int)] = []
    let add = { (value: Span<UInt8>, count: Int) in
      values.append((value.indices.map { value[$0] }, count))
      return true
    }
    let ok = unsafe withTermCallback(add) { callback, context in
      unsafe mcx_database_count_values(handle, slot.rawValue, callback, context, &error)
    }
    guard ok else { throw SearchError(error, path: path) }
    return values
  }
}

struct XapianMatch {
  var offset = 0
  var limit: Int
  var checkAtLeast = 0
  /// Nil: by relevance.
  var sort: IndexFormat.Slot?
  var descending = true
  /// Only the first of the messages with the same value in this slot is a hit.
  var group: IndexFormat.Slot?
  var facets: [IndexFormat.Slot] = []
}

@safe final class XapianResult {
  private let handle: OpaquePointer
  private let path: String

  struct Hit: Sendable {
    var document: UInt32
    /// How many more are in its group.
    var more: Int
    var weight: Double
    var sortValue: [UInt8]
  }

  fileprivate init(handle: OpaquePointer, path: String) {
    unsafe self.handle = handle
    self.path = path
  }

  deinit { unsafe mcx_result_free(handle) }

  var hits: [Hit] {
    (0..<(unsafe mcx_result_count(handle))).map { index in
      let hit = unsafe mcx_result_hit(handle, index)
      return unsafe Hit(
        document: hit.document, more: Int(hit.more), weight: hit.weight,
        sortValue: Array(UnsafeBufferPointer(start: hit.sort_value, count: hit.sort_length)))
    }
  }

  var total: SearchAnswer.Total {
    var lower: UInt32 = 0
    var estimate: UInt32 = 0
    var upper: UInt32 = 0
    unsafe mcx_result_total(handle, &lower, &estimate, &upper)
    return lower == upper ? .exactly(Int(lower)) : .atLeast(Int(lower))
  }

  /// Values of the facet of this index among those asked for, with their numbers of matches.
  func facet(_ index: Int) throws(SearchError) -> [(value: [UInt8], count: Int)] {
    var error = mcx_error()
    var values: [(value: [UInt8], count: Int)] = []
    let add = { (value: Span<UInt8>, count: Int) in
      values.append((value.indices.map { value[$0] }, count))
      return true
    }
    let ok = unsafe withTermCallback(add) { callback, context in
      unsafe mcx_result_each_facet(handle, index, callback, context, &error)
    }
    guard ok else { throw SearchError(error, path: path) }
    return values
  }
}

/// A Snowball stemmer.
@safe final class Stemmer {
  private let handle: OpaquePointer
  let language: String

  init(language: String) throws(SearchError) {
    var error = mcx_error()
    guard let handle = unsafe mcx_stemmer_new(language, &error) else {
      throw SearchError.unknownLanguage(language)
    }
    unsafe self.handle = handle
    self.language = language
  }

  deinit { unsafe mcx_stemmer_free(handle) }

  /// The word itself when there is no stem of it.
  func stem(_ word: [UInt8]) -> [UInt8] {
    var stem: UnsafePointer<UInt8>?
    var length = 0
    guard unsafe mcx_stemmer_stem(handle, word, word.count, &stem, &length, nil) else {
      return word
    }
    return unsafe Array(UnsafeBufferPointer(start: stem, count: length))
  }
}

extension SearchError {
  init(_ error: mcx_error, path: String) {
    var error = error
    let reason = unsafe withUnsafeBytes(of: &error.message) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    self =
      switch Int(error.code) {
      case MCX_MISSING: IndexDirectory.absence(path)
      case MCX_DAMAGED: .indexDamaged(path: path, reason: reason)
      case MCX_VERSION: .indexVersion(path: path, found: nil)
      case MCX_LOCKED: .indexLocked(path: path)
      case MCX_NETWORK: .indexUnreachable(path: path, reason: reason)
      default: .storage(path: path, reason: reason)
      }
  }
}

/// Lends the strings as C wants them, for the length of the call.
private func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
  let bytes = strings.flatMap { $0.utf8CString }
  return unsafe bytes.withUnsafeBufferPointer { buffer in
    var start = 0
    let pointers = unsafe strings.map { string -> UnsafePointer<CChar>? in
      defer { start += string.utf8.count + 1 }
      guard let base = buffer.baseAddress else { return nil }
      return unsafe base + start
    }
    return unsafe pointers.withUnsafeBufferPointer(body)
  }
}

private struct ProofVisitor {
  var body: (HeldDocument) -> Void
}

private struct TermVisitor {
  var body: (Span<UInt8>, Int) -> Bool
}

/// Passes a Swift closure through C: the context points to it and is valid during the call.
private func withTermCallback(
  _ body: (Span<UInt8>, Int) -> Bool,
  _ call: (mcx_term_callback, UnsafeMutableRawPointer) -> Bool
) -> Bool {
  withoutActuallyEscaping(body) { body in
    var visitor = TermVisitor(body: body)
    return unsafe withUnsafeMutablePointer(to: &visitor) { pointer in
      unsafe call(
        { context, term, length, documents in
          guard let visitor = unsafe context?.assumingMemoryBound(to: TermVisitor.self) else {
            return false
          }
          let bytes = unsafe UnsafeBufferPointer(start: term, count: length)
          return unsafe visitor.pointee.body(bytes.span, Int(documents))
        }, pointer)
    }
  }
}
