internal import Mail

/// Every limit and default of this target, in bytes unless the name says otherwise.
package enum Limits {
  /// Number of large messages with a wrong Content-Length after which a file's lengths are used
  /// only for small messages: each wrong length makes its range be read twice.
  static let falseLengths = 16

  /// Size of the part at a file's start that is examined to recognise its format.
  package static let sample = 1 << 20

  /// Maximum number of entries examined to recognise an mbox dialect.
  static let sampleEntries = 64

  /// Maximum length of an mbox separator: a longer line that begins with "From " is text.
  static let fromLine = 1024

  /// Size of the part of a header section that is examined to distinguish it from prose.
  static let headerBeginning = 4096

  /// Maximum number of Content-Length fields tried for one message.
  static let announcedLengths = 4

  /// Maximum size of a header section that is searched for fields.
  static let header = 1 << 20

  /// Size of one read or write.
  static let chunk = 256 << 10

  /// Number of bytes written after which the kernel is asked to write them out.
  static let writtenBehind = 8 << 20

  /// A buffer that one large message made larger than this is released afterwards.
  static let idleWindow = 8 << 20

  /// In nanoseconds: longer than the time resolution of any file system.
  static let timeTick: Int64 = 3_000_000_000

  /// Maximum depth of directories below the first one.
  static let directoryDepth = 64

  /// Maximum depth of nested containers: a zip in a tar.gz counts as three.
  static let containerDepth = 6

  /// Maximum length of a chain of links in a container.
  static let linkDepth = 8

  /// Maximum ratio of decompressed to compressed size, checked after `expansionFree` bytes of
  /// output. Deflate can reach 1032; mail seldom exceeds 20.
  static let expansionRatio: UInt64 = 300
  static let expansionFree: UInt64 = 64 << 20

  /// Maximum size of a zip's central directory, which is held in memory: about 100 bytes per entry.
  static let zipDirectory = 256 << 20

  /// Maximum length of an entry's name in a container.
  static let entryName = 4096

  /// Maximum size of the property list at the end of an .emlx file.
  static let propertyList = 1 << 20

  /// Maximum size of files that MH and Maildir keep beside messages (.mh_sequences,
  /// dovecot-keywords).
  static let sideFile = 16 << 20

  /// Maximum length of the readable part of an .eml file name.
  static let readableName = 80
}
