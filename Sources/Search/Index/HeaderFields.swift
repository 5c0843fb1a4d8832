/// What the index takes from header fields, by their names: worked out once for each name, since
/// most mail has the same.
struct HeaderFields {
  private struct Field {
    /// In lower case.
    let name: [UInt8]
    let isUsual: Bool
    /// How words of its value are taken; nil where they are not, or as a field of the query language.
    let words: (prefix: TermTable.Prefix, areNames: Bool)?
    /// The last document that has it.
    var document = 0
  }

  private var fields: [Field] = []
  /// The prefix that all trace fields share.
  private var traceNames: TermTable.Prefix?
  private var places: [[UInt8]: Int] = [:]
  /// Indexes into `fields` by the names as they are written.
  private var spellings: [String: Int] = [:]
  private var document = 0
  /// Fields of the document.
  private var present: [Int] = []

  /// Names may be made up without end: as many are kept.
  mutating func beginDocument(in table: inout TermTable) {
    if spellings.count > Limits.headerFieldsKnown {
      self = HeaderFields()
      table.removePrefixes()
    }
    document &+= 1
    present.removeAll(keepingCapacity: true)
  }

  /// The document has a field of this name; the table takes words of its value from now on.
  ///
  /// - Returns: false where they are not wanted.
  mutating func select(_ name: String, in table: inout TermTable) -> Bool {
    let place = spellings[name] ?? add(name, in: &table)
    if fields[place].document != document {
      fields[place].document = document
      present.append(place)
    }
    guard let words = fields[place].words else { return false }
    table.select(words.prefix, namesAlone: words.areNames)
    return true
  }

  private mutating func add(_ spelling: String, in table: inout TermTable) -> Int {
    let name = HeaderName.folded(spelling)
    let place = places[name] ?? fields.count
    if place == fields.count {
      fields.append(
        Field(
          name: name, isUsual: HeaderName.usual.contains(name),
          words: QueryField.ofHeader(spelling) == nil ? words(name, &table) : nil))
      places[name] = place
    }
    spellings[spelling] = place
    return place
  }

  private mutating func words(
    _ name: [UInt8], _ table: inout TermTable
  ) -> (prefix: TermTable.Prefix, areNames: Bool)? {
    switch HeaderName.indexedWords(name) {
    case .all: return (table.addPrefix(HeaderName.wordPrefix(name)), false)
    case .names:
      let prefix = traceNames ?? table.addPrefix(HeaderName.namePrefix)
      traceNames = prefix
      return (prefix, true)
    case .none: return nil
    }
  }

  /// The unusual fields that the document has, in lower case.
  var unusual: [[UInt8]] { present.lazy.map { fields[$0] }.filter { !$0.isUsual }.map(\.name) }

  /// The usual ones that it lacks.
  var missing: Set<[UInt8]> {
    let found = present.lazy.map { fields[$0] }.filter(\.isUsual)
    // Most messages lack none.
    return found.count == HeaderName.usual.count
      ? [] : HeaderName.usual.subtracting(found.map(\.name))
  }
}
