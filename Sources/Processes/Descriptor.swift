import CSandbox
import Glibc

/// An open file that is closed at the end, and that no process inherits but by being given it.
final class Descriptor {
  let number: Int32

  /// A file in memory, to be read from its beginning; nil where there is no room.
  init?(holding contents: [[UInt8]]) {
    number = Self.raised(mcs_memory_file())
    guard number >= 0, contents.allSatisfy({ Self.write($0, to: number) }),
      lseek(number, 0, SEEK_SET) == 0
    else { return nil }
  }

  deinit { if number >= 0 { close(number) } }

  /// The same file, with a number above those that another process gets it as.
  static func raised(_ file: Int32) -> Int32 {
    guard file >= 0 else { return file }
    defer { close(file) }
    return fcntl(file, F_DUPFD_CLOEXEC, Int32(Limits.firstDescriptor))
  }

  private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress, $0.count)
      }
      guard written > 0 else {
        if written < 0, errno == EINTR { continue }
        return false
      }
      rest = rest.dropFirst(written)
    }
    return true
  }
}

/// Two ends that no process inherits but by being given them.
final class Pipe {
  let reading: Int32
  private(set) var writing: Int32

  init?() {
    let ends = mcs_pipe()
    (reading, writing) = (Descriptor.raised(ends.reading), Descriptor.raised(ends.writing))
    guard reading >= 0, writing >= 0 else { return nil }
  }

  func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }

  deinit {
    closeWriting()
    if reading >= 0 { close(reading) }
  }
}
