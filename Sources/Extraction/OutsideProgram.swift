import Glibc

/// A program of the system that reads what Mailcask does not.
package enum OutsideProgram: String, Sendable, CaseIterable {
  /// PDF → text.
  case pdftotext
  /// PDF → pictures of pages.
  case pdftoppm
  /// Picture → text.
  case tesseract

  /// Packages of Debian.
  package var package: String { self == .tesseract ? "tesseract-ocr" : "poppler-utils" }

  /// Where it is, if it is where confined processes may read.
  package var path: String? {
    let search = unsafe getenv("PATH").map { unsafe String(cString: $0) }
    for directory in (search ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") {
      let candidate = "\(directory)/\(rawValue)"
      guard directory.hasPrefix("/"), unsafe access(candidate, X_OK) == 0,
        let resolved = unsafe realpath(candidate, nil)
      else { continue }
      defer { unsafe free(resolved) }
      let path = unsafe String(cString: resolved)
      if Self.readable.contains(where: path.hasPrefix) { return path }
    }
    return nil
  }

  /// See CSandbox.
  private static let readable = ["/usr/", "/nix/store/", "/gnu/store/"]
}
