// swift-tools-version: 6.2
import PackageDescription

/// The id under which a package's maker has registered the program at Microsoft: hexadecimal digits and
/// hyphens.
let microsoftClientID = (Context.environment["MAILCASK_MICROSOFT_CLIENT_ID"] ?? "")
  .filter { $0.isHexDigit || $0 == "-" }

/// An object file with a smaller table of languages, which `.ci/package` makes to be linked in front of
/// Foundation's; nil in all other builds.
let languageTable = Context.environment["MAILCASK_LANGUAGE_TABLE"]

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
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    // The edge to C and C++: no logic but lifetimes and turning errors into values.
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "CBuild",
      cSettings: [.define("MAILCASK_MICROSOFT_CLIENT_ID", to: "\"\(microsoftClientID)\"")]),
    .target(name: "COpenSSL"),
    .target(name: "CArchive"),
    .target(name: "CExpat"),
    .target(name: "CXapian", linkerSettings: [.linkedLibrary("xapian")]),
    .target(name: "CSandbox"),

    // Each target imports only those above it.
    .target(name: "Bytes"),
    .target(name: "Text", dependencies: ["Bytes"]),
    // The formats of packed files, over bytes.
    .target(name: "Packing", dependencies: ["Bytes", "CZlib", "CZstd"]),
    .target(name: "Errors"),
    .target(name: "Digests", dependencies: ["Bytes", "COpenSSL", "Errors"]),
    .target(name: "Files", dependencies: ["Bytes", "CLinux", "Digests", "Errors"]),
    .target(name: "Mail", dependencies: ["Bytes", "Digests"]),
    // Between threads that block.
    .target(name: "Queues"),
    .target(
      name: "MIME", dependencies: ["Bytes", "Mail", "Packing", "Text"],
      exclude: ["Charset/generate-letter-pairs.py", "Header/generate-month-names.py"]),
    .target(
      name: "Mailbox",
      dependencies: [
        "Bytes", "CArchive", "CZstd", "Errors", "Files", "MIME", "Mail", "Packing", "Text",
      ]),
    .target(
      name: "Documents", dependencies: ["Bytes", "CArchive", "CExpat", "MIME", "Mail", "Packing"]),
    // Other programs, with bounds.
    .target(name: "Processes", dependencies: ["CSandbox"]),
    .target(name: "Extraction", dependencies: ["CSandbox", "Documents", "Mail", "Processes"]),
    .target(
      name: "Decryption", dependencies: ["Bytes", "COpenSSL", "MIME", "Mail", "Processes"]),
    .target(name: "Net", dependencies: ["Bytes", "CLinux", "COpenSSL", "Errors", "Text"]),
    .target(name: "HTTP", dependencies: ["Bytes", "Net"]),
    .target(name: "SASL", dependencies: ["Bytes", "Digests", "Net"]),
    .target(name: "POP3", dependencies: ["Bytes", "Digests", "Errors", "Net", "SASL"]),
    .target(
      name: "IMAP", dependencies: ["Bytes", "Errors", "Mail", "Net", "Packing", "SASL", "Text"]),
    .target(name: "SMTP", dependencies: ["Bytes", "Errors", "Files", "Net", "SASL"]),
    // Small servers for this machine alone: for the demonstration, and for tests.
    .target(name: "LocalServers", dependencies: ["Bytes", "COpenSSL", "Digests", "Errors", "Net"]),
    .target(
      name: "Schemas", path: "Schemas",
      exclude: [
        "Output", "export-manifest.schema.json", "mailcask.toml.schema.json",
        "search-results.schema.json",
      ],
      resources: [.embedInCode("Migrations")]),
    .target(
      name: "Rows",
      dependencies: [
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(
      name: "Proofs",
      dependencies: [
        "Files", "Rows", "Schemas", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(name: "Tallies", dependencies: ["Mail", "Rows"]),
    .target(
      name: "Store",
      dependencies: [
        "Bytes", "Digests", "Errors", "Files", "Mail", "Packing", "Proofs", "Rows", "Schemas",
        "Tallies",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    // What stored messages hold beyond their own text: attached documents, encrypted mail.
    .target(
      name: "Reading",
      dependencies: [
        "Bytes", "Decryption", "Digests", "Extraction", "Files", "MIME", "Mail", "Packing",
        "Queues",
        "Rows", "Store", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .target(
      name: "Search",
      dependencies: ["Bytes", "CXapian", "Digests", "Errors", "Files", "MIME", "Mail", "Text"],
      exclude: ["Analysis/generate-tables.py"]),
    // What mailcask.toml says.
    .target(
      name: "Settings",
      dependencies: [
        "Bytes", "CBuild", "Errors", "Files", "Mail", "Search", "Text",
        .product(name: "TOMLKit", package: "TOMLKit"),
      ]),
    .target(
      name: "Archive",
      dependencies: [
        "Bytes", "CLinux", "Decryption", "Digests", "Errors", "Extraction", "Files", "MIME", "Mail",
        "Mailbox", "Net", "POP3", "Processes", "Queues", "Reading", "Settings", "Store", "Search",
        "Text",
      ]),
    .target(
      name: "Fetch",
      dependencies: [
        "Archive", "Bytes", "Digests", "Errors", "Files", "HTTP", "IMAP", "MIME", "Mail", "Net",
        "POP3", "SASL", "Store", "Text",
      ],
      resources: [.embedInCode("Providers/providers.txt")]),
    .target(
      name: "Sending",
      dependencies: [
        "Archive", "Bytes", "Digests", "Errors", "Fetch", "Files", "MIME", "Mail", "Net", "SASL",
        "SMTP",
        "Store",
      ]),
    .target(
      name: "Transfer",
      dependencies: [
        "Archive", "Bytes", "Digests", "Errors", "Files", "MIME", "Mail", "Mailbox", "Queues",
        "Reading", "Store", "Text",
      ]),
    .target(
      name: "Demo", dependencies: ["Archive", "Files", "LocalServers", "Mailbox", "Net"],
      resources: [.embedInCode("samples.mbox")]),
    .target(
      name: "Presentation",
      dependencies: [
        "Archive", "Bytes", "Errors", "Fetch", "Files", "MIME", "Mail", "Mailbox", "Text",
        "Transfer",
      ]),
    // Standard output and error as commands use them: text, logs, progress, questions, signals.
    .target(
      name: "StandardStreams",
      dependencies: [
        "Archive", "Fetch", "Presentation", "Text",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(
      name: "Browse",
      dependencies: ["Archive", "MIME", "Mail", "Presentation", "Text", "Transfer"]),
    // Requests to this machine alone, and their answers.
    .target(
      name: "HTTPServing",
      dependencies: [
        "Bytes", "Errors", "Files", "Text",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .target(
      name: "Web",
      dependencies: [
        "Archive", "Bytes", "Digests", "Errors", "Fetch", "Files", "HTTPServing", "MIME", "Mail",
        "Packing", "Presentation", "Text", "Transfer",
      ],
      resources: [.embedInCode("Assets/web.css"), .embedInCode("Assets/web.js")]),
    .target(
      name: "Serve",
      dependencies: [
        "Archive", "Bytes", "Digests", "Errors", "Files", "IMAP", "LocalServers", "MIME", "Mail",
        "Net", "Rows", "SASL", "SMTP", "Search", "Store", "Text", "Transfer",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .target(
      name: "Manual", dependencies: ["Archive", "Browse", "Search", "Text"],
      resources: [.embedInCode("CHANGELOG.md")]),
    .executableTarget(
      name: "mailcask",
      dependencies: [
        "Archive", "Browse", "CLinux", "Demo", "Errors", "Extraction", "Fetch", "Files", "MIME",
        "Mail", "Manual", "Presentation", "Sending", "Serve", "StandardStreams", "Text", "Transfer",
        "Web",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // At a fixed address, so that the loader has nothing to relocate: 94,000 pointers, 2.3 ms.
      // Only with Swift's libraries linked in, as releases have them: shared ones refuse it. Nor
      // are 13,000 symbols offered to libraries that want none of them, a little more than 0.1 ms.
      linkerSettings: [
        .unsafeFlags(
          ["-Xclang-linker", "-no-pie", "-Xclang-linker", "-Wl,--no-export-dynamic"]
            + (languageTable.map { [$0] } ?? []),
          .when(configuration: .release))
      ]),

    // Servers, proxies and directories that several test targets need.
    .target(
      name: "TestSupport",
      dependencies: [
        "Archive", "Digests", "Fetch", "LocalServers", "Net", "Proofs", "Store",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/TestSupport"),

    // Threads for tests that wait.
    .target(name: "TestThreads", path: "Tests/TestThreads"),

    .executableTarget(
      name: "mailcask-bench",
      dependencies: [
        "Archive", "CLinux", "CZstd", "Digests", "MIME", "Mail", "Mailbox", "Net", "POP3", "SASL",
        "Search", "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/Benchmarks", exclude: ["README.md", "instructions.json"]),

    .testTarget(name: "PackageTests"),
    .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
    .testTarget(name: "ErrorsTests", dependencies: ["Errors"]),
    .testTarget(name: "FilesTests", dependencies: ["Bytes", "Digests", "Errors", "Files"]),
    .testTarget(name: "MailTests", dependencies: ["Mail"]),
    .testTarget(name: "QueuesTests", dependencies: ["Queues"]),
    .testTarget(name: "TextTests", dependencies: ["Text"]),
    .testTarget(name: "DigestsTests", dependencies: ["Bytes", "Digests"]),
    .testTarget(
      name: "MIMETests", dependencies: ["Bytes", "MIME", "Mail", "Text"], exclude: ["Fixtures"]),
    .testTarget(
      name: "MailboxTests",
      dependencies: ["Bytes", "Errors", "Files", "Mail", "Mailbox", "Packing"]),
    .testTarget(
      name: "DocumentsTests", dependencies: ["Bytes", "Documents", "Packing"],
      exclude: ["Fixtures", "Hostile"]),
    .testTarget(
      name: "NetTests",
      dependencies: ["Bytes", "Errors", "LocalServers", "Net", "TestSupport", "TestThreads"]),
    .testTarget(name: "SASLTests", dependencies: ["Bytes", "Digests", "Net", "SASL"]),
    .testTarget(
      name: "POP3Tests",
      dependencies: [
        "Errors", "Bytes", "Digests", "LocalServers", "Net", "POP3", "SASL", "TestSupport",
        "TestThreads",
      ]),
    .testTarget(
      name: "IMAPTests",
      dependencies: [
        "Bytes", "Errors", "IMAP", "LocalServers", "Net", "SASL", "TestSupport", "TestThreads",
      ]),
    .testTarget(name: "TalliesTests", dependencies: ["Tallies"]),
    .testTarget(
      name: "SMTPTests",
      dependencies: [
        "Bytes", "Errors", "Files", "LocalServers", "Net", "SASL", "SMTP", "TestSupport",
        "TestThreads",
      ]),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "Bytes", "Errors", "Store", "Schemas", "Digests", "Files", "Mail", "Packing", "Proofs",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "SearchTests",
      dependencies: ["Digests", "MIME", "Mail", "Search", "TestSupport", "TestThreads", "Text"],
      exclude: ["Peers"]),
    .testTarget(name: "BenchmarkTests", dependencies: ["mailcask-bench", "MIME", "TestSupport"]),
    .testTarget(
      name: "PresentationTests",
      dependencies: ["Archive", "MIME", "Mail", "Presentation", "TestSupport", "Text"]),
    .testTarget(
      name: "BrowseTests",
      dependencies: ["Archive", "Browse", "Mail", "Presentation", "Text"]),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "Archive", "Fetch", "Files", "HTTPServing", "LocalServers", "Net", "TestSupport",
        "TestThreads", "Transfer", "Web",
      ],
      exclude: ["browser"]),
    .testTarget(
      name: "ServeTests", dependencies: ["Archive", "IMAP", "Serve", "TestSupport", "Transfer"],
      exclude: ["Peers"]),
    // The program as a person runs it.
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Archive", "Digests", "LocalServers", "Manual", "Net", "Presentation", "Search",
        "StandardStreams", "TestSupport", "TestThreads", "Text", "mailcask",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["CallsHome", "Fixtures", "Kills", "PowerLoss"]),
    .testTarget(
      name: "ArchiveTests",
      dependencies: [
        "Archive", "Bytes", "Digests", "Errors", "Fetch", "Files", "MIME", "Mail", "Mailbox", "Net",
        "Reading", "Search", "Store", "TestSupport", "Transfer",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "FetchTests",
      dependencies: [
        "Archive", "Bytes", "Digests", "Fetch", "HTTP", "IMAP", "LocalServers", "Mail", "Net",
        "POP3", "Store", "TestSupport", "TestThreads", "Transfer",
      ]),
    .testTarget(
      name: "TransferTests",
      dependencies: [
        "Archive", "Fetch", "Files", "Net", "Store", "TestSupport", "TestThreads", "Transfer",
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
where target.type != .system
  && !["CArchive", "CExpat", "COpenSSL", "CSandbox", "CXapian"].contains(target.name)
{
  target.swiftSettings = (target.swiftSettings ?? []) + strict
}
