// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "mailcask",
  products: [
    .executable(name: "mailcask", targets: ["mailcask"]),
    .library(name: "Archive", targets: ["Archive", "Presentation"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    // The edge to C and C++: no logic but lifetimes and turning errors into values.
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "COpenSSL"),
    .target(name: "CXapian", linkerSettings: [.linkedLibrary("xapian")]),

    // Each target imports only those above it.
    .target(name: "Bytes"),
    .target(name: "Text"),
    .target(name: "Digests", dependencies: ["Bytes", "COpenSSL"]),
    .target(name: "Octets", dependencies: ["Digests"]),
    .target(name: "Mail"),
    .target(name: "MIME", dependencies: ["Bytes"]),
    .target(
      name: "Mailbox", dependencies: ["Bytes", "CLinux", "CZlib", "CZstd", "MIME", "Octets"]),
    .target(name: "Net", dependencies: ["Bytes", "COpenSSL"]),
    .target(name: "POP3", dependencies: ["Bytes", "Net", "Digests"]),
    .target(
      name: "Schemas", path: "Schemas",
      exclude: [
        "Output", "export-manifest.schema.json", "mailcask.toml.schema.json",
        "search-results.schema.json",
      ],
      resources: [.embedInCode("Migrations")]),
    .target(
      name: "Store",
      dependencies: [
        "Bytes", "Schemas", "CZstd", "Digests", "Mail", "Octets",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(
      name: "Search", dependencies: ["CXapian", "MIME"],
      exclude: ["Analysis/generate-tables.py"]),
    .target(
      name: "Archive",
      dependencies: [
        "Bytes", "CLinux", "Digests", "MIME", "Mail", "Mailbox", "Net", "Octets", "POP3", "Store",
        "Search", "Text",
        .product(name: "TOMLKit", package: "TOMLKit"),
      ], resources: [.embedInCode("Demo/samples.mbox")]),
    .target(name: "Presentation", dependencies: ["Archive", "MIME", "Mail", "Mailbox", "Text"]),
    .target(name: "Browse", dependencies: ["Archive", "Mail", "Presentation", "Text"]),
    .executableTarget(
      name: "mailcask",
      dependencies: [
        "Archive", "Browse", "CLinux", "Presentation", "Text",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // At a fixed address, so that the loader has nothing to relocate: 94,000 pointers, 2.3 ms.
      // Only with Swift's libraries linked in, as releases have them: shared ones refuse it. Nor
      // are 13,000 symbols offered to libraries that want none of them, a little more than 0.1 ms.
      linkerSettings: [
        .unsafeFlags(
          ["-Xclang-linker", "-no-pie", "-Xclang-linker", "-Wl,--no-export-dynamic"],
          .when(configuration: .release))
      ]),

    .executableTarget(
      name: "mailcask-bench",
      dependencies: [
        "Archive", "CLinux", "CZstd", "Digests", "MIME", "Mailbox", "Net", "POP3", "Search",
        "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/Benchmarks", exclude: ["instructions.json"]),

    // Servers, proxies and directories that several test targets need.
    .target(name: "TestSupport", dependencies: ["Net"], path: "Tests/TestSupport"),
    .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
    .testTarget(name: "TextTests", dependencies: ["Text"]),
    .testTarget(name: "DigestsTests", dependencies: ["Bytes", "Digests"]),
    .testTarget(name: "MIMETests", dependencies: ["Bytes", "MIME"], exclude: ["Fixtures"]),
    .testTarget(name: "MailboxTests", dependencies: ["Bytes", "Mailbox", "Octets"]),
    .testTarget(name: "NetTests", dependencies: ["Net", "TestSupport"]),
    .testTarget(
      name: "POP3Tests", dependencies: ["Bytes", "POP3", "Net", "Digests", "TestSupport"]),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "Store", "Schemas", "Digests", "Mail", "Octets",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Fixtures"]),
    .testTarget(name: "SearchTests", dependencies: ["Search", "MIME"]),
    .testTarget(name: "BenchmarkTests", dependencies: ["mailcask-bench", "MIME", "TestSupport"]),
    .testTarget(name: "PresentationTests", dependencies: ["Archive", "Presentation", "Text"]),
    .testTarget(name: "BrowseTests", dependencies: ["Archive", "Browse", "Presentation"]),
    // The program as a person runs it.
    .testTarget(
      name: "CommandTests",
      dependencies: ["mailcask", "Digests", "Net", "Presentation", "TestSupport"],
      exclude: ["PowerLoss"]),
    .testTarget(
      name: "ArchiveTests",
      dependencies: [
        "Archive", "Bytes", "Digests", "MIME", "Mailbox", "Net", "Octets", "POP3", "Store",
        "Search", "TestSupport",
      ]),
  ],
  cxxLanguageStandard: .cxx17
)

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
for target in package.targets
where target.type != .system && !["COpenSSL", "CXapian"].contains(target.name) {
  target.swiftSettings = (target.swiftSettings ?? []) + strict
}
