public import Archive
import Dispatch
import Files
import Foundation
import Mailbox

extension MailArchive {
  /// Prints the message to a new PDF file with an installed browser. The browser receives the
  /// document of `safeHTML(of:)` and has no network.
  ///
  /// - Throws: `notFound` if the message or any browser is missing; `fileSystem`, `alreadyThere`.
  public func printPDF(of id: Int64, to path: String) throws(ArchiveError) {
    do {
      let document = try safeHTML(of: id)
      let file = try FileWriter(path)
      let printed = try PDFPrinter.found(for: path).print(document)
      try file.write(printed.span)
      try file.publish()
    } catch { throw ArchiveError(any: error) }
  }
}

/// A program that prints HTML to PDF.
struct PDFPrinter {
  private enum Family { case chromium, wkhtmltopdf, weasyprint }

  private let family: Family
  private let program: String

  /// In order of preference. Firefox is not included: it cannot print from a command line.
  private static let known: [(name: String, family: Family)] = [
    ("chromium", .chromium), ("chromium-browser", .chromium), ("google-chrome", .chromium),
    ("google-chrome-stable", .chromium), ("microsoft-edge", .chromium),
    ("brave-browser", .chromium), ("wkhtmltopdf", .wkhtmltopdf), ("weasyprint", .weasyprint),
  ]

  static func found(for path: String) throws -> PDFPrinter {
    for browser in known {
      if let program = Tool.path(of: browser.name) {
        return PDFPrinter(family: browser.family, program: program)
      }
    }
    throw ArchiveError(
      .notFound, "print to \(path)",
      why: "none of these programs is installed: " + known.map(\.name).joined(separator: ", "),
      remedy: "Install one (Debian: apt install chromium), or open what show --html gives in a"
        + " browser and print there.")
  }

  /// - Returns: the bytes of the PDF file.
  func print(
    _ document: String, numbersPages: Bool = false, seconds: Int = Limits.printSeconds
  ) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let directory = folder.name
    let html = "\(directory)/message.html"
    let pdf = "\(directory)/message.pdf"
    try SmallFile.create(FilePath(html), Array(document.utf8))
    var arguments = arguments(html: html, pdf: pdf, directory)
    // It knows no numbers of pages in a style sheet.
    if numbersPages, family == .wkhtmltopdf {
      arguments = ["--footer-right", "[page] / [topage]"] + arguments
    }
    try run(arguments, in: directory, seconds: seconds)
    let bytes = (try? FileBytes(pdf).read(Limits.printedBytes)) ?? []
    guard bytes.starts(with: "%PDF-".utf8) else {
      throw ArchiveError(
        .fileSystem, "print with \(program)", why: "it wrote no PDF file",
        remedy: "Try show --html with it by hand to see why.")
    }
    return bytes
  }

  /// Uses a separate profile, so that the person's own browser data is neither read nor changed.
  private func arguments(html: String, pdf: String, _ directory: String) -> [String] {
    switch family {
    case .chromium:
      // The sandbox refuses to run as root.
      let sandbox = getuid() == 0 ? ["--no-sandbox"] : []
      return sandbox + [
        "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
        "--disable-background-networking", "--disable-component-update",
        "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(directory)/profile",
        "--no-pdf-header-footer", "--print-to-pdf=\(pdf)", "file://\(html)",
      ]
    case .wkhtmltopdf:
      return [
        "--quiet", "--disable-javascript", "--disable-local-file-access", "--encoding", "utf-8",
        html, pdf,
      ]
    case .weasyprint: return ["--quiet", html, pdf]
    }
  }

  private func run(_ arguments: [String], in directory: String, seconds: Int) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "XDG_CONFIG_HOME": directory, "XDG_CACHE_HOME": directory,
    ]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let watchdog = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(
      deadline: .now() + .seconds(seconds), execute: watchdog)
    process.waitUntilExit()
    watchdog.cancel()
    let status = process.terminationStatus
    guard process.terminationReason == .exit, status == 0 else {
      throw ArchiveError(
        .fileSystem, "print with \(program)",
        why: process.terminationReason == .exit
          ? "it ended with status \(status)" : "it was stopped after \(seconds) s")
    }
  }
}
