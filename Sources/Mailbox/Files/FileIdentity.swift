import Files
import Glibc
internal import Mail

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
  /// Lies in a Maildir of Thunderbird, which notes flags and tags in the message.
  var isThunderbird = false
  /// The files beside it, where they may hold parts of it.
  var siblings: (any SiblingFiles)?
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

  /// Whether the name and the place leave open how many messages the file holds.
  var mayBeMbox: Bool {
    setting != .maildir && setting != .mh && !FileKind.hasSuffix(name, ".eml")
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
    inner.name = FolderName.withoutSuffix(
      name, [".gz", ".zst", ".xz", ".bz2", ".lz4", ".tgz", ".txz", ".tbz", ".tbz2", ".tlz4"])
    return inner
  }

  func origin(length: UInt64, kind: MessageOrigin.Kind, offset: UInt64 = 0) -> MessageOrigin {
    MessageOrigin(path: path, offset: offset, length: length, kind: kind)
  }
}

/// What a file is known again by that nobody has written to. The kernel alone sets st_ctime, at every
/// change of the octets, the name or the times; it can't be set back without setting the clock.
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

  /// Whether a change after this one is sure to have another time: file systems count in ticks, the
  /// coarsest (FAT) of 2 seconds.
  var isSettled: Bool { POSIX.now() &- changed > Limits.timeTick }
}
