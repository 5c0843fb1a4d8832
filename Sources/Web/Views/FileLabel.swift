import Archive
import Presentation

/// What a file is, for people: by its media type, or by its name where the type says nothing.
struct FileLabel {
  let type: String
  let name: String?

  private static let titles: [String: String] = [
    "application/pdf": "PDF", "application/zip": "Zip", "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.ms-powerpoint": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument spreadsheet",
    "application/octet-stream": "Other files", "message/rfc822": "Messages",
    "application/pgp-signature": "PGP signature", "application/pkcs7-signature": "S/MIME signature",
    "application/x-pkcs7-signature": "S/MIME signature", "text/calendar": "Calendar",
    "text/plain": "Plain text", "text/html": "HTML", "text/csv": "CSV", "text/x-vcard": "Contact",
    "text/vcard": "Contact",
  ]

  /// "PDF", "JPEG picture".
  var title: String {
    if let title = Self.titles[type] { return title }
    let (kind, sub) = (type.prefix { $0 != "/" }, type.drop { $0 != "/" }.dropFirst())
    let short = sub.hasPrefix("x-") ? sub.dropFirst(2) : sub
    switch kind {
    case "image": return "\(short.uppercased()) picture"
    case "audio": return "\(short.uppercased()) sound"
    case "video": return "\(short.uppercased()) film"
    default: return type
    }
  }

  /// At most four letters: "PDF", "JPG".
  var short: String {
    let end = name?.split(separator: ".").last.map(String.init) ?? ""
    let isSuffix = name?.contains(".") == true && (1...4).contains(end.count)
    let word = isSuffix ? end : String(type.drop { $0 != "/" }.dropFirst())
    return String(word.filter { $0.isLetter || $0.isNumber }.uppercased().prefix(4))
  }

  /// A picture that is shown.
  var isPicture: Bool { ShownImages.types.contains(type) }

  var isPDF: Bool { type == "application/pdf" }
}

/// A file of a message as a card: its picture or kind, name and size.
struct FileCard {
  let message: Int64
  /// From 1.
  let number: Int
  let file: AttachmentInfo

  private var label: FileLabel { FileLabel(type: file.type, name: file.name) }
  private var isShownSmall: Bool {
    label.isPicture && (file.size ?? .max) <= Limits.thumbnailBytes
  }

  var address: String { "/m/\(message)/file/\(number)" }

  var html: HTML {
    let target: HTML = label.isPDF || label.isPicture ? " target=\"_blank\" rel=\"noopener\"" : ""
    return """
      <a class="att" href="\(link)"\(target)>\(picture)<span class="grow">\(Self.name(file.name))\
      <small>\(facts)</small></span></a>
      """
  }

  /// Pictures and PDF files open; others are saved.
  var link: String { label.isPDF || label.isPicture ? address + "?show" : address }

  var picture: HTML {
    if isShownSmall {
      return "<span class=\"kind\"><img src=\"\(address)?show\" alt=\"\" loading=\"lazy\"></span>"
    }
    let tone: HTML = label.isPDF ? " p" : label.isPicture ? " t" : ""
    return "<span class=\"kind\(tone)\" aria-hidden=\"true\">\(label.short)</span>"
  }

  var facts: String {
    ([label.title] + (file.size.map { [humanSize($0)] } ?? [])).joined(separator: ", ")
  }

  /// The end of a name is a piece of its own, so that it is always seen and cannot be disguised.
  static func name(_ name: String?) -> HTML {
    guard let name, !name.isEmpty else { return "<span class=\"name soft\">No name</span>" }
    let dot = name.lastIndex(of: ".") ?? name.endIndex
    let isSuffix = dot > name.startIndex && name.distance(from: dot, to: name.endIndex) <= 10
    let end = isSuffix ? dot : name.endIndex
    return """
      <span class="name"><bdi class="cut">\(name[..<end])</bdi><span>\(name[end...])</span></span>
      """
  }
}
