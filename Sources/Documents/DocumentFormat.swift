/// The format of a document, by its bytes where they tell. The names are stored.
package enum DocumentFormat: String, Sendable, CaseIterable {
  case pdf
  // Office Open XML (ECMA-376)
  case docx, xlsx, pptx
  // OpenDocument (ISO 26300)
  case odt, ods, odp
  // Office 97 to 2003 (MS-DOC, MS-XLS, MS-PPT)
  case doc, xls, ppt
  /// An Outlook message (MS-OXMSG).
  case msg
  /// A message of RFC 5322 in a file, or a web page saved as one.
  case mime
  case rtf, epub, html, xml, svg, csv, text
  /// Pages, Numbers or Keynote by Apple.
  case iwork
  /// Files in a zip, tar or 7z, or one file compressed by gzip, bzip2 or xz.
  case archive
  case image
  /// None of these.
  case unknown
}
