import Bytes
import MIME
import Packing

/// What holds other files.
enum ArchiveKind {
  case zip, tar, gzip, xz, bzip2
  /// 7z and rar.
  case library
  /// A file in a Cryptographic Message Syntax.
  case signed

  /// Nil for anything else.
  init?(_ bytes: [UInt8], name: String?) {
    if bytes.starts(with: ZipFile.beginning) {
      self = .zip
    } else if bytes.starts(with: [0x1F, 0x8B, 8]) {
      self = .gzip
    } else if bytes.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]) {
      self = .xz
    } else if bytes.starts(with: Array("BZh".utf8)), bytes.dropFirst(4).first == 0x31 {
      self = .bzip2
    } else if bytes.starts(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C])
      || bytes.starts(with: Array("Rar!".utf8))
    {
      self = .library
    } else if TarHeader.begins(bytes.span) {
      self = .tar
    } else if name.flatMap(fileSuffix(of:)) == "p7m", bytes.first == 0x30 {
      self = .signed
    } else {
      return nil
    }
  }
}

// Files in archives, and compressed files.
extension Job {
  /// Reads what `FormatProbe` calls an archive.
  ///
  /// - Parameter depth: number of archives and messages around it.
  func readArchive(_ bytes: [UInt8], name: String?, depth: Int) {
    switch ArchiveKind(bytes, name: name) {
    case .zip: readZip(bytes, depth: depth)
    case .tar: readTar(bytes, depth: depth)
    case .gzip: readCompressed(inflate(bytes.span, .gzip), name, depth: depth)
    case .xz: readCompressed(decompress(bytes, .xz), name, depth: depth)
    case .bzip2: readCompressed(decompress(bytes, .bzip2), name, depth: depth)
    case .library: readLibrary(bytes, depth: depth)
    case .signed: readSigned(bytes, name: name ?? "", depth: depth)
    case nil: break
    }
  }

  /// A zip: all its files.
  private func readZip(_ bytes: [UInt8], depth: Int) {
    guard let zip = ZipFile(bytes) else { return note(.damaged) }
    if zip.isDamaged { note(zip.entries.count >= Limits.entries ? .limit : .damaged) }
    for entry in zip.entries where !entry.isDirectory {
      guard !isFull, mayOpenEntry() else { return }
      output.add(line: String(entry.name.prefix(Limits.entryName)))
      if isRead(entry.name) {
        readInside(zip.contents(of: entry, self), name: entry.name, depth: depth + 1)
      }
    }
  }

  /// A tar: its files, whose names may be in headers before theirs.
  private func readTar(_ bytes: [UInt8], depth: Int) {
    let size = TarHeader.blockSize
    var position = 0
    var longName: [UInt8]?
    while !isFull, bytes.count - position >= size {
      let block = Array(bytes[position..<position + size])
      if TarHeader.isEnd(block) { return }
      guard let header = TarHeader(block) else { return note(.damaged) }
      guard mayOpenEntry() else { return }
      let start = position + size
      let length = min(Int(clamping: header.size), bytes.count - start)
      if UInt64(length) < header.size { note(.damaged) }
      let contents = bytes[start..<start + length]
      switch header.type {
      case UInt8(ascii: "L"): longName = Array(contents.prefix { $0 != 0 })
      case UInt8(ascii: "x"): longName = TarHeader.records(Array(contents))["path"] ?? longName
      case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
        let name = String(decoding: longName ?? header.name, as: UTF8.self)
        longName = nil
        output.add(line: String(name.prefix(Limits.entryName)))
        if isRead(name) { readInside(Array(contents), name: name, depth: depth + 1) }
      default: longName = header.type == UInt8(ascii: "g") ? longName : nil
      }
      position = start + (length + size - 1) / size * size
    }
  }

  /// A file that was compressed alone; it has the name without the last suffix.
  private func readCompressed(_ contents: [UInt8], _ name: String?, depth: Int) {
    var inner = name ?? ""
    if let suffix = fileSuffix(of: inner) {
      inner.removeLast(suffix.count + 1)
      if ["tgz", "txz", "tbz", "tbz2"].contains(suffix) { inner += ".tar" }
    }
    readInside(contents, name: inner, depth: depth + 1)
  }

  /// A file enclosed in its signature, such as "invoice.xml.p7m".
  private func readSigned(_ bytes: [UInt8], name: String, depth: Int) {
    guard let content = CMSContent(bytes.span, inflatable: Limits.inflated) else {
      return note(.damaged)
    }
    guard let inside = content.bytes else { return note(.encrypted) }
    guard mayInflate(inside.count) else { return }
    let inner = name.lowercased().hasSuffix(".p7m") ? String(name.dropLast(4)) : name
    readInside(inside, name: inner, depth: depth + 1)
  }

  /// What macOS adds to archives is not read.
  func isRead(_ name: String) -> Bool { !name.hasPrefix("__MACOSX/") }

  /// A file inside another one.
  ///
  /// - Parameter depth: number of archives and messages around it.
  func readInside(_ bytes: [UInt8], name: String, mediaType: String? = nil, depth: Int) {
    guard !bytes.isEmpty, !isFull else { return }
    guard depth <= Limits.depth else { return note(.limit) }
    let probe = FormatProbe(bytes, name: name, mediaType: mediaType)
    switch probe.format {
    case .pdf, .image:
      nested.append(NestedDocument(name: name, format: probe.format, bytes: bytes))
    default:
      output.newLine()
      read(bytes, probe, depth: depth)
      output.newLine()
    }
  }
}
