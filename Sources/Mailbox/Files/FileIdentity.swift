import Files

/// What a file's place among others says about the messages in it.
struct FileIdentity {
  /// How sure the place is that the file is mail.
  enum Setting {
    /// Named by the person: taken for mail if it can be mail at all.
    case named
    /// Found in a directory or container of anything.
    case found
    case maildir, mh
  }

  /// As in `MessageOrigin.path`.
  var path: String
  /// As in `RawMessage.folder`.
  var folder: String
  /// File name without directories.
  var name: [UInt8] = []
  var setting = Setting.found
  var flags: MessageFlags = []
  var tags: [String] = []
  /// Containers and decompressors around it.
  var depth = 0

  init(path: String, folder: String) {
    self.path = path
    self.folder = folder
  }

  /// For a file at `components` below the source. In a Maildir only the directories name folders,
  /// and so for single messages; an mbox file is a folder itself.
  init(path: String, components: [[UInt8]], setting: Setting) {
    self.path = path
    self.setting = setting
    name = components.last ?? []
    folder = FolderName.of(components.dropLast())
  }

  /// The same file as an mbox.
  var asMbox: FileIdentity {
    var mbox = self
    // Apple Mail's "Inbox.mbox/mbox".
    if name == Array("mbox".utf8), !folder.isEmpty { return mbox }
    mbox.folder = FolderName.join([folder, FolderName.ofFile(name)])
    return mbox
  }

  /// What comes out of a decompressor: "Inbox.mbox.gz" becomes "Inbox.mbox".
  var decompressed: FileIdentity {
    var inner = self
    inner.depth += 1
    inner.name = FolderName.withoutSuffix(name, [".gz", ".zst", ".tgz"])
    return inner
  }

  func origin(length: UInt64, kind: MessageOrigin.Kind, offset: UInt64 = 0) -> MessageOrigin {
    MessageOrigin(path: path, offset: offset, length: length, kind: kind)
  }
}

/// Names of directories and files as names of folders, levels joined by "/".
enum FolderName {
  static func of(_ directories: some Sequence<[UInt8]>) -> String {
    var names = Array(directories)
    // Apple Mail: "Inbox.mbox/…/Messages/1.emlx".
    if let mbox = names.lastIndex(where: { $0.suffix(5).elementsEqual(".mbox".utf8) }) {
      names.removeLast(names.count - mbox - 1)
    }
    return join(names.map(ofDirectory))
  }

  /// A Maildir++ directory ".Sent.2024" is the folder "Sent/2024"; Thunderbird's "Inbox.sbd" holds
  /// the folders below "Inbox".
  static func ofDirectory(_ name: [UInt8]) -> String {
    let dot = UInt8(ascii: ".")
    if name.count > 1, name.first == dot {
      let levels = name.dropFirst().split(separator: dot)
      return join(levels.map { ModifiedUTF7.decode(Array($0)) ?? printable($0) })
    }
    return printable(withoutSuffix(name, [".sbd", ".mbox"]))
  }

  static func ofFile(_ name: [UInt8]) -> String {
    printable(withoutSuffix(name, [".mbox", ".mbx"]))
  }

  static func withoutSuffix(_ name: [UInt8], _ suffixes: [String]) -> [UInt8] {
    for suffix in suffixes where name.count > suffix.utf8.count {
      if name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) {
        return Array(name.dropLast(suffix.utf8.count))
      }
    }
    return name
  }

  static func join(_ names: [String]) -> String {
    names.filter { !$0.isEmpty }.joined(separator: "/")
  }
}
