import MIME

/// Bytes of a document to text. No input makes these functions fail, trap, or use more time and
/// memory than `Limits` allows; nothing is read but the bytes.
package enum Documents {
  /// The format of a file: by its first bytes, then by its name and media type.
  package static func format(
    of bytes: [UInt8], name: String? = nil, mediaType: String? = nil
  ) -> DocumentFormat {
    FormatProbe(bytes, name: name, mediaType: mediaType).format
  }

  /// The Debian packages whose libraries are missing, without which some formats are not read.
  package static var missingLibraries: [String] { XMLReader.isInstalled ? [] : ["libexpat1"] }

  /// The text of a file. PDF and images are for programs: their outcome is `needsProgram`.
  ///
  /// - Parameter depth: number of archives and messages around the file.
  package static func text(
    of bytes: [UInt8], name: String? = nil, mediaType: String? = nil, depth: Int = 0
  ) -> DocumentText {
    let job = Job()
    let probe = FormatProbe(bytes, name: name, mediaType: mediaType)
    switch probe.format {
    case .pdf, .image: job.note(.needsProgram)
    default: job.read(bytes, probe, depth: depth)
    }
    return job.text(probe.format)
  }
}

extension Job {
  /// Reads a file that is not for programs; its text is added to the output.
  ///
  /// - Parameter depth: number of archives and messages around it.
  func read(_ bytes: [UInt8], _ probe: FormatProbe, depth: Int) {
    switch probe.format {
    case .docx, .xlsx, .pptx:
      guard let zip = ZipFile(bytes) else { return note(.damaged) }
      let package = OfficePackage(zip: zip, job: self)
      switch probe.format {
      case .docx: WordDocument(package: package).read()
      case .xlsx: Spreadsheet(package: package).read()
      default: Presentation(package: package).read()
      }
      if zip.isDamaged { note(.damaged) }
    case .odt, .ods, .odp:
      if let zip = ZipFile(bytes) { return OpenDocument(zip: zip, job: self).read() }
      var text = OpenDocumentText(job: self)
      read(bytes, keepsPrefixes: true, &text)
    case .doc, .xls, .ppt, .msg:
      guard let file = CompoundFile(bytes) else { return note(.damaged) }
      switch probe.format {
      case .doc: WordBinary(file: file, job: self).read()
      case .xls: ExcelBinary(file: file, job: self).read()
      case .ppt: PowerPointBinary(file: file, job: self).read()
      default: OutlookMessage(file: file, job: self, depth: depth).read()
      }
    case .mime: MessageDocument(job: self, depth: depth).read(bytes)
    case .epub, .iwork:
      guard let zip = ZipFile(bytes) else { return note(.damaged) }
      if probe.format == .epub {
        EPUB(zip: zip, job: self).read()
      } else {
        AppleDocument(zip: zip, job: self).read()
      }
    case .archive: readArchive(bytes, name: probe.name, depth: depth)
    case .svg:
      var text = DrawingWords(job: self)
      read(bytes, &text)
    case .unknown:
      if CompoundFile(bytes)?.child("EncryptedPackage") != nil { note(.encrypted) }
    default:
      if let file = probe.file { output.add(file.text) }
    }
  }
}

/// The words in a drawing (SVG 2, 11 and 5.8).
private struct DrawingWords: XMLHandler {
  let job: Job
  static let leftOut: Set<String> = ["style", "script", "metadata"]
  var isDone: Bool { job.isFull }

  mutating func start(_ name: String, _ attributes: XMLAttributes) {}
  mutating func end(_ name: String) { job.output.newLine() }

  mutating func text(_ text: Span<UInt8>) {
    if !text.isBlank { job.output.add(text) }
  }
}

extension Span<UInt8> {
  /// Whether it has nothing but white space, as between the elements of indented XML.
  var isBlank: Bool { indices.allSatisfy { self[$0] <= 0x20 } }
}
