import CLinux

/// What becomes of a large buffer when it is freed.
enum FreedMemory {
  /// It goes back to the system: kept, it takes memory that lies idle.
  static func goesBack() { keepBuffers(below: 128 << 10) }

  /// It stays for the next of its size. What reads or writes one block of messages after the other
  /// would else have the system clear the same pages again and again: a fifth of an export's time,
  /// for 10 MB of memory, a third of what the kernel does for an import.
  static func staysAtHand() {
    keepBuffers(below: 8 << 20)
    _ = mallopt(M_TRIM_THRESHOLD, 64 << 20)
  }

  private static func keepBuffers(below octets: Int32) { _ = mallopt(M_MMAP_THRESHOLD, octets) }
}
