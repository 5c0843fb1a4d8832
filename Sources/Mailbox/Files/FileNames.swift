import Files

/// Calls `body` with the name of every regular file below a directory, in no order: relative to it, in
/// the form `MessageOrigin.path` has. What is no file or directory counts as a file; symbolic links
/// are not followed.
package func forEachFile(below directory: String, _ body: (String) -> Void) throws(MailboxError) {
  try forEachFile(FilePath(directory), [], depth: 0, body)
}

private func forEachFile(
  _ directory: FilePath, _ prefix: [UInt8], depth: Int, _ body: (String) -> Void
) throws(MailboxError) {
  guard depth <= Limits.directoryDepth else { return }
  let names = try asMailboxError(try POSIX.list(directory, sorted: false))
  for index in 0..<names.count {
    let path = directory / names[index]
    let name = prefix + names[index]
    let isLink = POSIX.isSymbolicLink(path)
    if !isLink, try asMailboxError(try POSIX.status(path)).type == .directory {
      try forEachFile(path, name + [UInt8(ascii: "/")], depth: depth + 1, body)
    } else {
      body(printable(name))
    }
  }
}
