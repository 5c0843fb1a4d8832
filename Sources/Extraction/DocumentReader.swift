private import Documents
private import Glibc
package import Mail
private import Processes

/// A file to be read for its text.
package struct Document: Sendable {
  package let bytes: [UInt8]
  /// As a message calls it; may hold anything.
  package let name: String?
  package let mediaType: String

  package init(bytes: [UInt8], name: String?, mediaType: String) {
    self.bytes = bytes
    self.name = name
    self.mediaType = mediaType
  }
}

/// What was read out of one.
package struct ReadDocument: Sendable, Equatable {
  /// What read it, with its version: "pdf/1".
  package let extractor: String
  package let outcome: AttachmentOutcome
  package let pages: [String]

  init(_ extractor: String, _ outcome: AttachmentOutcome, pages: [String] = []) {
    self.extractor = extractor
    self.outcome = outcome
    self.pages = pages
  }

  /// What a program has printed: text if there is a letter or digit in it.
  init(_ extractor: String, pages: [String]) {
    let hasText = pages.contains { $0.letters(atMost: 1) > 0 }
    self.init(extractor, hasText ? .text : .noText, pages: hasText ? pages : [])
  }
}

/// Reads documents in confined processes.
package struct DocumentReader: Sendable {
  /// Raised when what reads documents gets better: all are read again.
  private static let version = "1"
  private static let pdf = extractor(.pdf)
  private static let image = extractor(.image)
  /// Stands for a document that cannot be given to a reader.
  package static let unread = "unread/\(version)"

  private static func extractor(_ format: DocumentFormat) -> String {
    "\(format.rawValue)/\(version)"
  }

  /// The program to run as a worker, and its first arguments.
  private let worker: [String]
  /// Languages of scanned pages, as tesseract names them; none: they are not recognised.
  private let languages: [String]
  private let programs: [OutsideProgram: String]
  private let isInterrupted: @Sendable () -> Bool

  /// - Parameter worker: what runs `DocumentWorker` with the arguments after it.
  package init(
    worker: [String] = ["/proc/self/exe", DocumentWorker.command], languages: [String] = [],
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.worker = worker
    self.languages = languages
    self.isInterrupted = isInterrupted
    programs = Dictionary(
      uniqueKeysWithValues: OutsideProgram.allCases.compactMap { program in
        program.path.map { (program, $0) }
      })
  }

  /// Whether pictures may be documents.
  package var readsImages: Bool { !languages.isEmpty }

  /// Whether what was read with this result should be read again now.
  package func isDue(_ extractor: String, _ outcome: AttachmentOutcome) -> Bool {
    let base = extractor.prefix { $0 != " " }
    guard base.hasSuffix("/" + Self.version) else { return true }
    let hasRecognised = base != extractor
    switch outcome {
    case .needsProgram:
      if hasRecognised { return hasPrograms([.tesseract, .pdftoppm]) }
      return base == Self.pdf ? hasPrograms([.pdftotext]) : Documents.missingLibraries.isEmpty
    case .noText:
      return (base == Self.pdf || base == Self.image) && readsImages
        && extractor != base + recognised
    default: return false
    }
  }

  private func hasPrograms(_ needed: [OutsideProgram]) -> Bool {
    needed.allSatisfy { programs[$0] != nil }
  }

  private var recognised: String { " ocr " + languages.joined(separator: "+") }

  /// - Returns: the result for each document in order; nil when it was interrupted.
  package func read(_ documents: [Document]) -> [ReadDocument]? {
    var results = [ReadDocument?](repeating: nil, count: documents.count)
    var others: [Int] = []
    for (index, document) in documents.enumerated() {
      let bytes = document.bytes
      if bytes.count > Limits.documentBytes {
        results[index] = ReadDocument(Self.unread, .limit)
      } else if bytes.isPDF {
        guard let result = readPDF(bytes) else { return nil }
        results[index] = result
      } else if bytes.isPicture {
        guard let result = readPicture(bytes) else { return nil }
        results[index] = result
      } else {
        others.append(index)
      }
    }
    guard let read = readTogether(others.map { documents[$0] }) else { return nil }
    for (index, result) in zip(others, read) { results[index] = result }
    return results.map { $0 ?? ReadDocument(Self.unread, .noText) }
  }

  // MARK: Documents that Mailcask reads itself

  /// One process reads many. The document that it does not come back from is read again, alone.
  private func readTogether(_ documents: [Document]) -> [ReadDocument]? {
    var results: [ReadDocument] = []
    while results.count < documents.count {
      let rest = documents[results.count...]
      guard let answer = ask(rest), answer.ending != .interrupted else { return nil }
      var frames = FrameReader(answer.output)
      while results.count < documents.count, let text = frames.text() {
        guard let result = result(text) else { return nil }
        results.append(result)
      }
      guard results.count < documents.count else { break }
      guard let alone = ask(documents[results.count...].prefix(1)), alone.ending != .interrupted
      else { return nil }
      var frame = FrameReader(alone.output)
      if let text = frame.text() {
        guard let result = result(text) else { return nil }
        results.append(result)
      } else {
        results.append(ReadDocument(Self.unread, alone.failure))
      }
    }
    return results
  }

  /// With the texts of files inside that programs read.
  private func result(_ text: DocumentText) -> ReadDocument? {
    var pages = text.pages
    for file in text.nested {
      guard let inside = file.format == .pdf ? readPDF(file.bytes) : readPicture(file.bytes) else {
        return nil
      }
      pages += inside.pages
    }
    let extractor = Self.extractor(text.format)
    let outcome = AttachmentOutcome(rawValue: text.outcome.rawValue) ?? .damaged
    let found = ReadDocument(extractor, pages: pages)
    return outcome == .text || outcome == .noText
      ? found : ReadDocument(extractor, outcome, pages: found.pages)
  }

  /// - Returns: nil where no process can be made.
  private func ask(_ documents: ArraySlice<Document>) -> BoundedProcess.Answer? {
    guard let path = worker.first else { return nil }
    var process = BoundedProcess(
      path: path, arguments: worker + ["\(documents.count)"], seconds: Limits.seconds,
      outputLimit: Limits.answerBytes, isInterrupted: isInterrupted)
    process.isBatch = true
    return process.run(
      documents.map { document in
        var frame = FrameWriter()
        frame.document(document)
        return frame.bytes
      })
  }

  // MARK: PDF

  private func readPDF(_ bytes: [UInt8]) -> ReadDocument? {
    guard let program = programs[.pdftotext] else { return ReadDocument(Self.pdf, .needsProgram) }
    guard let answer = run([program, "-enc", "UTF-8", "-", "-"], bytes, Limits.textBytes) else {
      return nil
    }
    switch answer.ending {
    case .exited(0), .printedTooMuch:
      let pages = String(decoding: answer.output, as: UTF8.self).pages
      return readsImages ? recognise(pages, bytes) : ReadDocument(Self.pdf, pages: pages)
    default: return ReadDocument(Self.pdf, answer.failure)
    }
  }

  /// Reads pages that are pictures.
  private func recognise(_ pages: [String], _ bytes: [UInt8]) -> ReadDocument? {
    let scanned = pages.indices.filter {
      pages[$0].letters(atMost: Limits.lettersOfPage) < Limits.lettersOfPage
    }
    guard !scanned.isEmpty else { return ReadDocument(Self.pdf, pages: pages) }
    let extractor = Self.pdf + recognised
    guard let painter = programs[.pdftoppm], programs[.tesseract] != nil else {
      let found = ReadDocument(extractor, pages: pages)
      return found.outcome == .noText ? ReadDocument(extractor, .needsProgram) : found
    }
    var pages = pages
    for index in scanned.prefix(Limits.scannedPages) {
      let page = String(index + 1)
      let arguments = [
        painter, "-r", String(Limits.resolution), "-gray", "-png", "-f", page, "-l", page, "-",
      ]
      guard let picture = run(arguments, bytes, Limits.pictureBytes) else { return nil }
      guard picture.ending == .exited(0), !picture.output.isEmpty else { continue }
      guard let text = text(of: picture.output) else { return nil }
      if text.ending == .exited(0) { pages[index] += String(decoding: text.output, as: UTF8.self) }
    }
    return ReadDocument(extractor, pages: pages)
  }

  private func readPicture(_ bytes: [UInt8]) -> ReadDocument? {
    guard readsImages else { return ReadDocument(Self.image, .noText) }
    let extractor = Self.image + recognised
    guard programs[.tesseract] != nil else { return ReadDocument(extractor, .needsProgram) }
    guard bytes.count <= Limits.documentBytes else { return ReadDocument(extractor, .limit) }
    guard let answer = text(of: bytes) else { return nil }
    guard answer.ending == .exited(0) else { return ReadDocument(extractor, answer.failure) }
    return ReadDocument(extractor, pages: String(decoding: answer.output, as: UTF8.self).pages)
  }

  private func text(of picture: [UInt8]) -> BoundedProcess.Answer? {
    guard let program = programs[.tesseract] else { return nil }
    return run(
      [program, "stdin", "stdout", "-l", languages.joined(separator: "+")], picture,
      Limits.textBytes)
  }

  // MARK: Processes

  /// A crash may be chance: it is tried twice.
  ///
  /// - Returns: nil when it was interrupted.
  private func run(
    _ arguments: [String], _ bytes: [UInt8], _ limit: Int
  ) -> BoundedProcess.Answer? {
    guard let path = worker.first else { return nil }
    let process = BoundedProcess(
      path: path, arguments: worker + arguments, seconds: Limits.seconds, outputLimit: limit,
      isInterrupted: isInterrupted)
    guard let answer = process.run([bytes]) else {
      return BoundedProcess.Answer(.exited(DocumentWorker.ExitStatus.notRun))
    }
    if answer.ending == .interrupted { return nil }
    guard answer.failure == .crashed, let second = process.run([bytes]) else { return answer }
    return second.ending == .interrupted ? nil : second
  }
}

extension BoundedProcess.Answer {
  /// Why there is no text.
  fileprivate var failure: AttachmentOutcome {
    let said = String(decoding: complaints, as: UTF8.self).lowercased()
    switch ending {
    case .exited(DocumentWorker.ExitStatus.notRun), .exited(DocumentWorker.ExitStatus.notConfined):
      return .needsProgram
    case .exited(0): return .noText
    case .exited:
      if said.contains("password") || said.contains("not allowed") { return .encrypted }
      return said.contains("out of memory") ? .limit : .damaged
    // For too much processor time the kernel sends these.
    case .signalled(SIGKILL), .signalled(SIGXCPU), .tookTooLong, .printedTooMuch: return .limit
    case .signalled:
      return said.contains("bad_alloc") || said.contains("out of memory") ? .limit : .crashed
    case .interrupted: return .noText
    }
  }
}

extension [UInt8] {
  /// Some programs write something before it.
  fileprivate var isPDF: Bool {
    let mark = Array("%PDF-".utf8)
    let beginning = prefix(Limits.beginning)
    guard beginning.count >= mark.count else { return false }
    return (0...beginning.count - mark.count).contains {
      beginning[$0] == mark[0] && beginning[$0...].starts(with: mark)
    }
  }

  /// PNG, JPEG, TIFF, GIF.
  fileprivate var isPicture: Bool {
    let marks: [[UInt8]] = [
      [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A],
      [0x47, 0x49, 0x46, 0x38],
    ]
    return marks.contains { starts(with: $0) }
  }
}

extension String {
  /// Parted by form feeds, the last of which ends the text.
  fileprivate var pages: [String] {
    var pages = unicodeScalars.split(separator: "\u{0C}", omittingEmptySubsequences: false).map {
      page in
      let end = page.lastIndex { !$0.properties.isWhitespace }.map(page.index(after:))
      return String(page[..<(end ?? page.startIndex)])
    }
    if pages.last?.isEmpty == true { pages.removeLast() }
    return pages
  }

  /// Number of letters and digits, as far as `limit`.
  fileprivate func letters(atMost limit: Int) -> Int {
    unicodeScalars.lazy.filter {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
    }.prefix(limit).count
  }
}
