import Files
import Glibc
internal import Mail

/// What a file's name and place reveal about the messages in it.
struct FileIdentity {
  /// How certain it is from the place that the file is mail.
  enum Setting {
    /// Named by the person: treated as mail if that is possible at all.
    case named
    /// Found in a directory or container that may hold anything.
    case found
    case maildir, mh
  }

  /// See `MessageOrigin.path`.
  var path: String
  /// See `RawMessage.folder`.
  var folder: String
  /// File name without directories.
  var name: [UInt8] = []
  var setting = Setting.found
  var flags: MessageFlags = []
  var tags: [String] = []
  /// In a Maildir of Thunderbird, which stores flags and tags in the message.
  var isThunderbird = false
  /// The files beside it, if they may hold parts of it.
  var siblings: (any SiblingFiles)?
  /// Number of containers and decompressors around it.
  var depth = 0

  init(path: String, folder: String) {
    self.path = path
    self.folder = folder
  }

  /// For a file at `components` below the source. In a Maildir, and for single messages, only
  /// directories name folders; an mbox file is a folder itself.
  init(path: String, components: [[UInt8]], setting: Setting) {
    self.path = path
    self.setting = setting
    name = components.last ?? []
    folder = FolderName.of(components.dropLast(), areMaildir: setting == .maildir)
  }

  /// Whether name and place allow the file to hold several messages.
  var mayBeMbox: Bool {
    setting != .maildir && setting != .mh && !FileKind.hasSuffix(name, ".eml")
  }

  /// The same file, as an mbox.
  var asMbox: FileIdentity {
    var mbox = self
    // Apple Mail's "Inbox.mbox/mbox".
    if name == Array("mbox".utf8), !folder.isEmpty { return mbox }
    mbox.folder = FolderName.join([folder, FolderName.ofFile(name)])
    return mbox
  }

  /// The file after decompression: "Inbox.mbox.gz" becomes "Inbox.mbox".
  var decompressed: FileIdentity {
    var inner = self
    inner.depth += 1
    inner.name = FolderName.withoutSuffix(
      name, [".gz", ".zst", ".xz", ".bz2", ".lz4", ".tgz", ".txz", ".tbz", ".tbz2", ".tlz4"])
    return inner
  }

  func origin(length: UInt64, kind: MessageOrigin.Kind, offset: UInt64 = 0) -> MessageOrigin {
    MessageOrigin(path: path, offset: offset, length: length, kind: kind)
  }
}

/// Identifies a file that has not been changed. Only the kernel sets st_ctime, at every change of
/// contents, name or times; it cannot be set back without changing the clock.
package struct FileStamp: Hashable, Sendable {
  package let path: String
  package let inode: UInt64
  package let size: UInt64
  /// st_ctime in nanoseconds since 1970.
  package let changed: Int64

  init(_ path: FilePath, _ status: POSIX.Status) {
    self.path = path.text
    inode = status.inode
    size = status.size
    changed = status.changed
  }

  /// Whether a later change is certain to have a different time: file systems have a limited time
  /// resolution, the coarsest (FAT) of 2 seconds.
  var isSettled: Bool { POSIX.now() &- changed > Limits.timeTick }
}
