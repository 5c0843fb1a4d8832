/// What a file's place says about the messages in it.
struct FileIdentity {
  /// As in `MessageOrigin.path`.
  var path: String
  var folder: String
  var flags: MessageFlags = []
  var tags: [String] = []

  init(path: String, folder: String) {
    self.path = path
    self.folder = folder
  }
}
