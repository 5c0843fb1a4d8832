import CLinux

/// What the C library's allocator does with a large buffer that is freed.
enum Allocator {
  /// Its pages go back to the system: kept, they are memory that lies idle.
  static func returnFreedPages() { keepBuffers(below: 128 << 10) }

  /// Its pages are kept for the next buffer. A command that reads or writes one block of messages after
  /// another would otherwise have the system clear the same pages again and again: a fifth of an
  /// export's time and a third of what the kernel does for an import, for 10 MB of memory.
  static func keepFreedPages() {
    keepBuffers(below: 8 << 20)
    _ = mallopt(M_TRIM_THRESHOLD, 64 << 20)
  }

  private static func keepBuffers(below bytes: Int32) { _ = mallopt(M_MMAP_THRESHOLD, bytes) }
}
