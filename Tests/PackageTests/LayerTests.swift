import Foundation
import Testing

/// The order of the targets is the architecture: see Sources/README.md.
@Suite struct LayerTests {
  private let package: PackageDescription

  init() throws { package = try PackageDescription() }

  @Test func eachTargetDependsOnlyOnTargetsAboveIt() {
    #expect(package.targets.count > 30, "Package.swift is read")
    for (index, target) in package.targets.enumerated() {
      let above = Set(package.targets[..<index].map(\.name))
      for dependency in target.dependencies.subtracting(above).sorted() {
        Issue.record(
          "\(target.name) depends on \(dependency), which is not above it in Package.swift")
      }
    }
  }

  /// As `swift build --explicit-target-dependency-import-check error` does, for tests as well.
  @Test func eachImportIsDeclared() throws {
    let names = Set(package.targets.map(\.moduleName))
    for target in package.targets {
      let declared = Set(target.dependencies.map { $0.replacingOccurrences(of: "-", with: "_") })
      for file in try target.swiftFiles() {
        for module in try file.imports where names.contains(module) && module != target.moduleName {
          #expect(declared.contains(module), "\(file.path) imports \(module)")
        }
      }
    }
  }

  @Test func noTargetAndNoFolderGrowsTooLarge() throws {
    for target in package.targets where target.path.hasPrefix("Sources/") {
      let files = try target.swiftFiles()
      for (folder, inside) in Dictionary(grouping: files, by: \.folder) {
        #expect(inside.count <= 25, "files in \(folder)")
      }
      // One subject each, and not divisible: parsing mail, and searching it.
      guard !["MIME", "Search"].contains(target.name) else { continue }
      #expect(files.count <= 60, "files of \(target.name)")
      #expect(try files.reduce(0) { try $0 + $1.lineCount } <= 6_500, "lines of \(target.name)")
    }
  }
}

/// What Package.swift says of the package's own targets, in its order.
private struct PackageDescription {
  struct Target {
    let name: String
    /// Below the package's root.
    let path: String
    let dependencies: Set<String>

    var moduleName: String { name.replacingOccurrences(of: "-", with: "_") }

    func swiftFiles() throws -> [SourceFile] {
      let root = PackageDescription.root + "/" + path
      let names = try FileManager.default.subpathsOfDirectory(atPath: root)
      return names.filter { $0.hasSuffix(".swift") }.map { SourceFile(path: root + "/" + $0) }
    }
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  let targets: [Target]

  init() throws {
    let text = try String(contentsOfFile: Self.root + "/Package.swift", encoding: .utf8)
    let declaration = /\.(target|executableTarget|testTarget|systemLibrary)\(\s*name: "([^"]+)"/
    let starts = text.matches(of: declaration)
    targets = starts.enumerated().map { index, match in
      let end = index + 1 < starts.count ? starts[index + 1].range.lowerBound : text.endIndex
      let name = String(match.2)
      let body = text[match.range.upperBound..<end]
      let folder = match.1 == "testTarget" ? "Tests" : "Sources"
      return Target(
        name: name,
        path: body.firstMatch(of: /path: "([^"]+)"/).map { String($0.1) } ?? "\(folder)/\(name)",
        dependencies: Self.dependencies(body))
    }
  }

  /// The names between the brackets, without products of other packages.
  private static func dependencies(_ body: Substring) -> Set<String> {
    guard let start = body.firstRange(of: "dependencies: [") else { return [] }
    let list = body[start.upperBound...].prefix { $0 != "]" }
    let own = list.replacing(/\.product\([^)]*\)/, with: "")
    return Set(own.matches(of: /"([^"]+)"/).map { String($0.1) })
  }
}

private struct SourceFile {
  let path: String

  var folder: String { (path as NSString).deletingLastPathComponent }

  private var text: String { get throws { try String(contentsOfFile: path, encoding: .utf8) } }

  var lineCount: Int { get throws { try text.utf8.count { $0 == UInt8(ascii: "\n") } } }

  var imports: Set<String> {
    get throws {
      let line =
        /^(?:@\w+ +)*(?:(?:public|package|internal|fileprivate|private) +)?import +(?:(?:struct|class|enum|protocol|typealias|func|let|var) +)?(\w+)/
        .anchorsMatchLineEndings()
      return Set(try text.matches(of: line).map { String($0.1) })
    }
  }
}
