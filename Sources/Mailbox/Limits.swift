internal import Mail

/// Every limit and default of the target, in octets unless the name says otherwise.
package enum Limits {
  /// After so many large messages in a file that did not end where Content-Length said, it is believed
  /// of small ones only: each makes what it announced be read twice.
  static let falseLengths = 16

  /// How much of a file's start the detectors look at.
  package static let sample = 1 << 20

  /// Entries looked at when an mbox dialect is recognised.
  static let sampleEntries = 64

  /// A longer line that begins with "From " is text, not a separator.
  static let fromLine = 1024

  /// Of a header section, for telling it from prose.
  static let headerBeginning = 4096

  /// Content-Length fields of one message that are tried.
  static let announcedLengths = 4

  /// A header section that has no end within this is not searched further for fields.
  static let header = 1 << 20

  /// Read and write chunk.
  static let chunk = 256 << 10

  /// The disk is told to begin after so much was written.
  static let writtenBehind = 8 << 20

  /// A window that grew beyond this for one large message is given back afterwards.
  static let idleWindow = 8 << 20

  /// Nanoseconds: longer than any file system's time stands still.
  static let timeTick: Int64 = 3_000_000_000

  /// Directories below the first one.
  static let directoryDepth = 64

  /// Containers inside containers: a zip in a tar.gz is three.
  static let containerDepth = 4

  /// Links to links in a container.
  static let linkDepth = 8

  /// Bound on decompressed ÷ compressed octets, looked at after `expansionFree` octets of output.
  /// Deflate reaches 1032 at most; mail seldom passes 20.
  static let expansionRatio: UInt64 = 300
  static let expansionFree: UInt64 = 64 << 20

  /// A zip's central directory, which is held in memory: about 100 octets an entry.
  static let zipDirectory = 256 << 20

  /// Longest name of an entry in a container.
  static let entryName = 4096

  /// Trailing property list of an .emlx file.
  static let propertyList = 1 << 20

  /// Files MH and Maildir keep beside the messages (.mh_sequences, dovecot-keywords).
  static let sideFile = 16 << 20

  /// Readable part of an .eml file name that is written.
  static let readableName = 80
}
