import CLinux
import Glibc

/// Who owns a file and who else may write to it: what decides whether the words in it are obeyed.
struct FileOwnership: Equatable {
  let owner: uid_t
  let group: gid_t
  let mode: mode_t
  /// The file system keeps permissions (FAT, NTFS and network file systems make them up).
  let hasModes: Bool
  let isLink: Bool

  /// The file itself, not what a symbolic link points to; nil where there is none.
  init?(of path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    owner = status.st_uid
    group = status.st_gid
    mode = status.st_mode
    hasModes = Self.keepsModes(path)
    isLink = status.st_mode & S_IFMT == S_IFLNK
  }

  init(owner: uid_t, group: gid_t, mode: mode_t, hasModes: Bool = true, isLink: Bool = false) {
    self.owner = owner
    self.group = group
    self.mode = mode
    self.hasModes = hasModes
    self.isLink = isLink
  }

  /// The users whose files are this process's own: the effective user and, for root, the user who
  /// called sudo.
  static func ownUsers(environment: (String) -> String?) -> [uid_t] {
    let user = geteuid()
    guard user == 0, let caller = environment("SUDO_UID").flatMap(uid_t.init) else { return [user] }
    return [user, caller]
  }

  /// Why the file may not be obeyed, as a clause; nil where it may: it belongs to one of `users` or
  /// to root, and nobody else may write to it.
  func objection(from users: [uid_t]) -> String? {
    if isLink { return "it is a symbolic link" }
    guard users.contains(owner) || owner == 0 else {
      return "it belongs to \(Self.name(of: owner)), not to you"
    }
    guard hasModes else { return nil }
    if mode & S_IWOTH != 0 { return "everybody may write to it" }
    if mode & S_IWGRP != 0, !Self.isOwn(group, of: owner) {
      return "other members of its group may write to it"
    }
    return nil
  }

  /// A user by name, or by number where the system knows no name.
  static func name(of user: uid_t) -> String {
    guard let entry = unsafe getpwuid(user), let name = unsafe entry.pointee.pw_name else {
      return "user \(user)"
    }
    return unsafe String(cString: name)
  }

  /// The group that many systems make for each user: it has the user's name and no other member.
  private static func isOwn(_ group: gid_t, of user: uid_t) -> Bool {
    guard let entry = unsafe getgrgid(group), let groupName = unsafe entry.pointee.gr_name else {
      return false
    }
    let name = name(of: user)
    guard unsafe String(cString: groupName) == name else { return false }
    guard var member = unsafe entry.pointee.gr_mem else { return true }
    while let other = unsafe member.pointee {
      if unsafe String(cString: other) != name { return false }
      unsafe member += 1
    }
    return true
  }

  private static func keepsModes(_ path: String) -> Bool {
    var system = statfs()
    guard unsafe statfs(path, &system) == 0 else { return true }
    return !withoutModes.contains(UInt32(truncatingIfNeeded: system.f_type))
  }

  /// Magic numbers of file systems (statfs(2)): FAT, exFAT, NTFS (two drivers), FUSE, CIFS, SMB 2,
  /// 9P. A list, because making the type of a set takes as long as a twentieth of a search.
  private static let withoutModes: [UInt32] = [
    0x4D44, 0x2011_BAB0, 0x5346_544E, 0x7366_746E, 0x6573_5546, 0xFF53_4D42, 0xFE53_4D42,
    0x0102_1997,
  ]
}
