// A libFuzzer target over the LMTP session (SMTP/Server): takes the input for what a sender says, in one
// piece and byte by byte, and checks that it never keeps more than it has acknowledged or the reverse, and
// that where the bytes are cut changes nothing but what may not be sent ahead. Built on the package's other
// modules, as IMAPFuzzer.swift says on top:
//
//   swift build --scratch-path .build/fuzz --target IMAP -Xswiftc -O \
//     -Xswiftc -sanitize=fuzzer,address -Xswiftc -parse-as-library
//   B=.build/fuzz/debug
//   swiftc -O -sanitize=fuzzer,address -parse-as-library -package-name $(basename "$PWD") \
//     -I $B/Modules Tests/Fuzz/LMTPFuzzer.swift Sources/SMTP/Limits.swift \
//     Sources/SMTP/Server/{DataReader,MessageSink,LMTPCommand,LMTPSession}.swift \
//     $(find $B/Bytes.build -name '*.o') -o .build/lmtp-fuzzer
//   mkdir -p .build/lmtp-corpus
//   .build/lmtp-fuzzer -max_len=4096 -timeout=10 -rss_limit_mb=512 .build/lmtp-corpus
//
// The first byte says how many bytes arrive together.

import Synchronization

/// Keeps what is committed in memory.
private final class Sink: MessageSink {
  let kept = Mutex<[[UInt8]]>([])

  func begin(from: String, to: [String]) throws -> any ArrivingMessage { Arriving(self) }

  private final class Arriving: ArrivingMessage {
    private let sink: Sink
    private var bytes: [UInt8] = []

    init(_ sink: Sink) { self.sink = sink }

    func append(_ more: ArraySlice<UInt8>) throws { bytes += more }
    func commit() throws { sink.kept.withLock { $0.append(bytes) } }
  }
}

private struct Outcome: Equatable {
  var kept: [[UInt8]]
  var answers: [String]
  var isOver: Bool
}

private func converse(_ bytes: ArraySlice<UInt8>, pieces size: Int) -> Outcome {
  let sink = Sink()
  var session = LMTPSession(sink: sink)
  var output = session.takeOutput()
  var rest = bytes
  while !rest.isEmpty, !session.isOver {
    session.receive(rest.prefix(size))
    rest = rest.dropFirst(size)
    output += session.takeOutput()
  }
  let text = String(decoding: output, as: UTF8.self)
  precondition(text.hasSuffix("\r\n") && !text.replacing("\r\n", with: "").contains("\n"))
  let answers = text.split(separator: "\r\n").map(String.init)
  return Outcome(kept: sink.kept.withLock { $0 }, answers: answers, isOver: session.isOver)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard let first = bytes.first else { return 0 }
  let one = converse(bytes.dropFirst(), pieces: 1)
  let other = converse(bytes.dropFirst(), pieces: 1 + Int(first))
  for outcome in [one, other] {
    // Each message is acknowledged for one recipient at least, and no acknowledgment is without one.
    let acknowledged = outcome.answers.count { $0.hasSuffix("> kept") }
    precondition(acknowledged >= outcome.kept.count)
    precondition(acknowledged == 0 || !outcome.kept.isEmpty)
    for answer in outcome.answers {
      precondition(answer.utf8.prefix(3).allSatisfy { 0x30...0x39 ~= $0 }, answer)
    }
  }
  let isAhead = { (outcome: Outcome) in outcome.answers.contains { $0.contains("may not be sent") }
  }
  precondition(isAhead(other) || one == other)
  return 0
}
