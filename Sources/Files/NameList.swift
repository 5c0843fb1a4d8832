/// The names in a directory in one block of memory, without "." and "..".
package struct NameList {
  private var bytes: [UInt8] = []
  private var ranges: [Range<Int>] = []

  package var count: Int { ranges.count }

  package subscript(index: Int) -> ArraySlice<UInt8> { bytes[ranges[index]] }

  package mutating func append(_ name: some Collection<UInt8>) {
    let dot = UInt8(ascii: ".")
    if name.elementsEqual([dot]) || name.elementsEqual([dot, dot]) { return }
    let start = bytes.count
    bytes.append(contentsOf: name)
    ranges.append(start..<bytes.count)
  }

  package mutating func sort() {
    let bytes = bytes
    ranges.sort { precedes(bytes[$0], bytes[$1]) }
  }

  /// Adds those names of another listing that are not in this one.
  package mutating func add(_ others: NameList) {
    let known = Set(ranges.map { bytes[$0] })
    for index in 0..<others.count where !known.contains(others[index]) { append(others[index]) }
    sort()
  }

  package func contains(_ name: StaticString) -> Bool {
    let wanted = Array("\(name)".utf8)
    return ranges.contains { bytes[$0].elementsEqual(wanted) }
  }
}
