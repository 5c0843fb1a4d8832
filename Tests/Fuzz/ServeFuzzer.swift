// A libFuzzer target over the commands that the IMAP server reads (Serve/Protocol): cuts the input into
// commands, in one piece and byte by byte, and reads each, which has to give the same. Built on the
// package's other modules, as IMAPFuzzer.swift says on top:
//
//   swift build --scratch-path .build/fuzz --target IMAP -Xswiftc -O \
//     -Xswiftc -sanitize=fuzzer,address -Xswiftc -parse-as-library
//   B=.build/fuzz/debug
//   swiftc -O -sanitize=fuzzer,address -parse-as-library -package-name $(basename "$PWD") \
//     -I $B/Modules -I Sources/CZlib -I Sources/CZstd -I Sources/CLinux \
//     $(for m in $B/C*.build/module.modulemap; do echo -Xcc -fmodule-map-file=$m; done) \
//     Tests/Fuzz/ServeFuzzer.swift Sources/Serve/Protocol/*.swift Sources/Serve/Limits.swift \
//     $(find $B/*.build -name '*.o') -lz -lzstd -ldl -o .build/serve-fuzzer
//   mkdir -p .build/serve-corpus
//   .build/serve-fuzzer -detect_leaks=0 -max_len=4096 -timeout=10 -rss_limit_mb=512 .build/serve-corpus

private func events(_ bytes: [UInt8], pieces size: Int) -> [CommandFraming.Event] {
  var framing = CommandFraming()
  var events: [CommandFraming.Event] = []
  var rest = bytes[...]
  while !rest.isEmpty {
    framing.feed(rest.prefix(size))
    rest = rest.dropFirst(size)
    while let event = framing.next() {
      // A second one would mean that it reads on.
      if case .broken? = events.last { preconditionFailure("it goes on after the end") }
      events.append(event)
    }
  }
  return events
}

private func read(_ raw: RawCommand) {
  guard let tagged = CommandParser.parse(raw) else { return }
  precondition(CommandParser.parse(raw) == tagged)
  precondition(!tagged.tag.isEmpty && raw.tag.starts(with: tagged.tag))
  guard case .success(let command) = tagged.command else { return }
  switch command {
  case .fetch(let set, let request, _):
    precondition(request.items.count <= Limits.fetchItems + 3)
    _ = (set.resolved(last: 0), set.resolved(last: .max))
  case .list(let request): precondition(request.patterns.count <= Limits.listPatterns)
  default: break
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  let all = events(bytes, pieces: max(1, count))
  precondition(all == events(bytes, pieces: 1))
  for event in all { if case .command(let raw) = event { read(raw) } }
  return 0
}
