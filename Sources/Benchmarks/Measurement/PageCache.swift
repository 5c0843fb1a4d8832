import ArgumentParser
import Foundation

enum PageCache {
  /// Makes the next reader of the files below `path` read them from the disk. Pages that are not
  /// written back yet stay in memory, so call this some time after writing.
  static func forget(_ path: String) {
    for file in Files.below(path) {
      let descriptor = unsafe open(file, O_RDONLY)
      guard descriptor >= 0 else { continue }
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
      close(descriptor)
    }
  }
}

enum Files {
  /// All regular files below a path, or the path itself if it is one.
  static func below(_ path: String) -> [String] {
    var isDirectory: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      return []
    }
    guard isDirectory.boolValue else { return [path] }
    let names = FileManager.default.enumerator(atPath: path)
    var files: [String] = []
    while let name = names?.nextObject() as? String {
      if names?.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
        files.append(path + "/" + name)
      }
    }
    return files.sorted()
  }

  /// The contents of files below a directory, spread evenly over them.
  ///
  /// - Parameter count: maximum number of files.
  static func sample(of directory: String, _ count: Int) throws -> [[UInt8]] {
    let paths = below(directory)
    guard !paths.isEmpty else { throw ValidationError("there is no file in \(directory)") }
    let step = max(1, paths.count / max(1, count))
    return try stride(from: 0, to: paths.count, by: step).prefix(count).map {
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: paths[$0])))
    }
  }

  /// Total size of all files below the paths, in megabytes (10⁶ bytes).
  static func megabytes(_ paths: [String]) -> Double {
    let sizes = paths.flatMap(below).map { file in
      (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0
    }
    return Double(sizes.reduce(0, +)) / 1e6
  }
}
