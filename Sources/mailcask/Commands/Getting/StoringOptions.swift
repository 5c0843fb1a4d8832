import ArgumentParser

/// What a command that stores mail leaves for later.
struct StoringOptions: ParsableArguments {
  @Flag(
    help: """
      Only store the mail; the next search or fetch indexes it, the next fetch or import reads its \
      attachments.
      """)
  var noIndex = false

  @Flag(help: "Leave the text of attached documents to mailcask read-attachments.")
  var noReadAttachments = false

  /// Whether attachments are read at the end, if the settings say so.
  var readsAttachments: Bool { !noIndex && !noReadAttachments }
}
