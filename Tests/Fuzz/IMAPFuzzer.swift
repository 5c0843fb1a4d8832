// A libFuzzer target over the IMAP target: takes the input for what a server says to some commands, in
// one piece and in pieces, and checks that the same comes out. Built beside the package's build; the
// package's name is that of the directory that it lies in:
//
//   swift build --scratch-path .build/fuzz --target IMAP -Xswiftc -O \
//     -Xswiftc -sanitize=fuzzer,address -Xswiftc -parse-as-library
//   B=.build/fuzz/debug
//   swiftc -O -sanitize=fuzzer,address -parse-as-library -package-name $(basename "$PWD") \
//     -I $B/Modules -I Sources/CZlib -I Sources/CZstd -I Sources/CLinux \
//     $(for m in $B/C*.build/module.modulemap; do echo -Xcc -fmodule-map-file=$m; done) \
//     Tests/Fuzz/IMAPFuzzer.swift $(find $B/*.build -name '*.o') -lz -lzstd -ldl -o .build/imap-fuzzer
//   mkdir -p .build/imap-corpus
//   .build/imap-fuzzer -max_len=4096 -timeout=10 -rss_limit_mb=512 .build/imap-corpus

import IMAP

private final class Recorder: ResponseHandler {
  var events: [String] = []
  private var body = 0

  func received(_ response: Response) {
    events.append("\(body) \(response)")
    body = 0
  }

  func body(_ bytes: borrowing RawSpan) { body += bytes.byteCount }
  func completed(_ command: Command, _ status: StatusResponse) { events.append("\(status)") }
}

private func events(_ bytes: [UInt8], pieces size: Int) -> [String] {
  var dialogue = Dialogue(place: "fuzz:143", expectsGreeting: false)
  for command: Command in [
    .examine(Array("a".utf8)), .fetchTexts(UIDSet([3, 5])), .list(extras: nil), .searchAll,
  ] {
    dialogue.enqueue(command)
  }
  let recorder = Recorder()
  var rest = bytes[...]
  while !rest.isEmpty {
    let piece = Array(rest.prefix(size))
    rest = rest.dropFirst(size)
    do { try unsafe dialogue.receive(piece.span.bytes, recorder) } catch {
      return recorder.events + ["\(error)"]
    }
  }
  return recorder.events
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  precondition(events(bytes, pieces: max(1, count)) == events(bytes, pieces: 1))
  return 0
}
