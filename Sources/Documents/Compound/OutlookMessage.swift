import Bytes
import MIME

/// A message that Outlook saved (MS-OXMSG): its fields and text, then its files.
struct OutlookMessage {
  let file: CompoundFile
  let job: Job
  let depth: Int

  func read() { read(storage: 0, depth: depth) }

  /// Recursion is bounded by `Limits.depth`.
  private func read(storage: Int, depth: Int) {
    var codePage = properties(of: storage, headerSize: storage == 0 ? 32 : 24)[0x3FFD] ?? 1252
    if codePage == 0 { codePage = 1252 }
    let page = codePage
    func text(_ id: MAPIProperties.ID) -> String? { self.text(id, of: storage, page) }
    let sender = [text(.senderName), text(.senderAddress)].compactMap { $0 }.joined(separator: " ")
    for (label, value) in [
      ("From", sender), ("To", text(.displayTo)), ("Cc", text(.displayCc)),
      ("Subject", text(.subject)),
    ] {
      if let value, !value.isEmpty { job.output.add(line: "\(label): \(value)") }
    }
    job.output.add(line: body(of: storage, page))
    let recipients = file.children(of: storage).filter {
      file.entries[$0].name.hasPrefix("__recip_version1.0_#")
    }
    for index in recipients.prefix(Limits.outlookItems) {
      let names = [MAPIProperties.ID.displayName, .smtpAddress].compactMap {
        self.text($0, of: index, page)
      }
      job.output.add(line: names.joined(separator: " "))
    }
    var attachments = file.children(of: storage).filter {
      file.entries[$0].name.hasPrefix("__attach_version1.0_#")
    }
    attachments.sort { file.entries[$0].name < file.entries[$1].name }
    for attachment in attachments.prefix(Limits.outlookItems) {
      guard !job.isFull, job.mayOpenEntry() else { return }
      readAttachment(attachment, page, depth: depth)
    }
  }

  private func readAttachment(_ storage: Int, _ codePage: Int, depth: Int) {
    let name =
      text(.attachLongFileName, of: storage, codePage) ?? text(
        .attachFileName, of: storage, codePage)
      ?? text(.displayName, of: storage, codePage) ?? ""
    job.output.add(line: name)
    if let message = file.child("__substg1.0_3701000D", of: storage) {
      guard depth < Limits.depth else { return job.note(.limit) }
      return read(storage: message, depth: depth + 1)
    }
    guard let data = file.child("__substg1.0_37010102", of: storage) else { return }
    let contents = file.contents(of: data)
    guard job.mayInflate(contents.count) else { return }
    job.readInside(
      contents, name: name, mediaType: text(.attachMIMEType, of: storage, codePage),
      depth: depth + 1)
  }

  /// The plain text; else that of the HTML, or of the RTF.
  private func body(of storage: Int, _ codePage: Int) -> String {
    if let text = text(.body, of: storage, codePage), !text.isEmpty { return text }
    let prefix = "__substg1.0_1013"
    if let html = file.child(prefix + "0102", of: storage)
      ?? file.child(prefix + "001E", of: storage)
    {
      let page = properties(of: storage, headerSize: storage == 0 ? 32 : 24)[0x3FDE] ?? codePage
      let source = decodeText(file.contents(of: html), declared: codePageLabel(page)).text
      return plainText(fromHTML: source)
    }
    if let html = file.child(prefix + "001F", of: storage) {
      return plainText(fromHTML: utf16Text(file.contents(of: html)[...]))
    }
    guard let rtf = file.child("__substg1.0_10090102", of: storage),
      let bytes = decompressedRTF(file.contents(of: rtf).span)
    else { return "" }
    return plainText(fromRTF: bytes.span)
  }

  /// A property that is text, in UTF-16 or in the message's code page.
  private func text(_ id: MAPIProperties.ID, of storage: Int, _ codePage: Int) -> String? {
    let digits = String(id.rawValue, radix: 16, uppercase: true)
    let prefix = "__substg1.0_" + String(repeating: "0", count: 4 - digits.count) + digits
    if let stream = file.child(prefix + "001F", of: storage) {
      return utf16Text(file.contents(of: stream)[...])
    }
    return file.child(prefix + "001E", of: storage).map {
      decodeText(file.contents(of: $0), declared: codePageLabel(codePage)).text
    }
  }

  /// The numbers among the properties of fixed size (section 2.4.2).
  private func properties(of storage: Int, headerSize: Int) -> [Int: Int] {
    guard let stream = file.child("__properties_version1.0", of: storage) else { return [:] }
    let bytes = file.contents(of: stream)
    var numbers: [Int: Int] = [:]
    for start in stride(from: headerSize, through: bytes.count - 16, by: 16)
    where bytes.little16(start) == 3 {
      numbers[bytes.little16(start + 2)] = Int(bytes.little32(start + 8))
    }
    return numbers
  }
}
