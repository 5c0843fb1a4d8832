// A libFuzzer target over the Documents target: reads the input as a file of a name that its first
// byte chooses, and checks that the text keeps within its limits. Built beside the package's build:
//
//   swift build --scratch-path .build/fuzz --target Documents -Xswiftc -O \
//     -Xswiftc -sanitize=fuzzer,address -Xswiftc -parse-as-library
//   B=.build/fuzz/debug
//   swiftc -O -sanitize=fuzzer,address -parse-as-library -package-name mailcask -I $B/Modules \
//     -I Sources/CArchive/include -I Sources/CExpat/include Tests/Fuzz/DocumentsFuzzer.swift \
//     $(find $B/*.build -name '*.o') -lz -o .build/documents-fuzzer
//   mkdir -p .build/document-corpus
//   .build/documents-fuzzer -max_len=65536 -timeout=30 -rss_limit_mb=1024 .build/document-corpus \
//     Tests/DocumentsTests/Fixtures

import Documents

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  let names = ["x", "x.eml", "x.p7m", "x.csv", "x.tgz"]
  let name = names[Int(bytes.first ?? 0) % names.count]
  // Documents are told by their first bytes, so that these must stay where they are.
  for round in 0..<2 {
    let document = Documents.text(of: bytes, name: name)
    precondition(document.outcome != .crashed)
    precondition(document.pages.reduce(0) { $0 + $1.utf8.count } <= 1 << 26)
    if round == 0, !bytes.isEmpty { bytes.removeFirst() }
  }
  return 0
}
