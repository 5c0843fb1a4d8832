// A libFuzzer target over the MIME module: parses the input, checks that the raw ranges cover it
// and decodes everything that a message can tell. Built in one step, outside of the package:
//
//   swiftc -O -sanitize=fuzzer,address -parse-as-library -module-name MIME -package-name mailcask \
//     $(find Sources/MIME -name '*.swift') Tests/Fuzz/MIMEFuzzer.swift -o .build/mime-fuzzer
//   mkdir -p .build/fuzz-corpus
//   .build/mime-fuzzer -max_len=16384 -timeout=10 .build/fuzz-corpus Tests/MIMETests/Fixtures

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  let message = Message(parsing: bytes)
  precondition(Int(message.parts[0].bodyRange.upperBound) == bytes.count)
  for part in message.parts {
    precondition(part.headerRange.upperBound == part.bodyRange.lowerBound)
    precondition(Int(part.bodyRange.upperBound) <= message.source(part.source).count)
    let header = message.header(of: part)
    for field in header.fields {
      _ = header.name(of: field)
      _ = header.text(of: field)
      _ = header.addresses(of: field)
      _ = header.messageIDs(of: field)
    }
    _ = (header.date, header.listID, header.references)
    _ = message.contentDefects(of: part)
    _ = (message.fileName(of: part), message.contentID(of: part))
    if part.kind == .leaf { _ = message.text(of: part) }
  }
  for attachment in message.attachments { _ = message.content(of: attachment) }
  _ = (message.searchableTexts, message.readableText, message.automation, message.protection)
  return 0
}
