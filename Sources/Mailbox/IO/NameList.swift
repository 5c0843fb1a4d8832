/// The names of a directory in one block of memory; "." and ".." left out.
struct NameList {
  private var octets: [UInt8] = []
  private var ranges: [Range<Int>] = []

  var count: Int { ranges.count }

  subscript(index: Int) -> ArraySlice<UInt8> { octets[ranges[index]] }

  mutating func append(_ name: some Collection<UInt8>) {
    let dot = UInt8(ascii: ".")
    if name.elementsEqual([dot]) || name.elementsEqual([dot, dot]) { return }
    let start = octets.count
    octets.append(contentsOf: name)
    ranges.append(start..<octets.count)
  }

  mutating func sort() {
    let octets = octets
    ranges.sort { precedes(octets[$0], octets[$1]) }
  }

  /// Those of another listing that are not among them, too.
  mutating func add(_ others: NameList) {
    let known = Set(ranges.map { octets[$0] })
    for index in 0..<others.count where !known.contains(others[index]) { append(others[index]) }
    sort()
  }

  func contains(_ name: StaticString) -> Bool {
    let wanted = Array("\(name)".utf8)
    return ranges.contains { octets[$0].elementsEqual(wanted) }
  }
}
