/// Every limit of reading documents, in one place.
package enum Limits {
  /// Bytes of a document that is read.
  package static let documentBytes = 64 << 20
  /// Bytes of the text of one document. What is longer is cut.
  package static let textBytes = 16 << 20
  /// Bytes that a worker prints for all its documents.
  static let answerBytes = 64 << 20
  /// Seconds that a document may take: half a minute with what is around it.
  package static let seconds = 28.0
  /// Seconds of processor time, and bytes of address space.
  static let processorSeconds: UInt = 20
  static let memory: UInt = 768 << 20
  /// Bytes at the beginning of a file that tell what it is.
  static let beginning = 1_024
  /// Letters and digits of a page that is not taken for a scan.
  static let lettersOfPage = 20
  /// Bytes of the picture of a page.
  static let pictureBytes = 32 << 20
  /// Scanned pages of one document that are recognised, and their resolution in dots per inch.
  static let scannedPages = 50
  static let resolution = 200
}
