internal import GRDB
internal import GRDBSQLite

/// A number that changes with every bit of a row's columns, and with their types.
///
/// Unsafe code here reads the values that SQLite gives its functions: they are valid during the call,
/// and no byte is read behind the length that SQLite says.
@safe struct RowNumber {
  private(set) var value: UInt64

  /// - Parameter seed: numbers of two tables have nothing to do with each other.
  init(seed: Int64) { value = Self.mix(UInt64(bitPattern: seed) ^ Self.start) }

  /// The number of a row from the arguments of an SQL function.
  init(seed: Int64, _ arguments: UnsafeBufferPointer<OpaquePointer?>) {
    self.init(seed: seed)
    for index in 0..<arguments.count { unsafe add(arguments[index]) }
  }

  mutating func add(_ number: Int64) { add(UInt64(bitPattern: number), type: SQLITE_INTEGER) }

  private mutating func add(_ argument: OpaquePointer?) {
    let type = unsafe sqlite3_value_type(argument)
    switch type {
    case SQLITE_INTEGER: unsafe add(UInt64(bitPattern: sqlite3_value_int64(argument)), type: type)
    case SQLITE_FLOAT: unsafe add(sqlite3_value_double(argument).bitPattern, type: type)
    case SQLITE_NULL: add(0, type: type)
    default:
      let start = unsafe sqlite3_value_blob(argument)
      let count = unsafe start == nil ? 0 : Int(sqlite3_value_bytes(argument))
      add(UInt64(count), type: type)
      unsafe add(UnsafeRawBufferPointer(start: start, count: count).bytes)
    }
  }

  private mutating func add(_ word: UInt64, type: Int32) {
    value = Self.mix(value ^ word) &+ UInt64(UInt32(bitPattern: type))
  }

  /// Eight bytes at a time; the last ones are filled up with zeros, as the length has been added.
  private mutating func add(_ bytes: RawSpan) {
    var position = 0
    while position + 8 <= bytes.byteCount {
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
      value = Self.mix(value ^ UInt64(littleEndian: word))
      position += 8
    }
    guard position < bytes.byteCount else { return }
    var word: UInt64 = 0
    for place in position..<bytes.byteCount {
      let byte = unsafe bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
      word |= UInt64(byte) << UInt64(8 * (place - position))
    }
    value = Self.mix(value ^ word)
  }

  /// Both halves of a product: each bit of the one depends on all of the other.
  private static func mix(_ word: UInt64) -> UInt64 {
    let product = (word ^ start).multipliedFullWidth(by: factor)
    return product.high ^ product.low &+ word
  }

  /// Two odd numbers without a pattern: fractions of the square roots of 2 and 3.
  private static let start: UInt64 = 0x6A09_E667_F3BC_C909
  private static let factor: UInt64 = 0xBB67_AE85_84CA_A73B
}
