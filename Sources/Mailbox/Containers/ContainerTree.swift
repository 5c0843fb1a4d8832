import Files

/// What must be known of a container before its mail is read: the kinds of its directories, which
/// follow from all names in them, the small files that formats keep beside messages, and the links.
///
/// This allows a container to be read like the unpacked directories, and still forward only.
/// Meanwhile, only those small files are kept on disk.
final class ContainerTree {
  private struct Link {
    var name: ContainerPath
    /// A hard link comes after the file that it names; a symbolic link may be anywhere.
    var position: Int
  }

  private struct Directory {
    var kind: DirectoryKind
    var isLeftOut: Bool
  }

  private var facts: [[[UInt8]]: DirectoryFacts] = [:]
  private var directories: [[[UInt8]]: Directory] = [:]
  /// Links by their target.
  private var links: [ContainerPath: [Link]] = [:]
  /// Files beside messages, by directory and name.
  private var besides: [[[UInt8]]: [[UInt8]: Range<Int>]] = [:]
  private var kept: MessageBytes = .memory([])

  /// Reads through all entries. If that fails at some entry, the earlier ones are known, and
  /// reading the mail will fail at the same place.
  init(_ entries: any ContainerEntries, _ options: ReadOptions) throws(MailboxError) {
    var keeping = MessageBytesBuilder(in: options.spill)
    var targets: [(name: ContainerPath, target: ContainerPath, position: Int)] = []
    var position = 0
    do throws(MailboxError) {
      while let entry = try entries.next() {
        position += 1
        let path = ContainerPath(entry.name)
        if path.components.isEmpty || path.isTooDeep { continue }
        note(path.name, in: Array(path.directories))
        switch entry {
        case .file(_, let stream, let size) where Self.isBeside(path):
          guard size <= UInt64(options.messageLimit) else { continue }
          let start = keeping.count
          try keeping.add(all: BoundedStream(stream, length: size, path: ""))
          besides[Array(path.directories), default: [:]][path.name] = start..<keeping.count
        case .link(_, let target, let isSymbolic):
          let found =
            isSymbolic ? ContainerPath(target, from: path.directories) : ContainerPath(target)
          if let found, found != path {
            targets.append((path, found, isSymbolic ? .max : position))
          }
        case .file, .directory, .rejected: break
        }
      }
    } catch {
      if error.code == .diskFull || error.code == .writeFailed { throw error }
    }
    kept = try keeping.all()
    noteLinks(targets)
  }

  // MARK: Reading through

  private func note(_ name: [UInt8], in parents: [[UInt8]]) {
    let isNew = facts[parents] == nil
    facts[parents, default: DirectoryFacts()].note(name)
    guard let directory = parents.last else { return }
    let above = Array(parents.dropLast())
    if isNew { note(directory, in: above) }
    if directory.elementsEqual("cur".utf8) {
      facts[above, default: DirectoryFacts()].noteInCur(name)
    }
  }

  /// A link to a link counts as a link to the target of the latter.
  private func noteLinks(_ found: [(name: ContainerPath, target: ContainerPath, position: Int)]) {
    let next = Dictionary(found.map { ($0.name, $0.target) }, uniquingKeysWith: { $1 })
    for link in found {
      var (target, steps) = (link.target, 0)
      while let further = next[target], steps < Limits.linkDepth {
        (target, steps) = (further, steps + 1)
      }
      links[target, default: []].append(
        Link(name: link.name, position: steps == 0 ? link.position : .max))
    }
  }

  private static func isBeside(_ path: ContainerPath) -> Bool {
    path.name.elementsEqual(Maildir.keywordsFile.utf8)
      || path.name.elementsEqual(MHSequences.fileName.utf8) || AppleParts.isPart(path.components)
  }

  // MARK: Results

  func kind(of path: [[UInt8]]) -> (kind: DirectoryKind, isLeftOut: Bool) {
    let directory = directory(path)
    return (directory.kind, directory.isLeftOut)
  }

  private func directory(_ path: [[UInt8]]) -> Directory {
    if let known = directories[path] { return known }
    var parent = Directory(kind: .plain, isLeftOut: false)
    if !path.isEmpty { parent = directory(Array(path.dropLast())) }
    let name = path.last ?? []
    let found = Directory(
      kind: DirectoryKind(
        name, facts[path] ?? DirectoryFacts(), parent: parent.kind, places: nil,
        read: { text(of: Array($0.utf8), in: path) }),
      isLeftOut: parent.isLeftOut || (!path.isEmpty && parent.kind.leavesOut(name)))
    directories[path] = found
    return found
  }

  private func text(of name: [UInt8], in path: [[UInt8]]) -> String {
    guard let range = besides[path]?[name], range.count <= Limits.sideFile,
      let bytes = try? kept.stretch(range)
    else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Other names of a file, in the container's order.
  ///
  /// - Parameter position: number of the file among the entries, from 1.
  func links(to path: ContainerPath, at position: Int) -> [ContainerPath] {
    links[path, default: []].filter { $0.position > position }.map(\.name)
  }

  /// The files beside a message in the directory.
  func siblings(in directory: [[UInt8]]) -> any SiblingFiles {
    ContainerSiblings(directory: directory, files: besides, kept: kept)
  }
}

private struct ContainerSiblings: SiblingFiles {
  let directory: [[UInt8]]
  let files: [[[UInt8]]: [[UInt8]: Range<Int>]]
  let kept: MessageBytes

  func names(in path: [String]) -> [[UInt8]] {
    files[resolved(path), default: [:]].keys.sorted { $0.lexicographicallyPrecedes($1) }
  }

  func bytes(of name: [UInt8], in path: [String]) -> MessageBytes? {
    files[resolved(path)]?[name].map { kept.part($0) }
  }

  private func resolved(_ path: [String]) -> [[UInt8]] {
    path.reduce(into: directory) { directory, part in
      if part == ".." { _ = directory.popLast() } else { directory.append(Array(part.utf8)) }
    }
  }
}
