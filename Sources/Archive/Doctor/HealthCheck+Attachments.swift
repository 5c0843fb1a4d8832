import Extraction

extension HealthCheck {
  /// What reads attachments, what protects from them, and what became of them.
  static func attachments(_ state: AttachmentState, _ settings: AttachmentSettings) -> [Finding] {
    var findings: [Finding] = []
    func add(_ level: Finding.Level, _ text: String, _ remedy: String = "") {
      findings.append(Finding(.attachments, level, text, remedy: remedy))
    }
    let needed: [OutsideProgram] =
      [.pdftotext] + (settings.ocr.isEmpty ? [] : [.pdftoppm, .tesseract])
    let missing = needed.filter { $0.path == nil }
    for program in missing {
      add(
        .hint, "\(program.rawValue) is not installed, so \(program.purpose) are not read",
        "Install it (Debian: apt install \(program.package)), then run mailcask read-attachments.")
    }
    if missing.isEmpty {
      add(.good, "read by " + needed.compactMap(\.path).joined(separator: ", "))
    }
    let (landlock, filter) = (Confinement.landlockVersion, Confinement.filtersSystemCalls)
    if landlock > 0, filter {
      add(.good, "what reads them can open no other file and no connection (landlock, seccomp)")
    } else {
      let lacks = [landlock > 0 ? nil : "landlock", filter ? nil : "seccomp"].compactMap { $0 }
      add(
        .hint,
        "this kernel has no \(lacks.joined(separator: " and no ")): what reads attachments is confined "
          + "less", "Limits of memory and time are there; a newer kernel confines it wholly.")
    }
    let known = AttachmentOutcome.allCases.compactMap { outcome in
      state.outcomes[outcome].map { "\($0) \(outcome.displayText)" }
    }
    if !known.isEmpty { add(.good, "read so far: " + known.joined(separator: ", ")) }
    if state.messagesNotRead > 0 {
      add(
        .hint, "those of messages not read yet: \(state.messagesNotRead)",
        "Read them with: mailcask read-attachments")
    }
    return findings
  }
}

extension OutsideProgram {
  fileprivate var purpose: String {
    switch self {
    case .pdftotext: "PDF files"
    case .pdftoppm: "scanned pages"
    case .tesseract: "scanned pages and pictures"
    }
  }
}
