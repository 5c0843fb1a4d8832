// Numbers whose lowest byte comes first. The bytes must exist.
extension [UInt8] {
  package func little(_ start: Int, _ count: Int) -> UInt64 {
    self[start..<(start + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
  package func little16(_ start: Int) -> Int { Int(little(start, 2)) }
  package func little32(_ start: Int) -> UInt64 { little(start, 4) }
  package func little64(_ start: Int) -> UInt64 { little(start, 8) }
}
