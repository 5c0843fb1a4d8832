/// The bounds of reading one document.
enum Limits {
  /// Distance from the start within which a PDF's header must begin, in bytes.
  static let pdfHeaderReach = 1_024
}
