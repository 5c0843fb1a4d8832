/// The content of a winmail.dat part, including that of messages inside.
struct TNEFContent {
  struct File {
    var attachment: TNEF.Attachment
    /// The parsed attachment, if it is a message.
    var message: TNEF?
  }

  let message: TNEF
  /// A message precedes its own files.
  private(set) var files: LimitedList<File>
  /// Defects of the message and of those inside, each once.
  private(set) var defects: [Defect.Kind] = []
  private let limits: Limits

  /// - Returns: nil if the bytes are not TNEF.
  init?(_ bytes: Span<UInt8>, limits: Limits) {
    guard let message = TNEF(bytes, limits: limits) else { return nil }
    self.message = message
    self.limits = limits
    files = LimitedList(limit: limits.embeddedFiles)
    add(message, depth: 1)
    if files.isCut { note(.embeddedFileLimit) }
  }

  /// Recursion is bounded by `Limits.tnefNesting`.
  private mutating func add(_ message: TNEF, depth: Int) {
    for defect in message.defects { note(defect.kind) }
    for attachment in message.attachments where !files.isCut {
      if attachment.isMessage, depth >= limits.tnefNesting { note(.tnefNestingLimit) }
      let isOpened = attachment.isMessage && depth < limits.tnefNesting
      let inner = isOpened ? TNEF(attachment.bytes.span, limits: limits) : nil
      files.append(File(attachment: attachment, message: inner))
      if let inner { add(inner, depth: depth + 1) }
    }
  }

  private mutating func note(_ kind: Defect.Kind) {
    if !defects.contains(kind) { defects.append(kind) }
  }
}

extension TNEF.Defect {
  fileprivate var kind: Defect.Kind {
    switch self {
    case .truncated, .wrongChecksum, .malformedProperties, .malformedRTF: .damagedEmbeddedFile
    case .tooManyAttributes: .tnefAttributeLimit
    case .tooManyFiles: .embeddedFileLimit
    }
  }
}
